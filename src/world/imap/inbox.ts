// The mailbox over IMAP (RFC 9051) by imapflow: only over verified TLS, only to read, until the message is there or waiting is over.
import { isIP } from 'node:net';
import type { ImapFlow } from 'imapflow';
import type { Clock } from '../../core/clock.ts';
import type { InboxLook, InboxPlace, InboxPort, InboxQuestion, InboxTrouble, LookedFolder } from '../../core/ports/inbox.ts';
import type { MessagePort } from '../../core/ports/message.ts';
import type { Secret } from '../../core/secret.ts';
import { trusting } from '../authorities.ts';
import { createMessagePort } from '../message/message.ts';
import { connectFirst, type LookupAddresses, resolveHost, systemAddresses } from '../smtp/connect.ts';
import { WireError } from '../smtp/wire.ts';
import { chooseFolders, type Folder, lookInto, MOST_BYTES, type Read } from './folders.ts';
import { type Talked, troubleOf } from './trouble.ts';

export interface InboxSettings {
  readonly place: InboxPlace;
  /** Password or token; undefined where it could not be read. */
  readonly secret: Secret | undefined;
  readonly lookup: LookupAddresses | null;
  readonly allowPrivate: boolean;
  /** One more authority, PEM. */
  readonly ca?: string;
  readonly clock: Clock;
  /** What the profile says that a message shows. */
  readonly expected: MessagePort['expected'];
  readonly authservId: string | null;
}

const STEP_MS = 15_000;
/** Between two looks, when the server does not say itself that something came. */
const LONGEST_PAUSE_MS = 10_000;

/** How far the conversation with the server came. */
const talkedWith = (client: ImapFlow | null, signedIn: boolean): Talked => ({
  signedIn,
  greeted: typeof client?.greeting === 'string',
  bye: client?.byeReason ?? null,
  offers: client === null ? null : [...client.capabilities.keys()].filter((name) => name.startsWith('AUTH=')),
});

const clientFor = async ({ place, secret, ca }: InboxSettings, address: string): Promise<ImapFlow> => {
  const { ImapFlow: Client } = await import('imapflow');
  const { host, port, secure, username, login } = place;
  const value = secret?.reveal() ?? '';
  const client = new Client({
    host: address,
    port,
    secure,
    ...(secure ? {} : { doSTARTTLS: true }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { secureContext: trusting(ca, { minVersion: 'TLSv1.2' }) }),
    },
    auth: { user: username, ...(login === 'token' ? { accessToken: value } : { pass: value }) },
    clientInfo: { name: 'certify' },
    logger: false,
    disableAutoIdle: true,
    // What is compressed may be larger than what came.
    disableCompression: true,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: 60_000,
    maxLiteralSize: MOST_BYTES + 65_536,
    maxResponseSize: MOST_BYTES + 1_048_576,
  });
  client.on('error', () => undefined);
  return client;
};

/** Name and connection first, with our own words for what is wrong with them; TLS and login then at the address that answered. */
const reach = async (settings: InboxSettings, signal: AbortSignal): Promise<string | InboxTrouble> => {
  const { place, lookup, allowPrivate } = settings;
  const told = (stage: InboxTrouble['stage'], { code, message }: WireError): InboxTrouble => ({ stage, code, says: message });
  try {
    const addresses = await resolveHost(place.host, lookup ?? systemAddresses, STEP_MS, allowPrivate);
    try {
      const { socket, address } = await connectFirst(addresses, place.port, STEP_MS, signal);
      socket.destroy();
      return address;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return told('connection', error);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return told(error.code === 'ADDRESS_REFUSED' ? 'place' : 'name', error);
  }
};

/** Until the server says that something came, `ms` have passed or the connection is gone. */
const pause = async (client: ImapFlow, ms: number, { clock, signal }: { clock: Clock; signal: AbortSignal }): Promise<void> => {
  const nap = new AbortController();
  let heard = (): void => undefined;
  const news = new Promise<void>((resolve) => {
    heard = resolve;
  });
  client.on('exists', heard);
  client.on('close', heard);
  const idling = client.idle().catch(() => false);
  const slept = clock.sleep(ms, AbortSignal.any([nap.signal, signal])).catch(() => undefined);
  try {
    await Promise.race([news, slept]);
  } finally {
    nap.abort();
    client.off('exists', heard);
    client.off('close', heard);
  }
  void idling;
};

interface Progress {
  looked: readonly LookedFolder[];
  missing: readonly string[];
  unsearched: readonly string[];
  alike: string | null;
  read: Read;
  /** Signed in once. */
  entered: boolean;
}

type Ended = Pick<InboxLook, 'arrived' | 'trouble'>;

/** What proves itself ends the pass; what has only the mark in its subject waits for the folders behind it. */
const passOver = async (
  client: ImapFlow,
  folders: readonly Folder[],
  question: InboxQuestion,
  progress: Progress,
): Promise<InboxLook['arrived']> => {
  const looked: LookedFolder[] = [];
  let marked: InboxLook['arrived'] = null;
  progress.alike = null;
  for (const folder of folders) {
    question.signal.throwIfAborted();
    const pass = await lookInto(client, folder, question, progress.read);
    looked.push(pass.looked);
    if (pass.alike) progress.alike ??= folder.path;
    marked ??= pass.arrived;
    if (pass.arrived !== null && pass.arrived.by !== 'subject') {
      marked = pass.arrived;
      break;
    }
  }
  progress.looked = looked;
  return marked;
};

/** An archive shows what came into the other folders since they were looked into: they are asked again before it is said to lie there alone. */
const whereItLies = async (
  client: ImapFlow,
  folders: readonly Folder[],
  question: InboxQuestion,
  progress: Progress,
): Promise<InboxLook['arrived']> => {
  const arrived = await passOver(client, folders, question, progress);
  if (arrived?.role !== 'archive') return arrived;
  const { looked } = progress;
  const others = folders.filter(({ role }) => role !== 'archive');
  const nearer = await passOver(client, others, question, progress);
  progress.looked = looked;
  return nearer ?? arrived;
};

/** Looks again and again over one connection. @throws when it breaks. */
const watch = async (
  client: ImapFlow,
  settings: InboxSettings,
  question: InboxQuestion,
  progress: Progress,
  left: () => number,
): Promise<Ended> => {
  const { folders, missing, unsearched } = chooseFolders(await client.list(), settings.place.folders);
  Object.assign(progress, { missing, unsearched });
  for (let ms = 1_000; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
    const arrived = await whereItLies(client, folders, question, progress);
    if (arrived !== null || left() <= 0) return { arrived, trouble: null };
    await client.mailboxOpen(folders[0]?.path ?? 'INBOX', { readOnly: true });
    await pause(client, Math.min(ms, left()), { clock: settings.clock, signal: question.signal });
    question.signal.throwIfAborted();
  }
};

const session = async (
  settings: InboxSettings,
  question: InboxQuestion,
  progress: Progress,
  left: () => number,
): Promise<Ended> => {
  const reached = await reach(settings, question.signal);
  if (typeof reached !== 'string') return { arrived: null, trouble: reached };
  let client: ImapFlow | null = null;
  let signedIn = false;
  const close = (): void => client?.close();
  question.signal.addEventListener('abort', close, { once: true });
  try {
    client = await clientFor(settings, reached);
    await client.connect();
    signedIn = true;
    progress.entered = true;
    question.signal.throwIfAborted();
    const ended = await watch(client, settings, question, progress, left);
    await client.logout().catch(() => undefined);
    return ended;
  } catch (error) {
    question.signal.throwIfAborted();
    return { arrived: null, trouble: troubleOf(error, talkedWith(client, signedIn), settings.place.username) };
  } finally {
    question.signal.removeEventListener('abort', close);
    close();
  }
};

const find = async (settings: InboxSettings, question: InboxQuestion): Promise<InboxLook> => {
  const { clock } = settings;
  const started = clock.elapsed();
  const waited = (): number => Math.round(clock.elapsed() - started);
  const left = (): number => question.waitMs - waited();
  const progress: Progress = { looked: [], missing: [], unsearched: [], alike: null, read: new Map(), entered: false };
  for (let again = 1; ; again += 1) {
    question.signal.throwIfAborted();
    const ended = await session(settings, question, progress, left);
    // Who was let in once is let in again: a server restarts, a connection is cut.
    const transient = progress.entered && ended.trouble?.stage !== 'login';
    if (ended.trouble === null || !transient || left() <= 0) {
      const { looked: folders, missing, unsearched, alike } = progress;
      return { folders, missing, unsearched, alike, ...ended, waitedMs: waited() };
    }
    await clock.sleep(Math.min(again * 1_000, LONGEST_PAUSE_MS, left()), question.signal);
  }
};

export const createInboxPort = (settings: InboxSettings): InboxPort => ({
  place: settings.place,
  message: ({ raw, complete }) =>
    createMessagePort({
      raw,
      expected: settings.expected,
      authservId: settings.authservId,
      ...(complete ? {} : { complete: false as const }),
    }),
  find: (question) => find(settings, question),
});
