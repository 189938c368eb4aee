// The background of a run: everything the steps need is asked at once; a step waits only for what is its own.
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { FactKey } from '../facts/index.ts';
import type { LookContext, Session } from './context.ts';
import { gather } from './gather.ts';
import { factsOf, planFor, type ProbeLoaders } from './plan.ts';
import { profileProbes } from './profile-probes.ts';
import type { RunState } from './state.ts';

/** A resumed run asks again what is older than this (product.md section 2). */
const FRESH_MS = 15 * 60_000;

/** Facts that come from the run's own acts and are never gathered. */
export const MADE_BY_THE_RUN: ReadonlySet<string> = new Set([
  'live.receipt',
  'live.callback',
  'live.rows',
  'live.rehearsals',
  'live.inbox',
  'live.templates',
  'webhook.negatives',
]);

export interface Observing {
  /** Resolves when each of these is settled, or when nothing more will come. Rejects with a probe's bug. */
  settled(keys: readonly FactKey[]): Promise<void>;
  readonly all: Promise<void>;
}

/** What a clock dates ahead of now was seen before the clock was set back, and nobody knows how long ago. */
const freshOnes = (ctx: LookContext, session: Session): Map<string, Observation<JsonValue>> => {
  const now = ctx.reads.clock.now().getTime();
  const isFresh = ({ at }: Observation<JsonValue>): boolean => now - Date.parse(at) <= FRESH_MS && now >= Date.parse(at);
  return new Map([...session.observations()].filter(([key, observation]) => !MADE_BY_THE_RUN.has(key) && isFresh(observation)));
};

const openSend = ({ runId, nonce, startedAt, ended }: RunState) => ({ runId, nonce, startedAt, resumable: !ended });

/** Absent where every journal could be read: the fact as it always was. */
const historyOf = ({ openSends, unread }: LookContext['history']): JsonValue => ({
  openSends: openSends.map(openSend),
  ...(unread.length === 0 ? {} : { unread: unread.map((path) => path.slice(path.lastIndexOf('/') + 1)) }),
});

/** What a run knows of itself before it asks anybody. */
export const runFactsOf = (ctx: LookContext, at: string): readonly (readonly [string, JsonValue])[] => [
  ['run.clock', { now: at }],
  ...Object.entries(ctx.beforehand ?? {}),
  ['run.history', historyOf(ctx.history)],
  ['run.purpose', { live: ctx.writes !== null || ctx.rerunOf !== null }],
  ['run.environment', { ...ctx.reads.environment, mode: ctx.mode }],
];

const runFacts = async (ctx: LookContext, session: Session, known: Map<string, Observation<JsonValue>>): Promise<void> => {
  const at = ctx.reads.clock.now().toISOString();
  for (const [key, value] of runFactsOf(ctx, at)) {
    const observation = { state: 'observed', value: ctx.mask(value), at, durationMs: 0 } as const;
    await session.append({ type: 'observed', key, observation });
    known.set(key, observation);
  }
};

/** Wakes everybody who waits, as often as something changes. */
const bell = (): { ring(): void; heard(): Promise<void> } => {
  let wake = (): void => undefined;
  let next = new Promise<void>((resolve) => (wake = resolve));
  return {
    ring: () => {
      wake();
      next = new Promise<void>((resolve) => (wake = resolve));
    },
    heard: () => next,
  };
};

/** Of a message nobody can ask before it is there: a run opens it where it arrived. */
const askable = ({ probes, reads }: LookContext): ProbeLoaders =>
  reads.message === null ? Object.fromEntries(Object.entries(probes).filter(([key]) => !key.startsWith('message.'))) : probes;

/** Who owns what, by name: said of every finding, whatever its check needs. */
const ownersIn = ({ loaded }: LookContext): readonly FactKey[] => (loaded === null ? [] : ['profile.tenant']);

/** Starts asking. Nothing is asked twice; a resumed run keeps what is fresh. */
export const startObserving = (ctx: LookContext, session: Session): Observing => {
  const changed = bell();
  const pending = new Set<string>();
  const state = { planned: false, over: false };
  const run = async (): Promise<void> => {
    const known = freshOnes(ctx, session);
    await runFacts(ctx, session, known);
    for (const [key, observation] of Object.entries(ctx.carried ?? {})) {
      await session.append({ type: 'observed', key, observation });
      known.set(key, observation);
    }
    const used = ctx.runbook.steps.flatMap((step) => step.checks.flatMap((id) => ctx.checks.get(id) ?? []));
    const { probes } = await planFor([...ownersIn(ctx), ...factsOf(used)], { ...askable(ctx), ...profileProbes(ctx.loaded) });
    for (const probe of probes) if (!known.has(probe.key)) pending.add(probe.key);
    state.planned = true;
    changed.ring();
    const onObserved = async (key: string, observation: Observation<JsonValue>): Promise<void> => {
      await session.append({ type: 'observed', key, observation });
      pending.delete(key);
      changed.ring();
    };
    await gather({ probes, reads: ctx.reads, known, mask: ctx.mask, signal: ctx.signal, onObserved });
  };
  const all = run().finally(() => {
    state.over = true;
    changed.ring();
  });
  all.catch(() => undefined);
  const settled = async (keys: readonly FactKey[]): Promise<void> => {
    const isOpen = (): boolean => !state.over && (!state.planned || keys.some((key) => pending.has(key)));
    while (isOpen()) {
      ctx.people.onWaiting(keys.find((key) => pending.has(key)) ?? null);
      await changed.heard();
    }
    ctx.people.onWaiting(null);
    if (state.over) await all;
  };
  return { settled, all };
};
