// The DNS port: identical questions are asked once in the life of the port, whether in flight or answered.
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../core/clock.ts';
import type { DnsAnswer, DnsPort, DnsType } from '../../core/ports/dns.ts';
import { askAuthority } from './authority.ts';
import type { Habits, Line } from './exchange.ts';
import { httpsDoor, type HttpsOptions } from './https.ts';
import { type Pool, resolverPool } from './pool.ts';
import { queryName } from './query-name.ts';
import { answerOf, resolve } from './resolve.ts';
import { resolversOf, type Server, serverOf } from './servers.ts';
import { dnsTranscript } from './transcript.ts';
import { turnstile } from './turnstile.ts';

export interface DnsOptions {
  /** host, host:port, [v6]:port or an https URL; empty: the system's (/etc/resolv.conf). */
  readonly resolvers: readonly string[];
  /** For resolvers over HTTPS; public addresses and the system's authorities when left out. */
  readonly https?: HttpsOptions;
  /** Port of authoritative servers that are named without one; default 53. */
  readonly authoritativePort?: number;
  /**
   * Milliseconds each try waits, for UDP and again for TCP; every server gets as many tries as there are entries.
   * Default 2 s, then 4 s; at authoritative servers, which have nothing to look up, 1.5 s, then 2.5 s.
   */
  readonly timeoutsMs?: readonly number[];
  readonly clock?: Pick<Clock, 'elapsed'>;
  /** Receives DNS as spoken, a line at a time, not yet neutralised. */
  readonly transcript?: (line: string) => void;
}

export interface ClosableDns extends DnsPort {
  /** Forgets what was answered, so that the next pass asks again. */
  forget(): void;
  /** Ends what is under way (`unreachable`); nothing can be asked afterwards. */
  close(): void;
}

const TIMEOUTS_MS: readonly number[] = [2000, 4000];
const AUTHORITATIVE_TIMEOUTS_MS: readonly number[] = [1500, 2500];
/** Of many thousands of domains, what the last hundreds of them asked. */
const MOST_REMEMBERED = 20_000;
const MOST_AT_ONCE = 64;
/** A server that is silent must not keep questions to the others waiting. */
const MOST_AT_ONE_SERVER = 32;

const unaskable = (name: string, type: DnsType, problem: string): DnsAnswer => ({
  question: { name, type },
  outcome: 'formerr',
  records: [],
  chain: [],
  negativeTtl: null,
  server: null,
  authoritative: false,
  authenticated: false,
  durationMs: 0,
  zone: null,
  transport: null,
  detail: `The name "${name.slice(0, 80)}" cannot be asked: ${problem}.`,
});

interface HabitsBook {
  readonly of: Line['habitsOf'];
  /** What was silent may answer in the next pass. */
  forget(): void;
}

const habitsBook = (): HabitsBook => {
  const known = new Map<string, Habits>();
  const of = (server: Server): Habits => {
    const before = known.get(server.label);
    if (before !== undefined) return before;
    const habits = { edns: true, mixedCase: true, answered: false, dead: false, tcp: true };
    known.set(server.label, habits);
    return habits;
  };
  return { of, forget: () => known.clear() };
};

const throttled = (pool: Pool, most: number): Pool => {
  const through = turnstile(most);
  return { fetch: (question) => through(() => pool.fetch(question)) };
};

/** Opens no socket until something is asked. */
export const createDns = (options: DnsOptions): ClosableDns => {
  const elapsed = (): number => options.clock?.elapsed() ?? performance.now();
  const closing = new AbortController();
  // Every question under way listens for the end.
  setMaxListeners(0, closing.signal);
  const habits = habitsBook();
  const https = httpsDoor(options.https ?? { allowPrivate: false });
  const line: Line = {
    signal: closing.signal,
    transcript: dnsTranscript(options.transcript),
    habitsOf: habits.of,
    https,
  };
  const resolvers = throttled(
    resolverPool(resolversOf(options.resolvers), options.timeoutsMs ?? TIMEOUTS_MS, line),
    MOST_AT_ONCE,
  );
  const authorities = new Map<string, Pool>();
  const authority = (server: Server): Pool => {
    const timeoutsMs = options.timeoutsMs ?? AUTHORITATIVE_TIMEOUTS_MS;
    const pool = authorities.get(server.label) ?? throttled(resolverPool([server], timeoutsMs, line), MOST_AT_ONE_SERVER);
    authorities.set(server.label, pool);
    return pool;
  };
  const answers = new Map<string, Promise<DnsAnswer>>();

  const forgetOldest = (): void => {
    const [oldest] = answers.keys();
    if (oldest !== undefined) answers.delete(oldest);
  };
  const once = (key: string, ask: () => Promise<DnsAnswer>): Promise<DnsAnswer> => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const asking = ask();
    answers.set(key, asking);
    if (answers.size > MOST_REMEMBERED) forgetOldest();
    return asking;
  };
  const asked = (where: string, text: string, type: DnsType, ask: (name: string) => Promise<DnsAnswer>): Promise<DnsAnswer> => {
    const query = queryName(text);
    if ('problem' in query) return Promise.resolve(unaskable(text, type, query.problem));
    return once(`${where} ${type} ${query.name}`, () => ask(query.name));
  };

  return {
    ask: (name, type) =>
      asked('', name, type, async (name) => {
        const start = elapsed();
        const resolved = await resolve(resolvers, name, type);
        return { ...answerOf(name, type, resolved), durationMs: elapsed() - start };
      }),
    askServer: (server, name, type) => {
      const target = serverOf(server, options.authoritativePort);
      return asked(target.label, name, type, async (name) => {
        const start = elapsed();
        const answer = await askAuthority(authority(target), name, type);
        return { ...answer, durationMs: elapsed() - start };
      });
    },
    forget: () => {
      answers.clear();
      habits.forget();
    },
    close: () => {
      closing.abort();
      https.close();
    },
  };
};
