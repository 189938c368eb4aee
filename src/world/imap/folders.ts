// One pass over the folders of a mailbox: opened read-only (EXAMINE), searched by the server, read with PEEK.
import type { FetchMessageObject, ImapFlow, ListResponse } from 'imapflow';
import type { ArrivedMessage, FolderRole, InboxQuestion, LookedFolder } from '../../core/ports/inbox.ts';
import { NONCE_HEADER } from '../../core/nonce.ts';

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

const selectable = ({ flags }: ListResponse): boolean => !flags.has('\\Noselect') && !flags.has('\\NonExistent');

const sameFolder = (one: string, other: string): boolean =>
  one === other || (one.toUpperCase() === 'INBOX' && other.toUpperCase() === 'INBOX');

/** The folders to look into, the likeliest first, and the named ones that are not there. */
export const chooseFolders = (
  listed: readonly ListResponse[],
  named: readonly string[],
): { readonly folders: readonly Folder[]; readonly missing: readonly string[] } => {
  const there = listed.filter(selectable);
  const inbox: Folder = { path: there.find(({ path }) => sameFolder(path, 'INBOX'))?.path ?? 'INBOX', role: 'inbox' };
  const special = there.flatMap(({ path, specialUse }): Folder[] => {
    const role = ROLES[specialUse ?? ''];
    return role === undefined || sameFolder(path, 'INBOX') ? [] : [{ path, role }];
  });
  const known = [inbox, ...special];
  const isThere = (name: string): boolean => there.some(({ path }) => sameFolder(path, name));
  const others = named
    .filter((name) => isThere(name) && !known.some(({ path }) => sameFolder(path, name)))
    .map((path): Folder => ({ path, role: 'named' }));
  const folders = [...known, ...others].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  return { folders, missing: named.filter((name) => !isThere(name)) };
};

const WANTED = { uid: true, envelope: true, internalDate: true, size: true, headers: [NONCE_HEADER] };

const dateOf = (value: FetchMessageObject['internalDate']): Date | null => {
  const date = value === undefined ? null : new Date(value);
  return date === null || Number.isNaN(date.getTime()) ? null : date;
};

/** The mark stands in its subject, its own header or its Message-ID; a message from before the run is another one. */
const isTheOne = (message: FetchMessageObject, { nonce, messageId, since }: InboxQuestion): boolean => {
  const { envelope, headers } = message;
  const stored = dateOf(message.internalDate);
  if (stored !== null && stored < since) return false;
  const told = [envelope?.subject ?? '', envelope?.messageId ?? '', headers?.toString('latin1') ?? ''];
  return told.some((text) => text.includes(nonce)) || (messageId !== null && (envelope?.messageId ?? '').includes(messageId));
};

const searched = async (client: ImapFlow, { nonce, messageId, since }: InboxQuestion): Promise<readonly number[] | null> => {
  const marks = [{ subject: nonce }, { header: { [NONCE_HEADER]: nonce } }, { header: { 'Message-ID': messageId ?? nonce } }];
  // SINCE counts whole days of the server's own zone.
  const from = new Date(since.getTime() - 86_400_000);
  const found = await client.search({ since: from, or: marks }, { uid: true });
  return found === false || found === undefined ? null : found;
};

const newestFirst = (uids: readonly number[]): readonly number[] => [...uids].sort((a, b) => b - a).slice(0, MOST_CANDIDATES);

const among = async (
  client: ImapFlow,
  range: string,
  uid: boolean,
  question: InboxQuestion,
): Promise<FetchMessageObject | null> => {
  let found: FetchMessageObject | null = null;
  for await (const message of client.fetch(range, WANTED, { uid })) {
    if (isTheOne(message, question) && (found === null || message.uid > found.uid)) found = message;
  }
  return found;
};

const whole = async (client: ImapFlow, folder: Folder, message: FetchMessageObject): Promise<ArrivedMessage | null> => {
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
}

/** UIDNEXT of each folder when its newest messages were last read. */
export type Read = Map<string, number>;

/** Looks into one folder. What a server's search does not find is looked for among the newest, once for each change of the folder. */
export const lookInto = async (client: ImapFlow, folder: Folder, question: InboxQuestion, read: Read): Promise<FolderPass> => {
  const box = await client.mailboxOpen(folder.path, { readOnly: true }).catch((error: unknown) => {
    if (client.usable) return null;
    throw error;
  });
  if (box === null) return { looked: { ...folder, messages: 0, how: 'refused' }, arrived: null };
  const uids = box.exists === 0 ? [] : await searched(client, question);
  const looked: LookedFolder = { ...folder, messages: box.exists, how: uids === null ? 'newest' : 'search' };
  let found = uids === null || uids.length === 0 ? null : await among(client, newestFirst(uids).join(','), true, question);
  if (found === null && box.exists > 0 && read.get(folder.path) !== box.uidNext) {
    read.set(folder.path, box.uidNext);
    found = await among(client, `${Math.max(1, box.exists - NEWEST + 1)}:*`, false, question);
  }
  return { looked, arrived: found === null ? null : await whole(client, folder, found) };
};
