// The lab's name servers: one recursive, one authoritative, both over UDP and TCP on loopback, from zones written as zone-file lines.
import { answerAuthoritatively } from './authoritative.ts';
import { faultList, type LabDnsFault, type LabDnsRole, misbehave } from './faults.ts';
import { FLAG, type LabQuery, RCODE, readQuery } from './query.ts';
import { TYPE, typeName } from './rdata.ts';
import { answerRecursively } from './recursive.ts';
import { type LabHttps, type LabHttpsOptions, listenHttps } from './https.ts';
import { type LabReply, writeReply } from './reply.ts';
import { listen, type Respond } from './sockets.ts';
import { buildZones, type LabZones, rootZone } from './zones.ts';

export interface LabDnsOptions {
  readonly zones: LabZones;
  readonly faults?: readonly LabDnsFault[];
  /** A loopback address; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly recursivePort?: number;
  /** Default 0: any free port. */
  readonly authoritativePort?: number;
  /** The resolver over HTTPS as well. */
  readonly https?: LabHttpsOptions;
}

/** One question that was asked, in the order of arrival. */
interface LabDnsQuery {
  readonly server: LabDnsRole;
  readonly transport: 'udp' | 'tcp' | 'https';
  /** Lower case. */
  readonly name: string;
  readonly type: string;
  readonly recursionDesired: boolean;
  readonly edns: boolean;
  /** Milliseconds since the servers started. */
  readonly atMs: number;
}

export interface LabDns {
  /** `host:port`. */
  readonly recursive: string;
  /** `host:port`. */
  readonly authoritative: string;
  /** `https://127.0.0.1:port/dns-query`; null where it was not asked for. */
  readonly https: LabHttps | null;
  /** At most the first hundred thousand. */
  readonly queries: readonly LabDnsQuery[];
  /** As they were given. */
  zones(): LabZones;
  /** Replaces all zones; takes effect with the next question. */
  set(zones: LabZones): void;
  stop(): Promise<void>;
}

const NOTHING = { flags: 0, answers: [], authorities: [], additionals: [] };
const LARGEST_UDP = 4096;
const MOST_KEPT = 100_000;
const CLASS_IN = 1;
/** Question types that only mean something to a server's own machinery (RFC 6895 §3.1), except ANY and the transfers. */
const isMeta = (type: number): boolean => type === TYPE.OPT || (type >= 128 && type < TYPE.IXFR) || type === 253 || type === 254;

/** What is wrong with the question itself; null when it deserves an answer. */
const rejection = (query: LabQuery): number | null => {
  if (query.opcode !== 0) return RCODE.NOTIMP;
  if (query.questions !== 1 || !query.wellFormed || query.type === 0 || query.type === TYPE.OPT) return RCODE.FORMERR;
  if (query.edns !== null && query.edns.version !== 0) return RCODE.BADVERS;
  if (query.class !== CLASS_IN || query.type === TYPE.AXFR || query.type === TYPE.IXFR) return RCODE.REFUSED;
  return isMeta(query.type) ? RCODE.NOTIMP : null;
};

const sizeLimit = (query: LabQuery, transport: LabDnsQuery['transport']): number =>
  transport !== 'udp' ? 65_535 : Math.min(Math.max(query.edns?.size ?? 512, 512), LARGEST_UDP);

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms).unref());

/** Starts both servers. Throws UsageError for a zone line that cannot be read; rejects when a given port is taken. */
export const startLabDns = async (options: LabDnsOptions): Promise<LabDns> => {
  const host = options.host ?? '127.0.0.1';
  let given = options.zones;
  let zones = buildZones(given, host);
  let root = rootZone(zones, host);
  const faults = faultList(options.faults ?? []);
  const queries: LabDnsQuery[] = [];
  const started = performance.now();

  const answer = (role: LabDnsRole, query: LabQuery): LabReply =>
    role === 'recursive'
      ? answerRecursively(zones, root, query.name, query.type)
      : answerAuthoritatively(zones, query.name, query.type);

  const respond =
    (server: LabDnsRole): Respond =>
    async (message, transport) => {
      const query = readQuery(message);
      if (query === null) return null;
      const limit = sizeLimit(query, transport);
      const rcode = rejection(query);
      if (rcode !== null) return writeReply(query, { ...NOTHING, rcode }, limit);
      const asked = {
        name: query.name,
        type: typeName(query.type),
        recursionDesired: (query.flags & FLAG.RD) !== 0,
        edns: query.edns !== null,
      };
      if (queries.length < MOST_KEPT) queries.push({ server, transport, ...asked, atMs: performance.now() - started });
      const taken = faults.take(server, query);
      const delay = Math.max(0, ...taken.map((fault) => fault.delayMs ?? 0));
      if (delay > 0) await wait(delay);
      const behaviour = taken.find((fault) => fault.behaviour !== undefined)?.behaviour;
      return misbehave(behaviour, query, answer(server, query), { transport, limit });
    };

  const recursive = await listen(host, options.recursivePort ?? 0, respond('recursive'));
  const begun: { close(): Promise<void> }[] = [recursive];
  const end = async (): Promise<void> => {
    await Promise.all(begun.map((one) => one.close()));
  };
  const after = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting.catch(async (error: unknown) => {
      await end();
      throw error;
    });
    begun.push(one);
    return one;
  };
  const authoritative = await after(listen(host, options.authoritativePort ?? 0, respond('authoritative')));
  const https = options.https === undefined ? null : await after(listenHttps(respond('recursive'), options.https));
  return {
    recursive: recursive.address,
    authoritative: authoritative.address,
    https,
    queries,
    zones: () => given,
    set: (next) => {
      given = next;
      zones = buildZones(next, host);
      root = rootZone(zones, host);
    },
    stop: end,
  };
};
