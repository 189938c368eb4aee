// One pass over the folders of a mailbox: opened read-only (EXAMINE), searched by the server, read with PEEK.
import type { FetchMessageObject, ImapFlow, ListResponse, MailboxObject } from 'imapflow';
import { NONCE_HEADER, NONCE_PATTERN } from '../../core/nonce.ts';
import type { ArrivedMessage, FolderRole, InboxQuestion, KnownBy, LookedFolder } from '../../core/ports/inbox.ts';
import { type MessageHeader, parseHeader, valuesOf } from '../../mail/message/headers.ts';

/** No receiver takes more from a stranger without asking, and the live message has a few thousand octets. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** Where the server will not search: only the newest can be the one. */
const NEWEST = 100;
/** A nonce is of one message; copies and answers carry it too. */
const MOST_CANDIDATES = 20;

export interface Folder {
  readonly path: string;
  readonly role: FolderRole;
}

const ROLES: { readonly [use: string]: FolderRole } = { '\\Inbox': 'inbox', '\\Junk': 'junk', '\\All': 'archive' };
const ORDER: readonly FolderRole[] = ['inbox', 'junk', 'named', 'archive'];

/** Names of junk that the IMAP library does not know, on servers that do not mark it (RFC 6154): Yahoo, GMX and WEB.DE, Orange, Naver, iCloud. */
const JUNK_NAME = /^(?:bulk|unerwünscht(?:e werbung)?|quarant(?:än|ain|in)e|pourriels?|스팸 ?메일함)$/iu;
/** What a filter calls a folder of its own, beside the one that the server marks too. */
const JUNK_WORD = /(?<![\p{L}\p{N}])(?:spam(?:box|verdacht|filter|assassin)?|junk)(?![\p{L}\p{N}])/iu;
/** What lies in there was taken out of junk again. */
const NO_JUNK = /(?<![\p{L}])(?:no[nt]?|kein|ham)(?![\p{L}])/iu;

const isJunkByName = (name: string, marked: boolean): boolean =>
  !NO_JUNK.test(name) && (JUNK_WORD.test(name) || (!marked && JUNK_NAME.test(name.normalize('NFC'))));

const MARKS = ['\\All', '\\Drafts', '\\Junk', '\\Sent', '\\Trash'];

/** The mark of a folder (RFC 6154, of any case), also where the server does not announce that it gives them; else what the library makes of its name. */
const useOf = ({ flags, specialUse }: ListResponse): string =>
  MARKS.find((mark) => [...flags].some((flag) => flag.toLowerCase() === mark.toLowerCase())) ?? specialUse ?? '';

/** By its mark, or by its name. */
const rolesIn = (there: readonly ListResponse[]) => {
  const marked = there.some((one) => useOf(one) === '\\Junk');
  return (folder: ListResponse): FolderRole | undefined =>
    ROLES[useOf(folder)] ?? (useOf(folder) === '' && isJunkByName(folder.name, marked) ? 'junk' : undefined);
};

const selectable = ({ flags }: ListResponse): boolean => !flags.has('\\Noselect') && !flags.has('\\NonExistent');

/** Letters that are composed are those that are not, and only INBOX is of any case (RFC 9051 §5.1). */
const sameFolder = (one: string, other: string): boolean =>
  one.normalize('NFC') === other.normalize('NFC') || (one.toUpperCase() === 'INBOX' && other.toUpperCase() === 'INBOX');

interface Chosen {
  readonly folders: readonly Folder[];
  readonly missing: readonly string[];
  readonly unsearched: readonly string[];
}

/** What the owner writes lies there, and nothing that comes. */
const OUTGOING: readonly string[] = ['\\Sent', '\\Drafts'];
/** What a folder of all messages does not show. */
const BESIDE_ALL: readonly string[] = ['\\Trash'];

/** The folders to look into, the likeliest first; the named ones that are not there; and those where a rule may have put it all the same. */
export const chooseFolders = (listed: readonly ListResponse[], named: readonly string[]): Chosen => {
  const there = listed.filter(selectable);
  const inbox: Folder = { path: there.find(({ path }) => sameFolder(path, 'INBOX'))?.path ?? 'INBOX', role: 'inbox' };
  const roleOf = rolesIn(there);
  const special = there.flatMap((one): Folder[] => {
    const [role, { path }] = [roleOf(one), one];
    return role === undefined || sameFolder(path, 'INBOX') ? [] : [{ path, role }];
  });
  const known = [inbox, ...special];
  const isThere = (name: string): boolean => there.some(({ path }) => sameFolder(path, name));
  const others = there
    .filter(({ path }) => named.some((name) => sameFolder(path, name)) && !known.some((one) => sameFolder(one.path, path)))
    .map(({ path }): Folder => ({ path, role: 'named' }));
  const folders = [...known, ...others].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  const showsAll = folders.some(({ role }) => role === 'archive');
  const unsearched = there.filter(
    (one) =>
      !folders.some(({ path }) => sameFolder(path, one.path)) &&
      !OUTGOING.includes(useOf(one)) &&
      (!showsAll || BESIDE_ALL.includes(useOf(one))),
  );
  return { folders, missing: named.filter((name) => !isThere(name)), unsearched: unsearched.map(({ path }) => path) };
};

/** What tells an answer from the message that it answers, beside our own header. */
const HEADERS = [NONCE_HEADER, 'References', 'Auto-Submitted', 'Content-Type', 'X-Failed-Recipients'];
const WANTED = { uid: true, envelope: true, internalDate: true, size: true, headers: HEADERS };

const dateOf = (value: FetchMessageObject['internalDate']): Date | null => {
  const date = value === undefined ? null : new Date(value);
  return date === null || Number.isNaN(date.getTime()) ? null : date;
};

const LEAST_ID = 16;
/** What a gateway or a list writes before a subject. */
const TAGS = /^(?:\s*(?:\[[^\]]{1,60}\]|\*{1,5}[^*]{1,60}\*{1,5}))+\s*/u;
const PREFIX = /^\s*(?:re|aw|antw|sv|vs|res|rif|odp|fwd?|wg|tr|vb|rv|enc|i|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]/iu;

/** As makes begin the subject of a note of absence or a report, which some send without any header that says so. */
const NOTE =
  /^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response)|automatische antwort|abwesend|abwesenheits\p{L}*|out of (?:the )?office|réponse automatique|respuesta automática|risposta automatica|resposta automática|undeliver(?:able|ed)|unzustellbar|read|gelesen)\b\s?[\p{L} ]{0,40}[:：]/iu;

/** An answer, a forward or a report quotes the subject of the message that it is about (RFC 5322 §3.6.4, RFC 3834, RFC 3464). */
const isAbout = ({ envelope }: FetchMessageObject, header: MessageHeader): boolean => {
  const has = (name: string): boolean => valuesOf(header, name).some((value) => value.trim() !== '');
  // An invoice that a program makes says auto-generated itself (RFC 3834 §5.1).
  const automatic = valuesOf(header, 'auto-submitted').some((value) => /^\s*auto-(?:replied|notified)\b/i.test(value));
  const subject = (envelope?.subject ?? '').replace(TAGS, '');
  const report = valuesOf(header, 'content-type').some((value) => /^\s*(?:multipart\/report|message\/)/i.test(value));
  const answers = (envelope?.inReplyTo ?? '') !== '' || has('references') || has('x-failed-recipients');
  return answers || automatic || report || PREFIX.test(subject) || NOTE.test(subject);
};

const bare = (id: string): string => id.trim().replace(/^<([^<>]*)>$/, '$1');

/** What it is known by; null: it is another message, or one about it. The mark was sent to whoever answers, and stands in what they write. */
export const knownBy = (message: FetchMessageObject, { nonce, messageId, since }: InboxQuestion): KnownBy | null => {
  const { envelope, headers } = message;
  const stored = dateOf(message.internalDate);
  if (stored !== null && stored < since) return null;
  const own = bare(envelope?.messageId ?? '');
  const local = own.slice(0, own.includes('@') ? own.lastIndexOf('@') : own.length);
  if (local === nonce || own === messageId || (local === messageId && local.length >= LEAST_ID)) return 'id';
  const header = parseHeader(headers ?? new Uint8Array());
  if (valuesOf(header, NONCE_HEADER.toLowerCase()).some((value) => value.trim() === nonce)) return 'header';
  const marks: readonly string[] = (envelope?.subject ?? '').match(new RegExp(NONCE_PATTERN, 'g')) ?? [];
  return marks.includes(nonce) && !isAbout(message, header) ? 'subject' : null;
};

const searched = async (client: ImapFlow, { nonce, messageId, since }: InboxQuestion): Promise<readonly number[] | null> => {
  const marks = [
    { subject: nonce },
    { header: { [NONCE_HEADER]: nonce } },
    { header: { 'Message-ID': nonce } },
    ...(messageId === null ? [] : [{ header: { 'Message-ID': messageId } }]),
  ];
  // SINCE counts whole days of the server's own zone.
  const from = new Date(since.getTime() - 86_400_000);
  const found = await client.search({ since: from, or: marks }, { uid: true });
  return found === false || found === undefined ? null : found;
};

/** Nothing that is about a message comes before it. */
const oldestFirst = (uids: readonly number[]): readonly number[] => [...uids].sort((a, b) => a - b).slice(0, MOST_CANDIDATES);

interface Found {
  readonly by: KnownBy;
  readonly message: FetchMessageObject;
}

const RANKS: readonly KnownBy[] = ['id', 'header', 'subject'];

/** The better known comes first, then the older. */
const before = (one: Found, other: Found): boolean => {
  const rank = RANKS.indexOf(one.by) - RANKS.indexOf(other.by);
  if (rank !== 0) return rank < 0;
  const [a, b] = [one, other].map(({ message }) => dateOf(message.internalDate)?.getTime() ?? 0);
  return a === b ? one.message.uid < other.message.uid : (a ?? 0) < (b ?? 0);
};

const among = async (client: ImapFlow, range: string, uid: boolean, question: InboxQuestion): Promise<Found | null> => {
  const found: Found[] = [];
  for await (const message of client.fetch(range, WANTED, { uid })) {
    const by = knownBy(message, question);
    if (by === null) continue;
    const [best] = found;
    if (best === undefined || before({ by, message }, best)) found[0] = { by, message };
  }
  return found[0] ?? null;
};

const whole = async (client: ImapFlow, folder: Folder, { by, message }: Found): Promise<ArrivedMessage | null> => {
  const one = await client.fetchOne(
    String(message.uid),
    { uid: true, source: { start: 0, maxLength: MOST_BYTES } },
    { uid: true },
  );
  if (one === false || one.source === undefined) return null;
  const bytes = message.size ?? one.source.length;
  const complete = one.source.length < MOST_BYTES;
  const stored = dateOf(message.internalDate);
  return {
    by,
    role: folder.role,
    folder: folder.path,
    bytes,
    storedAt: stored?.toISOString() ?? null,
    raw: new Uint8Array(one.source),
    complete,
  };
};

export interface FolderPass {
  readonly looked: LookedFolder;
  readonly arrived: ArrivedMessage | null;
  /** A message bears the mark in its subject, which does not do here. */
  readonly alike: boolean;
}

/** The state of each folder when its newest messages were last read; null: the server does not tell what would show a change. */
export type Read = Map<string, string | null>;

/** RFC 9051 §6.3.2: a server may leave UIDNEXT out, and then nobody knows what came since. */
const stateOf = ({ uidNext, uidValidity }: MailboxObject): string | null =>
  Number.isInteger(uidNext) && uidNext > 0 ? `${uidValidity} ${uidNext}` : null;

/** For the moment, says who refuses (RFC 5530). */
const PASSING: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG', 'THROTTLED']);

const isPassing = (error: unknown): boolean => error instanceof Error && PASSING.has(Reflect.get(error, 'serverResponseCode'));

/** Looks into one folder. What a server's search does not find is looked for among the newest, once for each change of the folder. */
export const lookInto = async (client: ImapFlow, folder: Folder, question: InboxQuestion, read: Read): Promise<FolderPass> => {
  const box = await client.mailboxOpen(folder.path, { readOnly: true }).catch((error: unknown) => {
    if (client.usable && !isPassing(error)) return null;
    throw error;
  });
  if (box === null) return { looked: { ...folder, messages: 0, how: 'refused' }, arrived: null, alike: false };
  const uids = box.exists === 0 ? [] : await searched(client, question);
  const all = uids !== null || box.exists <= NEWEST;
  const looked: LookedFolder = { ...folder, messages: box.exists, how: all ? 'search' : 'newest' };
  let found = uids === null || uids.length === 0 ? null : await among(client, oldestFirst(uids).join(','), true, question);
  const state = stateOf(box);
  if (found === null && box.exists > 0 && (state === null || read.get(folder.path) !== state)) {
    read.set(folder.path, state);
    found = await among(client, `${Math.max(1, box.exists - NEWEST + 1)}:*`, false, question);
  }
  const alike = found?.by === 'subject' && !question.bySubject;
  return { looked, arrived: found === null || alike ? null : await whole(client, folder, found), alike };
};
