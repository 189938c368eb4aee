// A received message that somebody saved: read once, judged with DNS as it is now, stored nowhere.
import { checks } from '../../checks/index.ts';
import { UsageError } from '../../core/errors.ts';
import type { Places } from '../../core/places.ts';
import type { RunDocument } from '../../core/record.ts';
import { parseAddressList } from '../../mail/message/address-list.ts';
import { isMailbox, isMessage, parseHeader, valuesOf } from '../../mail/message/headers.ts';
import { withLineEnds } from '../../mail/message/line-ends.ts';
import { formOf } from '../../mail/message/mime.ts';
import { reportFound } from '../../mail/message/report.ts';
import { expectedMessage } from '../../profile/expected-message.ts';
import { targetAsked } from '../../profile/asked.ts';
import { givenOfDns, type GivenValues } from '../../profile/given.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import { type Target, targetOf } from '../../profile/target.ts';
import { aboutMessage } from '../../run/message-decision.ts';
import { messageRunbook } from '../../run/message-runbook.ts';
import { createMessagePort, readMessageFile } from '../../world/message/message.ts';
import type { Caller } from '../caller.ts';
import { resolversOf } from '../dns/question.ts';
import { lookAt } from '../look.ts';
import { NO_TENANT_OPTIONS } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';

export interface MessageOptions {
  /** Path of the saved message; `-` for what `stdin` gives, where it is given. */
  readonly file: string;
  readonly stdin?: () => Promise<Uint8Array>;
  /** Path of a profile whose sender the message is compared with; null: none. */
  readonly profile: string | null;
  /** Whose Authentication-Results are trusted; null: the profile's word, else the topmost receiver's. */
  readonly authservId: string | null;
  readonly resolvers: readonly string[];
  /** Let https resolvers lead to private addresses. */
  readonly allowPrivate: boolean;
  /** `field=value`: plain values of the profile that are other ones for this call. */
  readonly set: readonly string[];
  readonly failOnWarning: boolean;
}

export interface MessageLook {
  readonly document: RunDocument;
}

const SOURCE =
  'Save the message’s original source: “Show original” and “Download original” in Gmail, “View message source” elsewhere, as an .eml file.';

/** What is given in place of a message, by how its file begins (octets as latin1), and the way out. */
const OTHERS: readonly (readonly [start: RegExp, what: string, fix: string])[] = [
  [/^$/, 'empty', SOURCE],
  [/^\u00d0\u00cf\p{Cc}\u00e0/u, 'an Outlook .msg file', SOURCE],
  [/^\s*<(?:!doctype|html)/i, 'a web page', SOURCE],
  [/^%PDF-/, 'a PDF', SOURCE],
  [/^\p{Cc}\u008b/u, 'packed with gzip', 'Unpack it (gunzip), and name the message that it holds.'],
  [/^PK\p{Cc}{2}/u, 'packed with zip', 'Unpack it, and name the message that it holds.'],
  [
    /^(?:\u00ff\u00fe|\u00fe\u00ff|(?:[^\0]\0){4})/,
    'saved as UTF-16, which no message is',
    'Save it again from the mail program as it is; a PowerShell redirection (>) and “Unicode” in Notepad write UTF-16.',
  ],
  [/^/, 'no mail message: it does not begin with header fields', SOURCE],
];

const refuseOther = (raw: Uint8Array, file: string): void => {
  if (isMessage(parseHeader(raw))) return;
  const start = Buffer.from(raw.subarray(0, 512)).toString('latin1');
  const [, what, fix] = OTHERS.find(([begins]) => begins.test(start)) ?? [null, 'no mail message', SOURCE];
  throw new UsageError({ code: 'no-message', message: `${file} is ${what}.`, fix, place: { file } });
};

const refuseSeveral = (raw: Uint8Array, file: string): void => {
  if (!isMailbox(raw)) return;
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  if (!/\r?\n\r?\nFrom \S+ .*\d{4}\r?\n/.test(text)) return;
  throw new UsageError({
    code: 'several-messages',
    message: `${file} holds several messages: it is a mailbox file (mbox).`,
    fix: 'Save the one message alone, as its original source.',
    place: { file },
  });
};

const ITSELF = 'Save the message itself where it arrived, as its original source, and name that.';

const REPORTS = {
  delivery: 'a report on the delivery of a message',
  complaint: 'a complaint about a message',
  disposition: 'a receipt for a message',
  other: 'a report about messages',
} as const;

/** Its sender is a server's, and its signature nobody's of the gym's. */
const refuseReport = (raw: Uint8Array, file: string): void => {
  const found = reportFound(parseHeader(raw), raw);
  if (found === null) return;
  const status = found.status === null ? '' : ` (status ${found.status})`;
  throw new UsageError({
    code: 'message-report',
    message: `${file} is ${REPORTS[found.kind]}${status}, and not the message.`,
    fix: found.kind === 'delivery' ? `Mend first what it says, if the message did not arrive. ${ITSELF}` : ITSELF,
    place: { file },
  });
};

/** Somebody sent the message on as an attachment: the outer one is theirs. */
const refuseCarrier = (raw: Uint8Array, file: string, sender: string): void => {
  const header = parseHeader(raw);
  const from = valuesOf(header, 'from').flatMap(parseAddressList);
  if (from.some(({ local, domain }) => `${local}@${domain}`.toLowerCase() === sender.toLowerCase())) return;
  if (!formOf(raw, header).parts.some(({ type }) => type === 'message/rfc822')) return;
  throw new UsageError({
    code: 'message-attached',
    message: `${file} is from somebody else than the sender of the profile, and carries another message as an attachment.`,
    fix: 'Save the attached message alone, and name that.',
    place: { file },
  });
};

/** Nobody is asked but DNS: no place of the profile is one that is looked at, and no secret is resolved. */
const NOBODY: Pick<
  Places,
  'ses' | 'probe' | 'sendKey' | 'relay' | 'callbackUrl' | 'squareos' | 'ledger' | 'mailPorts' | 'inbox'
> = {
  ses: null,
  probe: { kind: 'default-chain' },
  sendKey: null,
  relay: null,
  callbackUrl: null,
  squareos: null,
  ledger: { baseUrl: null, map: {} },
  mailPorts: null,
  inbox: null,
};

export const withProfile = (loaded: LoadedProfile, resolvers: readonly string[]): Target => {
  const target = targetOf(loaded);
  const places = { ...target.places, ...NOBODY, ...(resolvers.length === 0 ? {} : { resolvers }) };
  return { ...target, places, secrets: { path: loaded.path, directory: loaded.directory, secrets: [] }, loaded: null };
};

const targetFor = (raw: Uint8Array, resolvers: readonly string[], given: GivenValues): Target => {
  const [from] = valuesOf(parseHeader(raw), 'from').flatMap(parseAddressList);
  return targetAsked({ domain: from?.domain ?? 'unknown.invalid', provider: null, dkim: [], resolvers, given });
};

const AUTHSERV_ID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

export const authservIdOf = (given: string | null): string | null => {
  if (given === null || AUTHSERV_ID.test(given)) return given;
  throw new UsageError({
    code: 'authserv-id-malformed',
    message: `"${given.slice(0, 100)}" is no name that a receiver writes into Authentication-Results.`,
    fix: 'Give the word that stands first in that header, such as --authserv-id mx.google.com.',
  });
};

/** UsageError before anything is asked; nothing is stored. */
export const message = async (setting: Setting, caller: Caller, options: MessageOptions): Promise<MessageLook> => {
  const { file, profile: path, set, allowPrivate, failOnWarning } = options;
  const resolvers = resolversOf(options);
  const asked = authservIdOf(options.authservId);
  const tenant = { ...NO_TENANT_OPTIONS, set, allowPrivate, failOnWarning };
  const loaded = path === null ? null : await readProfile(path, { setting, tenant, command: 'message' });
  const authservId = asked ?? loaded?.profile.live.inbox?.authservId ?? null;
  const raw = withLineEnds(file === '-' && options.stdin !== undefined ? await options.stdin() : await readMessageFile(file));
  refuseOther(raw, file);
  refuseSeveral(raw, file);
  refuseReport(raw, file);
  if (loaded !== null) refuseCarrier(raw, file, loaded.profile.squareos.sender.senderValue);
  const target = loaded === null ? targetFor(raw, resolvers, givenOfDns(setting.env)) : withProfile(loaded, resolvers);
  const document = await lookAt(setting, caller, {
    command: 'message',
    source: { load: async () => target, typed: path === null ? file : `${file} ${path}` },
    tenant,
    runbook: messageRunbook(checks),
    message: createMessagePort({ raw, expected: loaded === null ? null : expectedMessage(loaded.profile), authservId }),
    evidenceDir: './evidence',
    operator: null,
    signKey: null,
    stores: false,
  });
  return { document: aboutMessage(document) };
};
