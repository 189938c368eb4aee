// Which night a check is: a new one, or one that goes on.
import { UsageError } from '../../core/errors.ts';
import type { Night } from '../../core/fleet.ts';
import { baselineOf } from '../../fleet/close-night.ts';
import type { FleetState, KeptNight } from '../../fleet/state.ts';
import { systemClock } from '../../world/clock.ts';
import type { Setting } from '../setting.ts';
import type { OpenedFleet } from './open.ts';

interface Wanted extends Pick<Night, 'full' | 'shard'> {
  /** null: the UTC date. */
  readonly night: string | null;
  readonly resume: boolean;
}

const RESUMABLE_MS = 20 * 3_600_000;

const refuseDone = (name: string, state: string): UsageError =>
  state === 'running'
    ? new UsageError({
        code: 'night-unfinished',
        message: `The night ${name} was begun and not finished.`,
        fix: 'Go on with --resume, or begin another with --night NAME.',
      })
    : new UsageError({
        code: 'night-done',
        message: `The night ${name} is over: every tenant was looked at.`,
        fix: 'See it with `certify fleet report`, or begin another with --night NAME.',
      });

/** Which night this is, and what is there of it. */
const chooseNight = async (
  state: FleetState,
  { night, resume }: Wanted,
): Promise<{ readonly name: string; readonly known: KeptNight | null }> => {
  const now = systemClock.now();
  const nights = await state.nights();
  const isFresh = ({ night: one }: KeptNight): boolean => now.getTime() - Date.parse(one.startedAt) < RESUMABLE_MS;
  const unfinished = night === null && resume ? nights.find((one) => one.state === 'running' && isFresh(one)) : undefined;
  const name = unfinished?.night.name ?? night ?? now.toISOString().slice(0, 10);
  const known = nights.find((one) => one.night.name === name) ?? null;
  if (known !== null && !resume) throw refuseDone(name, known.state);
  return { name, known };
};

/** Throws UsageError where the night was looked at already and nobody said to go on. */
export const beginNight = async (opened: OpenedFleet, setting: Setting, options: Wanted, tenants: number): Promise<KeptNight> => {
  const { state, loaded } = opened;
  const { name, known } = await chooseNight(state, options);
  if (known !== null) return known;
  const startedAt = systemClock.now().toISOString();
  const night: Night = {
    schema: 'certify.fleet-night/1',
    name,
    fleet: loaded.config.name,
    mode: 'live',
    certify: setting.version,
    full: options.full,
    shard: options.shard,
    startedAt,
    finishedAt: null,
    baseline: baselineOf(await state.nights(), name, startedAt),
    totals: { tenants, looked: 0, exits: {}, changes: {}, expected: 0 },
    exitCode: null,
  };
  return { night, state: 'running', acceptedAt: null };
};
