// One tenant's doors: what may be looked at, and, only for a run that sends, what may be changed.
import type { AwsReads } from '../core/ports/aws.ts';
import type { MessagePort } from '../core/ports/message.ts';
import type { Reads } from '../core/ports/reads.ts';
import type { SmtpPort, SmtpSender } from '../core/ports/smtp.ts';
import type { WebhookPort } from '../core/ports/webhook.ts';
import type { AccountWrites, SesSender, Writes } from '../core/ports/writes.ts';
import type { Places } from '../core/places.ts';
import type { Sender } from '../core/sender.ts';
import { accountWritesFor, awsDoor, sesSenderFor } from './aws/door.ts';
import { systemClock } from './clock.ts';
import { runEnvironment } from './environment.ts';
import { furtherAuthorities } from './further-authorities.ts';
import { lookupThrough } from './lookup.ts';
import { createInboxPort } from './imap/inbox.ts';
import { ledgerDoor, type LedgerPlace } from './ledger/door.ts';
import { createPlatformTrigger } from './ledger/platform.ts';
import { createSecretsPort, type SecretStore } from './secrets/port.ts';
import { createSquareosReads } from './squareos/state.ts';
import type { Shared } from './shared.ts';
import { createMailHosts } from './mail-hosts/mail-hosts.ts';
import { smtpDoor } from './smtp/door.ts';
import { createWebhookPort } from './webhook/webhook.ts';

export interface World {
  readonly reads: Reads;
  /** null where nothing may be sent. */
  readonly writes: Writes | null;
  /** null but for who provisions. */
  readonly account: AccountWrites | null;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly shared: Shared;
  readonly places: Places;
  /** The file that names the places, and the directory that `caFile` stays below. */
  readonly from: { readonly path: string; readonly directory: string };
  readonly sender: Sender;
  readonly secrets: SecretStore;
  readonly runId: string;
  readonly sends: boolean;
  /** Opens the door through which the account is changed. */
  readonly provisions: boolean;
  readonly allowPrivate: boolean;
  /** A receiver that the command line runs for this tenant. */
  readonly embeddedLedger?: LedgerPlace;
  /** A received message that is to be judged. */
  readonly message?: MessagePort;
  /** What the profile says that a received message shows, and whose word on it counts. */
  readonly expected?: MessagePort['expected'];
  readonly authservId?: string | null;
  /** One line as spoken, not yet neutralised. */
  readonly transcript?: (line: string) => void;
  /** SES throttled a read in this region, and it is asked again. */
  readonly onThrottled?: (region: string) => void;
}

const refuseAll = (what: string): never => {
  throw new Error(`${what} was asked for by a tenant that has none`);
};

/** Asking a door that the tenant does not have is a bug of the asking probe. */
const absent = (what: string): object =>
  new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : refuseAll(`${what}.${String(name)}`)) });

export const buildWorld = async (options: WorldOptions): Promise<World> => {
  const { places, secrets, transcript, onThrottled } = options;
  const ca = await furtherAuthorities({ caFile: places.caFile, from: options.from });
  // A lab's peers are on loopback by their nature.
  const allowPrivate = options.allowPrivate || places.lab;
  const spoken = transcript === undefined ? {} : { transcript };
  const dns = options.shared.dns({
    resolvers: places.resolvers,
    ...(places.authoritativePort === null ? {} : { authoritativePort: places.authoritativePort }),
    https: { allowPrivate, ...(ca === undefined ? {} : { ca }) },
    clock: systemClock,
    ...spoken,
  });
  const aws = places.ses === null ? null : awsDoor(places, places.ses, secrets, options.shared, { transcript, onThrottled });
  const trust = ca === undefined ? {} : { ca };
  const lookup = places.resolvers.length === 0 ? null : lookupThrough(dns);
  // A lab's names lead where real ones would, and its hosts are on loopback.
  const outside = places.lab && lookup !== null ? (host: string) => lookup(host).then(() => ['127.0.0.1']) : lookup;
  const smtp = places.relay === null ? null : smtpDoor(places.relay, secrets, lookup, { ...trust, allowPrivate }, transcript);
  const ledger = ledgerDoor(places.ledger, secrets, {
    ...trust,
    allowPrivate: allowPrivate || options.embeddedLedger !== undefined,
    ...(options.embeddedLedger === undefined ? {} : { embedded: options.embeddedLedger }),
  });
  const verifyToken = secrets.get('callback.verifyToken');
  const reads: Reads = {
    sender: options.sender,
    clock: systemClock,
    secrets: createSecretsPort(secrets),
    aws: aws?.reads ?? (absent('aws') as AwsReads),
    dns,
    mailHosts:
      places.mailPorts === null
        ? null
        : createMailHosts({ ...trust, allowPrivate, lookup: outside, ports: places.mailPorts, ...spoken }),
    smtp: smtp?.port ?? (absent('smtp') as SmtpPort),
    webhook:
      verifyToken === undefined || places.callbackUrl === null
        ? (absent('webhook') as WebhookPort)
        : createWebhookPort({ url: places.callbackUrl, verifyToken, runId: options.runId, ...trust, allowPrivate }),
    ledger: ledger.reads,
    squareos: createSquareosReads(places.squareos, {
      token: secrets.get('squareos.state.token') ?? null,
      directory: options.from.directory,
      ...trust,
      allowPrivate,
    }),
    message: options.message ?? null,
    inbox:
      places.inbox === null
        ? null
        : createInboxPort({
            place: places.inbox,
            secret: secrets.get(places.inbox.login === 'token' ? 'live.inbox.imap.accessToken' : 'live.inbox.imap.password'),
            lookup: outside,
            ...trust,
            allowPrivate,
            clock: systemClock,
            expected: options.expected ?? null,
            authservId: options.authservId ?? null,
          }),
    environment: runEnvironment(places),
  };
  const writes: Writes = {
    ses: places.ses === null ? (absent('ses') as SesSender) : sesSenderFor(places, places.ses, secrets, transcript),
    smtp: smtp?.sender ?? (absent('smtp') as SmtpSender),
    platform: createPlatformTrigger({
      baseUrl: ledger.place?.baseUrl ?? null,
      token: ledger.place?.writeToken ?? null,
      ...trust,
      allowPrivate,
    }),
    ledger: ledger.writes,
  };
  const account = options.provisions ? accountWritesFor(places, secrets, transcript) : null;
  return {
    reads,
    writes: options.sends ? writes : null,
    account,
    close: async () => {
      dns.close();
      await account?.close();
      await aws?.close();
    },
  };
};
