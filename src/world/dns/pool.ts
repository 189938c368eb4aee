// Several resolvers as one: tries with a budget, one that works is asked first from then on.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { type Exchanged, exchange, type Line } from './exchange.ts';
import type { Question } from './query.ts';
import { RCODE, type Reply } from './reply.ts';
import type { Server } from './servers.ts';
import { rcodeText } from './transcript.ts';

export type Refusal = Extract<
  DnsOutcome,
  'servfail' | 'refused' | 'notimp' | 'formerr' | 'lame' | 'malformed' | 'timeout' | 'unreachable'
>;

export type Fetched =
  | Extract<Exchanged, { kind: 'reply' }>
  | {
      readonly kind: 'refusal';
      readonly outcome: Refusal;
      /** One sentence. */
      readonly detail: string;
      readonly server: Server | null;
      readonly transport: 'udp' | 'tcp' | null;
      /** The reply, when one came. */
      readonly reply: Reply | null;
    };

type Refused = Extract<Fetched, { kind: 'refusal' }>;

/** Most telling first: of several resolvers' refusals the one that says most is reported. */
const TELLING: readonly Refusal[] = ['servfail', 'refused', 'notimp', 'formerr', 'lame', 'malformed', 'timeout', 'unreachable'];

const byRcode = (rcode: number): Refusal | null => {
  if (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) return null;
  if (rcode === RCODE.REFUSED) return 'refused';
  if (rcode === RCODE.NOTIMP) return 'notimp';
  return rcode === RCODE.FORMERR || rcode === RCODE.BADVERS ? 'formerr' : 'servfail';
};

const explained = (reply: Reply): string => {
  const { extendedError: error } = reply;
  return error === null
    ? rcodeText(reply.rcode)
    : `${rcodeText(reply.rcode)} (extended error ${String(error.code)}${error.text === '' ? '' : `: ${error.text}`})`;
};

/** A referral instead of recursion: the server is one for its own zones only. */
const offersNoRecursion = (reply: Reply): boolean =>
  !reply.recursionAvailable && !reply.authoritative && reply.answers.length === 0;

/** What one exchange comes to: the reply when it settles the question, else why it does not. */
export const fetched = (result: Exchanged, recursion: boolean): Fetched => {
  const { server, transport } = result;
  if (result.kind === 'failure') {
    return {
      kind: 'refusal',
      outcome: result.outcome,
      detail: `${server.label} ${result.detail}.`,
      server,
      transport,
      reply: null,
    };
  }
  const { reply } = result;
  const outcome = byRcode(reply.rcode);
  if (outcome !== null)
    return { kind: 'refusal', outcome, detail: `${server.label} answered ${explained(reply)}.`, server, transport, reply };
  if (recursion && offersNoRecursion(reply)) {
    return {
      kind: 'refusal',
      outcome: 'lame',
      detail: `${server.label} is no resolver: it offers no recursion.`,
      server,
      transport,
      reply,
    };
  }
  return result;
};

export interface Pool {
  /** Asks the resolvers until one settles the question; never rejects. */
  fetch(question: Question): Promise<Fetched>;
}

const mostTelling = (refusals: readonly Refused[]): Refused => {
  const sorted = refusals.toSorted((a, b) => TELLING.indexOf(a.outcome) - TELLING.indexOf(b.outcome));
  const [first] = sorted;
  if (first !== undefined) return first;
  return {
    kind: 'refusal',
    outcome: 'unreachable',
    detail: 'No resolver is configured.',
    server: null,
    transport: null,
    reply: null,
  };
};

/** `timeoutsMs`: how long each try waits; every server gets as many tries. */
export const resolverPool = (servers: readonly Server[], timeoutsMs: readonly number[], line: Line): Pool => {
  let preferred = 0;
  return {
    fetch: async (question) => {
      const refusals = new Map<Server, Refused>();
      const settled = new Set<Server>();
      const start = preferred;
      for (const [attempt, timeoutMs] of timeoutsMs.entries()) {
        for (let index = 0; index < servers.length; index += 1) {
          const at = (start + index) % servers.length;
          const server = servers[at];
          if (server === undefined || settled.has(server)) continue;
          // No reply at all may be a dislike of EDNS, so the later tries go without (RFC 6891 §7).
          const result = fetched(await exchange(line, server, question, timeoutMs, attempt > 0), question.recursion);
          if (result.kind === 'reply') {
            preferred = at;
            return result;
          }
          refusals.set(server, result);
          if (result.reply !== null || line.signal.aborted) settled.add(server);
        }
      }
      return mostTelling([...refusals.values()]);
    },
  };
};
