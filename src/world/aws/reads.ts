// The AWS door for looking: real SDK clients behind the pacer, errors translated, nothing that can change anything.
import { setMaxListeners } from 'node:events';
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole, FailureKind } from '../../core/observation.ts';
import type { AwsReads, SesReads, StsReads } from '../../core/ports/aws.ts';
import type { Endpoints } from '../../core/profile.ts';
import { closedAlready, type LazyClients, lazyClients } from './clients.ts';
import { type AccountCache, type Coalescer, createCoalescer } from './coalesce.ts';
import type { AwsTranscript } from './connection.ts';
import { type AwsCredentialSource, credentialProvider, refuseAmbientElsewhere, sourceKey } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { isThrottle, isTransient, readSdkError, translate } from './errors.ts';
import type { FleetMemory } from './fleet-memory.ts';
import { type LaneAccount, laneOf } from './lane.ts';
import { type AwsLine, newLine } from './line.ts';
import { knowingTheList } from './listed.ts';
import { type Ask, classicReads, cloudWatchReads, iamReads, sesReads, snsReads } from './operations.ts';
import type { Pacer } from './pacer.ts';
import { createSilentHosts, type SilentHosts } from './silent-hosts.ts';
import { systemClock } from '../clock.ts';

export interface AwsReadsOptions {
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly probeCredentials: AwsCredentialSource;
  /** null when certify does not hold the sending secret. */
  readonly sendCredentials: AwsCredentialSource | null;
  /** Shared by the process. */
  readonly pacer: Pacer;
  /** The account that the profile names; null, or left out: none. */
  readonly statedAccount?: string | null;
  /** Shared by the tenants of a fleet; without it every pass asks anew. */
  readonly accountCache?: AccountCache;
  /** Many tenants of one account: its answers hold for all who may see them, and its list says which identities there are. */
  readonly fleet?: FleetMemory;
  readonly transcript?: AwsTranscript;
  /** SES throttled a read in this region, and it is asked again. */
  readonly onThrottled?: (region: string) => void;
}

const noSendingCredential = (): ObservationError =>
  new ObservationError({
    state: 'failed',
    code: 'no-credential',
    message: 'The profile names no secret for the sending credential, so certify cannot ask as it.',
    credential: 'send',
  });

/** Who the caller is, asked once by however many want to know at the same time. */
const identityReads =
  (clients: LazyClients, sending: LazyClients | null, coalesce: Coalescer): StsReads['getCallerIdentity'] =>
  async (role) => {
    const asker = role === 'probe' ? clients : sending;
    if (asker === null) throw noSendingCredential();
    return coalesce(`sts ${role}`, async () => (await asker.sts()).getCallerIdentity());
  };

const OF_CREDENTIAL: ReadonlySet<FailureKind | undefined> = new Set(['credential', 'session-ended']);

/**
 * The credential itself, and not what it may do: STS tells who asks without a permission. SES would say the same of each question, each of
 * which waits for its turn: a fleet whose key was deleted would wait an hour to hear it.
 */
const refusesCredential = ({ unseen }: ObservationError): boolean =>
  unseen.state === 'failed'
    ? OF_CREDENTIAL.has(unseen.kind)
    : unseen.state === 'denied' && unseen.action?.startsWith('sts:AssumeRole') === true;

const pacedAsk = (
  options: AwsReadsOptions,
  coalesce: Coalescer,
  lane: () => Promise<string>,
  line: AwsLine,
  signal: AbortSignal,
  refused: () => ObservationError | null,
): Ask => {
  const { region, endpoints, pacer } = options;
  const host = new URL(endpointOf('sesv2', region, endpoints)).host;
  return (action, input, priority, run) =>
    coalesce(`ses ${action} ${input}`, async () => {
      try {
        // Without a place in the queue: what is not sent draws on no limit.
        const silent = line.silent.known(host);
        if (silent !== undefined) throw silent;
        const name = await lane();
        const known = refused();
        if (known !== null) {
          const { unseen } = known;
          throw new ObservationError({ ...unseen, message: `ses:${action} was not asked: ${unseen.message}` });
        }
        options.fleet?.reads.set(name, (options.fleet.reads.get(name) ?? 0) + 1);
        const onThrottled = (): void => options.onThrottled?.(region);
        return await pacer.ask({ lane: name, priority, run, classify, onThrottled, signal });
      } catch (thrown) {
        throw translate(thrown, { action: `ses:${action}`, credential: 'probe', host, region, answered: line.answered });
      }
    });
};

const keptAsk =
  (options: AwsReadsOptions, paced: Ask, lane: () => Promise<string>): Ask =>
  async (action, input, priority, run) => {
    let asked = false;
    const ask = () => {
      asked = true;
      return paced(action, input, priority, run);
    };
    const { accountCache, fleet } = options;
    if (accountCache === undefined) return ask();
    const question = `${await lane()} ${action} ${input}`;
    const own = `${sourceKey(options.probeCredentials)} ${question}`;
    if (fleet === undefined) return accountCache.share(own, ask);
    const refused = fleet.refusals.get(own);
    if (refused !== undefined) throw refused;
    try {
      return await accountCache.share(question, ask);
    } catch (thrown) {
      // What another tenant's credential was refused is no answer to this one's.
      if (!asked) return accountCache.share(own, ask);
      if (thrown instanceof ObservationError && thrown.unseen.state === 'denied') fleet.refusals.set(own, thrown);
      throw thrown;
    }
  };

const clientsAs = (options: AwsReadsOptions, role: CredentialRole, source: AwsCredentialSource, line: AwsLine): LazyClients => {
  const { region, endpoints, transcript } = options;
  refuseAmbientElsewhere(source, endpoints, role);
  return lazyClients({
    region,
    endpoints,
    role,
    line,
    credentials: credentialProvider({ source, role, region, stsEndpoint: endpointOf('sts', region, endpoints) }),
    ...(transcript === undefined ? {} : { transcript }),
  });
};

/** What the tenants of a fleet that look with one credential know together. */
const silentHostsOf = ({ fleet, probeCredentials }: AwsReadsOptions): SilentHosts => {
  const key = sourceKey(probeCredentials);
  const silent = fleet?.silent.get(key) ?? createSilentHosts(systemClock);
  fleet?.silent.set(key, silent);
  return silent;
};

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const createAwsReads = (options: AwsReadsOptions): AwsReads & { close(): Promise<void> } => {
  const { sendCredentials } = options;
  const line = newLine(silentHostsOf(options));
  const clients = clientsAs(options, 'probe', options.probeCredentials, line);
  const sending = sendCredentials === null ? null : clientsAs(options, 'send', sendCredentials, line);
  const coalesce = createCoalescer();
  const asked = identityReads(clients, sending, coalesce);
  let seen: string | null = null;
  let refused: ObservationError | null = null;
  const getCallerIdentity: typeof asked = async (role) => {
    try {
      const identity = await asked(role);
      if (role === 'probe') seen = identity.Account ?? seen;
      return identity;
    } catch (thrown) {
      if (role === 'probe' && thrown instanceof ObservationError && refusesCredential(thrown)) refused = thrown;
      throw thrown;
    }
  };
  const account: LaneAccount = {
    // Answers that other tenants of the account share are kept under the lane's name: what a profile says is not enough for that.
    stated: options.fleet === undefined ? (options.statedAccount ?? null) : null,
    seen: () => seen,
    ask: async () => (await getCallerIdentity('probe')).Account ?? '',
  };
  // An interrupted run asks nothing more, however long its queue still is.
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const asking = (there: AwsReadsOptions, coalesced: Coalescer) => {
    const lane = laneOf(sourceKey(there.probeCredentials), there.region, account);
    const paced = pacedAsk(there, coalesced, lane, line, closing.signal, () => refused);
    const kept = keptAsk(there, paced, lane);
    // Of the whole account as well, and not drawn from what SES allows.
    const unpaced = keptAsk(there, (action, input, _, run) => coalesced(`${action} ${input}`, run), lane);
    return { paced, kept, unpaced };
  };
  const listed = (reads: SesReads): SesReads => (options.fleet === undefined ? reads : knowingTheList(reads));
  const { paced, kept, unpaced } = asking(options, coalesce);
  const elsewhere = new Map<string, { readonly reads: SesReads; readonly clients: LazyClients }>();
  const sesIn = (region: string): SesReads => {
    const known = elsewhere.get(region);
    if (known !== undefined) return known.reads;
    const there = { ...options, region };
    const asks = asking(there, createCoalescer());
    const opened = clientsAs(there, 'probe', options.probeCredentials, line);
    const reads = listed(sesReads(opened, asks.paced, asks.kept));
    elsewhere.set(region, { reads, clients: opened });
    return reads;
  };
  const ses = listed(sesReads(clients, paced, kept));
  return {
    ses,
    sesIn: (region) => (region === options.region ? ses : sesIn(region)),
    sesClassic: classicReads(clients, paced, kept),
    sns: snsReads(clients, coalesce),
    iam: iamReads(clients),
    cloudwatch: cloudWatchReads(clients, unpaced),
    kms: {
      getKeyPolicy: async (key) => (await clients.kms()).getKeyPolicy(key),
      describeKey: async (key) => (await clients.kms()).describeKey(key),
    },
    sts: { getCallerIdentity },
    close: async () => {
      closing.abort(closedAlready());
      const others = [...elsewhere.values()].map((one) => one.clients.close());
      await Promise.all([clients.close(), sending?.close(), ...others]);
    },
  };
};

const classify = (thrown: unknown): 'throttled' | 'transient' | 'final' => {
  if (thrown instanceof ObservationError) return 'final';
  const error = readSdkError(thrown);
  if (isThrottle(error)) return 'throttled';
  return isTransient(error) ? 'transient' : 'final';
};
