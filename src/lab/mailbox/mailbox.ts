// The mailbox of a world: what the provider delivered lies in it, and its owner reads it over IMAP.
import type { AcceptedMessage as SesMessage } from '../aws/message.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LabKeys } from '../keys.ts';
import { type Ports, withPort } from '../ports.ts';
import type { AcceptedMessage as RelayedMessage } from '../smtp/mail-server.ts';
import { relayCertificate } from '../smtp/certificate.ts';
import type { LabState } from '../state.ts';
import { asReceived, older } from './deliver.ts';
import { startImap } from './server.ts';
import { newDkimKey, publicPart } from './sign.ts';
import { type MailboxSpec, readMailbox } from './spec.ts';
import { MailStore } from './store.ts';

export interface LabMailbox {
  readonly spec: MailboxSpec;
  readonly port: number;
  readonly password: string;
  /** Command → times it was given. */
  readonly commands: () => { readonly [name: string]: number };
  readonly store: MailStore;
  ofSes(message: SesMessage): void;
  ofRelay(message: RelayedMessage): void;
  stop(): Promise<void>;
}

const DAY = 86_400_000;

/** The private key that mail is signed with, kept from start to start. */
export const signingKey = async (state: LabState): Promise<string> => {
  const kept = state.settings.get('dkim');
  if (typeof kept === 'string') return kept;
  const made = await newDkimKey();
  state.settings.set({ dkim: made });
  return made;
};

type Zones = { readonly [zone: string]: readonly string[] };

/** The record of the selector with the key that mail is really signed with. */
export const withPublishedKey = (zones: Zones, { selector }: MailboxSpec, keyPem: string): Zones => {
  if (selector === '') return zones;
  const own = new RegExp(`^${selector}\\.(?:_domainkey|dkim) \\d+ TXT `);
  const strings = (`p=${publicPart(keyPem)}`.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');
  const change = (line: string): string => {
    const found = own.exec(line);
    return found === null || !line.includes('p=M') ? line : `${found[0]}"v=DKIM1; k=rsa; " ${strings}`;
  };
  return Object.fromEntries(Object.entries(zones).map(([zone, lines]) => [zone, lines.map(change)]));
};

const composed = (message: SesMessage): string => {
  const { content, headers, source, to, subject, messageId, region } = message;
  const reply = content?.replyTo ?? null;
  const own = content?.raw ?? null;
  if (own !== null) return own.replaceAll(/\r?\n/g, '\r\n');
  return [
    `From: ${source}`,
    ...(reply === null ? [] : [`Reply-To: ${reply}`]),
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    `Date: ${new Date(message.acceptedAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}@${region}.amazonses.com>`,
    'MIME-Version: 1.0',
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    (content?.text ?? '').replaceAll(/\r?\n/g, '\r\n'),
  ].join('\r\n');
};

/** Headers that steer SES and never leave it. */
const left = (raw: string): string => {
  const at = raw.indexOf('\r\n\r\n');
  return (
    raw
      .slice(0, at)
      .split(/\r\n(?![ \t])/)
      .filter((field) => !/^x-ses-/i.test(field))
      .join('\r\n') + raw.slice(at)
  );
};

/** What lay there before, and what an earlier process of this world delivered. */
export const startMailbox = async (
  given: JsonObject,
  {
    keys,
    keyPem,
    state,
    ports,
    place,
  }: { readonly keys: LabKeys; readonly keyPem: string; readonly state: LabState; readonly ports: Ports; readonly place: string },
): Promise<LabMailbox> => {
  const spec = readMailbox(given, place);
  const store = new MailStore(spec.folders, spec.specialUse);
  for (let n = spec.others; n > 0; n -= 1) {
    const at = new Date(Date.parse(keys.startedAt) - n * DAY);
    store.add('INBOX', older(n, spec.username, at), at);
  }
  const counts: { [name: string]: number } = {};
  const password = keys.mailboxPassword;
  const tls = await relayCertificate(spec.certificate, keys.authority, spec.host);
  const options = {
    spec,
    store,
    tls,
    secrets: [password],
    onCommand: (name: string) => {
      counts[name] = (counts[name] ?? 0) + 1;
    },
  };
  const server = await withPort(ports.preferred('imap'), (port) => startImap(options, port));
  ports.used('imap', server.port);
  const timers = new Set<NodeJS.Timeout>();
  const deliver = (sent: string, to: readonly string[], delayMs: number): void => {
    const recipient = to.find((one) => one.toLowerCase() === spec.username.toLowerCase());
    if (!spec.arrives || recipient === undefined) return;
    const put = (): void => {
      const at = new Date();
      store.add(spec.folder, asReceived(spec, sent, { recipient, keyPem, at }), at);
    };
    if (delayMs === 0) return put();
    const timer = setTimeout(() => {
      timers.delete(timer);
      put();
    }, delayMs);
    timers.add(timer);
  };
  for (const line of state.past) {
    if (line.type === 'accepted')
      deliver(composed(line.message as unknown as SesMessage), (line.message as unknown as SesMessage).destination, 0);
    if (line.type === 'relayed')
      deliver(left((line.message as unknown as RelayedMessage).raw), (line.message as unknown as RelayedMessage).to, 0);
  }
  return {
    spec,
    port: server.port,
    password,
    store,
    commands: () => ({ ...counts }),
    ofSes: (message) => deliver(composed(message), message.destination, spec.delayMs),
    ofRelay: (message) => deliver(left(message.raw), message.to, spec.delayMs),
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      await server.stop();
    },
  };
};

/** What the profile says of it. */
export const inboxSection = ({ spec, port }: LabMailbox): JsonObject => ({
  imap: {
    host: spec.host,
    port,
    secure: true,
    username: spec.username,
    ...(spec.token ? { accessToken: '{{secret:mailbox-password}}' } : { password: '{{secret:mailbox-password}}' }),
  },
  ...(spec.named.length === 0 ? {} : { folders: [...spec.named] }),
  authservId: spec.host,
});
