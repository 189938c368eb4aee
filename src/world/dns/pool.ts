// Several resolvers as one: tries with a budget, the next one started when the first is slow, and one that works asked first from then on.
import { exchange, type Line } from './exchange.ts';
import type { Question } from './query.ts';
import { type Fetched, fetched, mostTelling, type Refused } from './refusal.ts';
import type { Server } from './servers.ts';

export interface Pool {
  /** Asks the resolvers until one settles the question; never rejects. */
  fetch(question: Question): Promise<Fetched>;
}

/** Milliseconds after which the next resolver is asked beside the one that is still silent. */
const PATIENCE_MS = 800;

/**
 * Starts the tries in their order, the next one as soon as one has refused, or is not back within the patience.
 * The first reply ends it; without one all refusals are given.
 */
const staggered = (tries: readonly (() => Promise<Fetched>)[]): Promise<readonly Fetched[]> =>
  new Promise((resolve) => {
    const refusals: Fetched[] = [];
    let started = 0;
    let timer: NodeJS.Timeout | undefined;
    const settle = (results: readonly Fetched[]): void => {
      clearTimeout(timer);
      resolve(results);
    };
    const startNext = (): void => {
      clearTimeout(timer);
      const next = tries[started];
      if (next === undefined) return;
      started += 1;
      if (started < tries.length) timer = setTimeout(startNext, PATIENCE_MS);
      void next().then((result) => {
        if (result.kind === 'reply') return settle([result]);
        refusals.push(result);
        if (refusals.length === tries.length) return settle(refusals);
        if (refusals.length === started) startNext();
      });
    };
    if (tries.length === 0) settle([]);
    else startNext();
  });

/** One silence is enough for a whole run: who has never answered, and was waited for, is not waited for again. */
const silent = (server: Server): Refused => ({
  kind: 'refusal',
  outcome: 'timeout',
  detail: `${server.label} did not answer before, and was not waited for again.`,
  server,
  transport: 'udp',
  reply: null,
});

const isRefused = (result: Fetched): result is Refused => result.kind === 'refusal';

interface Try {
  readonly question: Question;
  readonly timeoutMs: number;
  readonly plain: boolean;
}

const askOne = async (line: Line, server: Server, { question, timeoutMs, plain }: Try): Promise<Fetched> =>
  line.habitsOf(server).dead
    ? silent(server)
    : fetched(await exchange(line, server, question, timeoutMs, plain), question.recursion);

/** One round: every server once. The tries that are still under way when a reply is there are given up. */
const askAll = async (line: Line, servers: readonly Server[], asked: Try): Promise<readonly Fetched[]> => {
  const [first, second] = servers;
  if (first !== undefined && second === undefined) return [await askOne(line, first, asked)];
  const over = new AbortController();
  // Not AbortSignal.any: in Node 20 the long-lived signal keeps a trace of each short one.
  const end = (): void => over.abort();
  line.signal.addEventListener('abort', end, { once: true });
  if (line.signal.aborted) end();
  const results = await staggered(servers.map((server) => () => askOne({ ...line, signal: over.signal }, server, asked)));
  line.signal.removeEventListener('abort', end);
  end();
  return results;
};

/** `timeoutsMs`: how long each try waits; every server gets as many tries. */
export const resolverPool = (servers: readonly Server[], timeoutsMs: readonly number[], line: Line): Pool => {
  let order = servers;
  return {
    fetch: async (question) => {
      const refusals = new Map<Server | null, Refused>();
      let left = order;
      for (const [attempt, timeoutMs] of timeoutsMs.entries()) {
        // No reply at all may be a dislike of EDNS, so the later tries go without (RFC 6891 §7).
        const results = await askAll(line, left, { question, timeoutMs, plain: attempt > 0 });
        const reply = results.find((result) => result.kind === 'reply');
        if (reply !== undefined) {
          if (order[0] !== reply.server) order = [reply.server, ...servers.filter((server) => server !== reply.server)];
          return reply;
        }
        for (const result of results.filter(isRefused)) refusals.set(result.server, result);
        // A server that has given a reason would give it again.
        left = line.signal.aborted ? [] : left.filter((server) => (refusals.get(server)?.reply ?? null) === null);
      }
      // Every try has passed: a server that never answered anything is dead for this run.
      for (const { server, outcome } of refusals.values()) {
        if (server === null || line.signal.aborted || outcome !== 'timeout') continue;
        const habits = line.habitsOf(server);
        if (!habits.answered) habits.dead = true;
      }
      return mostTelling([...refusals.values()]);
    },
  };
};
