// Which night a check is: a new one, or one that goes on; and which part of it, where several machines have one.
import { UsageError } from '../../core/errors.ts';
import type { Night, NightPart, Shard } from '../../core/fleet.ts';
import { baselineOf } from '../../fleet/close-night.ts';
import type { Inventory } from '../../fleet/inventory.ts';
import { digestOfCut } from '../../fleet/plan.ts';
import type { FleetState, KeptNight } from '../../fleet/state.ts';
import { systemClock } from '../../world/clock.ts';
import type { Setting } from '../setting.ts';
import type { OpenedFleet } from './open.ts';
import { listed } from '../../text/listed.ts';

interface Wanted extends Pick<Night, 'full'> {
  /** null: the UTC date. */
  readonly night: string | null;
  readonly resume: boolean;
  readonly pulse: boolean;
  /** Nobody is asked: nights that are over stand in no plan's way. */
  readonly planOnly: boolean;
  /** null: the whole fleet. */
  readonly shard: Shard | null;
}

export interface BegunNight {
  readonly night: Night;
  /** null: the whole night. */
  readonly part: NightPart | null;
  /** Everybody of it was looked at before. */
  readonly done: boolean;
}

const RESUMABLE_MS = 20 * 3_600_000;

const shardText = ({ index, of }: Shard): string => `${index}/${of}`;

const refuseDone = (name: string, isRunning: boolean, shard: Shard | null): UsageError => {
  const what = shard === null ? `The night ${name}` : `Part ${shardText(shard)} of the night ${name}`;
  return isRunning
    ? new UsageError({
        code: 'night-unfinished',
        message: `${what} was begun and not finished.`,
        fix: 'Go on with --resume, or begin another with --night NAME.',
      })
    : new UsageError({
        code: 'night-done',
        message: `${what} is over: every tenant was looked at.`,
        fix: 'See it with `certify fleet report`, or begin another with --night NAME.',
      });
};

const cutText = (parts: number | null): string => (parts === null ? 'by one machine' : `in ${parts} parts`);

const refuseOtherCut = ({ name, parts }: Night): UsageError =>
  new UsageError({
    code: 'night-cut',
    message: `The night ${name} is looked at ${cutText(parts)} already.`,
    fix:
      parts === null
        ? 'Go on with it without --shard, or begin another with --night NAME.'
        : `Give the same number of parts (--shard i/${parts}); \`certify fleet report --join --night ${name}\` brings them together.`,
  });

/** It stands in file names, in labels and in commands to paste. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const refuseName = (name: string): UsageError =>
  new UsageError({
    code: 'night-name',
    message: `${JSON.stringify(name.slice(0, 80))} is no name for a night.`,
    fix: 'Give a short one such as --night 2026-11-26: letters, digits, `.`, `_` and `-`.',
  });

/** Which night this is, and what is there of it. */
const chooseNight = async (
  state: FleetState,
  { night, resume, shard }: Wanted,
): Promise<{ readonly name: string; readonly known: KeptNight | null }> => {
  const now = systemClock.now();
  const nights = await state.nights();
  const isFresh = ({ night: one }: KeptNight): boolean => now.getTime() - Date.parse(one.startedAt) < RESUMABLE_MS;
  const parts = shard?.of ?? null;
  const unfinished =
    night === null && resume
      ? nights.find((one) => one.state === 'running' && one.night.parts === parts && isFresh(one))
      : undefined;
  const name = unfinished?.night.name ?? night ?? now.toISOString().slice(0, 10);
  const known = nights.find((one) => one.night.name === name) ?? null;
  if (known === null && !NAME.test(name)) throw refuseName(name);
  if (known !== null && known.night.parts !== parts) throw refuseOtherCut(known.night);
  return { name, known };
};

/** What was begun otherwise goes on as it was begun: a flag that would change nothing is refused. */
const refuseOther = ({ full, pulse }: Wanted, night: Night): void => {
  const asked = [...(full && !night.full ? ['--full'] : []), ...(pulse && night.pulse !== true ? ['--pulse'] : [])];
  if (asked.length === 0) return;
  throw new UsageError({
    code: 'night-otherwise',
    message: `The night ${night.name} was begun without ${listed(asked)}; some of its tenants were looked at so.`,
    fix: `Go on with it without ${listed(asked)}, or begin another with --night NAME.`,
  });
};

const partOf = (night: Night, shard: Shard, tenants: number, { tenants: read, refused }: Inventory): NightPart => ({
  schema: 'certify.fleet-part/1',
  night: night.name,
  fleet: night.fleet,
  mode: night.mode,
  certify: night.certify,
  full: night.full,
  ...(night.pulse === true ? { pulse: true } : {}),
  shard,
  startedAt: systemClock.now().toISOString(),
  finishedAt: null,
  tenants,
  looked: 0,
  exits: {},
  whole: { tenants: read.length + refused.length, digest: digestOfCut(read) },
});

/** Throws UsageError where it was looked at already and nobody said to go on. `tenants`: of the shard, or all. */
export const beginNight = async (
  { state, loaded }: OpenedFleet,
  setting: Setting,
  options: Wanted,
  tenants: number,
  whole: Inventory,
): Promise<BegunNight> => {
  const { shard, resume } = options;
  const anew = options.planOnly && !resume;
  const { name, known: there } = await chooseNight(state, options);
  const known = anew ? null : there;
  const startedAt = systemClock.now().toISOString();
  const night: Night = known?.night ?? {
    schema: 'certify.fleet-night/1',
    name,
    fleet: loaded.config.name,
    // What a night found of simulated parties is no news of real ones.
    mode: whole.tenants.some(({ mode }) => mode === 'lab') ? 'lab' : 'live',
    certify: setting.version,
    full: options.full,
    ...(options.pulse ? { pulse: true } : {}),
    parts: shard?.of ?? null,
    startedAt,
    finishedAt: null,
    baseline: baselineOf(await state.nights(), name, startedAt),
    totals: { tenants: whole.tenants.length + whole.refused.length, looked: 0, exits: {}, changes: {}, expected: 0 },
    exitCode: null,
  };
  if (shard === null) {
    if (known !== null && !resume) throw refuseDone(name, known.state === 'running', null);
    if (known !== null) refuseOther(options, night);
    return { night, part: null, done: known?.state === 'complete' };
  }
  const part = anew ? undefined : (await state.parts(name)).find((one) => one.shard.index === shard.index);
  if (part !== undefined && !resume) throw refuseDone(name, part.finishedAt === null, shard);
  if (known !== null) refuseOther(options, night);
  if (part?.finishedAt != null) return { night, part, done: true };
  // What goes on is cut from the list as it is now.
  const cut = partOf(night, shard, tenants, whole);
  return { night, part: part === undefined ? cut : { ...cut, startedAt: part.startedAt }, done: false };
};
