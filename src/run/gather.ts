// Asks every probe of a plan once, in parallel, each as soon as its needs are settled.
import { NEVER_ASKED } from './evaluate.ts';
import { ObservationError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation, Skipped, Unseen } from '../core/observation.ts';
import type { Reads } from '../core/ports/reads.ts';
import { NeedUnseen, NotAsked, NotGiven } from '../core/probe.ts';
import { isSeen } from '../facts/fact.ts';
import { type Party, party } from '../facts/index.ts';
import type { AnyProbe } from '../probes/probe.ts';

export interface GatherOptions {
  readonly probes: readonly AnyProbe[];
  readonly reads: Reads;
  /** Facts that are there already: a resumed run's fresh ones, and those the run makes. */
  readonly known: ReadonlyMap<string, Observation<JsonValue>>;
  /** Masks before anything else sees the value. */
  readonly mask: (value: JsonValue) => JsonValue;
  /** Called as each answer arrives; awaited before the next probes start. */
  readonly onObserved: (key: string, observation: Observation<JsonValue>) => Promise<void>;
  readonly onStarted?: (key: string) => void;
  readonly signal: AbortSignal;
}

const notMet = (key: string, { state, code, message }: Unseen): Skipped => ({
  state: 'skipped',
  code: 'need-not-met',
  message: `${key}: ${message}`,
  root: { key, state, code, message },
});

const rootOf = (key: string, observation: Exclude<Observation<JsonValue>, { state: 'observed' }>): Skipped => {
  if (observation.state === 'skipped') {
    return observation.code === 'need-not-met' || observation.code === 'not-given'
      ? observation
      : { state: 'skipped', code: 'not-applicable', message: observation.message };
  }
  return notMet(key, observation);
};

/** Why the probe cannot start, or null. */
const blockedBy = (probe: AnyProbe, settled: ReadonlyMap<string, Observation<JsonValue>>): Skipped | null => {
  for (const need of probe.needs) {
    const observation = settled.get(need);
    if (observation === undefined) {
      return { state: 'skipped', code: 'not-asked', message: `${need} is not known before this point of the run.` };
    }
    if (observation.state !== 'observed' && !isSeen(need, observation)) return rootOf(need, observation);
  }
  return null;
};

/** Every need as it was seen, every use as it came. */
type Given = Parameters<AnyProbe['ask']>[1];

type Told = { readonly state: 'observed'; readonly value: JsonValue } | Unseen | Skipped;

const answerOf = async (
  probe: AnyProbe,
  options: GatherOptions,
  settled: ReadonlyMap<string, Observation<JsonValue>>,
): Promise<Told> => {
  const blocked = blockedBy(probe, settled);
  if (blocked !== null) return blocked;
  const facts = Object.fromEntries([...probe.needs, ...(probe.uses ?? [])].map((key) => [key, settled.get(key) ?? NEVER_ASKED]));
  try {
    const told = await probe.ask(options.reads, facts as unknown as Given, options.signal);
    if (told instanceof NeedUnseen)
      return options.mask(notMet(told.key, told.unseen) as unknown as JsonValue) as unknown as Skipped;
    if (told instanceof NotAsked) {
      return { state: 'skipped', code: told instanceof NotGiven ? 'not-given' : 'not-applicable', message: told.reason };
    }
    return { state: 'observed', value: options.mask(told) };
  } catch (error) {
    if (error instanceof ObservationError) return options.mask(error.unseen as unknown as JsonValue) as unknown as Unseen;
    throw error;
  }
};

const FIRST: ReadonlySet<Party> = new Set(['sts', 'ses']);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * SES allows few reads a second and most else waits for what it and STS say: their questions go out before this process composes all the
 * others'. In one turn they are ordered, in the next they are sent.
 */
const afterTheFirst = async (probes: readonly AnyProbe[]): Promise<void> => {
  if (!probes.some(({ key }) => FIRST.has(party(key)))) return;
  await turn();
  await turn();
};

/** Resolves when every probe is settled. A bug in a probe rejects; a party's silence never does. */
export const gather = async (options: GatherOptions): Promise<ReadonlyMap<string, Observation<JsonValue>>> => {
  const settled = new Map(options.known);
  const running = new Map<string, Promise<void>>();
  const later = afterTheFirst(options.probes);
  const ask = async (probe: AnyProbe): Promise<void> => {
    await Promise.all([...probe.needs, ...(probe.uses ?? [])].flatMap((key) => running.get(key) ?? []));
    if (!FIRST.has(party(probe.key))) await later;
    options.signal.throwIfAborted();
    options.onStarted?.(probe.key);
    const started = options.reads.clock.elapsed();
    const told = await answerOf(probe, options, settled);
    options.signal.throwIfAborted();
    const observation = {
      ...told,
      at: options.reads.clock.now().toISOString(),
      durationMs: Math.round(options.reads.clock.elapsed() - started),
    };
    await options.onObserved(probe.key, observation);
    settled.set(probe.key, observation);
  };
  for (const probe of options.probes) {
    if (!settled.has(probe.key)) running.set(probe.key, ask(probe));
  }
  await Promise.all(running.values());
  return settled;
};
