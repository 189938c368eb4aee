// What the store holds: nights to report, to accept, and the state of the fleet.
import { UsageError } from '../../core/errors.ts';
import type { Night, Week } from '../../core/fleet.ts';
import { baselineOf } from '../../fleet/close-night.ts';
import { createOutbox, type SinkState } from '../../fleet/outbox.ts';
import type { FleetState, KeptNight } from '../../fleet/state.ts';
import { nightsOfWeek, weekOf } from '../../fleet/week.ts';
import { systemClock } from '../../world/clock.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import type { FleetSource } from './open.ts';
import { type AlertOptions, withFleet } from './with-fleet.ts';
import type { NightRows } from './rows.ts';

type NightSource = FleetSource & { readonly alerts: AlertOptions | null };

const named = async (state: FleetState, name: string): Promise<KeptNight> => {
  const found = await state.night(name);
  if (found !== null) return found;
  const known = (await state.nights()).slice(0, 5).map(({ night }) => night.name);
  throw new UsageError({
    code: 'night-unknown',
    message: `There is no night ${name.slice(0, 60)} in this store.`,
    fix:
      known.length === 0
        ? 'Begin with `certify fleet check`.'
        : `The newest are ${known.join(', ')}; \`certify fleet status\` lists them.`,
  });
};

/** Throws UsageError for a night of which nobody knows yet how it ends. */
const finished = ({ night, state }: KeptNight, what: string): Night => {
  if (state === 'complete') return night;
  throw new UsageError({
    code: 'night-unfinished',
    message: `The night ${night.name} was not finished: ${what}.`,
    fix:
      night.parts === null
        ? 'Finish it with `certify fleet check --resume`, or name another.'
        : `Join its parts with \`certify fleet report --join --night ${night.name}\`, or name another.`,
  });
};

/** Takes the night as what later ones are compared with. */
export const acceptNight = (setting: Setting, caller: Caller, source: NightSource & { readonly night: string }): Promise<Night> =>
  withFleet(setting, caller, source, async ({ state }) => {
    const night = finished(await named(state, source.night), 'it is no measure for another');
    await state.accept(night.name, systemClock.now().toISOString());
    return night;
  });

const nightToReport = async (state: FleetState, name: string | null): Promise<Night> => {
  if (name !== null) return finished(await named(state, name), 'what it found is not compared yet');
  const newest = (await state.nights()).find((one) => one.state === 'complete')?.night;
  if (newest !== undefined) return newest;
  throw new UsageError({
    code: 'no-night',
    message: 'This store holds no complete night.',
    fix: 'Look first: `certify fleet check`.',
  });
};

/** A night's rows; `null`: the newest that is complete. */
export const reportNight = <T>(
  setting: Setting,
  caller: Caller,
  source: NightSource & { readonly night: string | null },
  tell: (night: Night, rows: NightRows) => Promise<T>,
): Promise<T> =>
  withFleet(setting, caller, source, async ({ state }) => {
    return tell(await nightToReport(state, source.night), state);
  });

/** The seven days that end with a night; `null`: with the newest that is complete. */
export const reportWeek = (
  setting: Setting,
  caller: Caller,
  source: NightSource & { readonly night: string | null },
): Promise<Week> =>
  withFleet(setting, caller, source, async ({ state }) => {
    const last = await nightToReport(state, source.night);
    const complete = (await state.nights()).filter((one) => one.state === 'complete').map(({ night }) => night);
    return weekOf(nightsOfWeek([...complete.filter(({ name }) => name !== last.name), last], last), state.changes);
  });

export interface FleetStatus {
  readonly fleet: string;
  /** Newest first. */
  readonly nights: readonly (Pick<KeptNight, 'state' | 'acceptedAt'> & {
    readonly night: Night;
    readonly looked: number;
    readonly partsDone: number;
  })[];
  /** The night that the next one is compared with. */
  readonly baseline: string | null;
  /** Open changes of the newest complete night: class → how many. */
  readonly open: Night['totals']['changes'];
  /** Where alerts go, and how many wait. */
  readonly sinks: readonly SinkState[];
}

const SHOWN = 14;

const partsDone = async (state: FleetState, { name, parts }: Night): Promise<number> =>
  parts === null ? 0 : (await state.parts(name)).filter(({ finishedAt }) => finishedAt !== null).length;

export const fleetStatus = (setting: Setting, caller: Caller, source: NightSource): Promise<FleetStatus> =>
  withFleet(setting, caller, source, async ({ state, store, loaded }) => {
    const { name: fleet, alerts } = loaded.config;
    const kept = await state.nights();
    const now = systemClock.now().toISOString();
    const nights = await Promise.all(
      kept.slice(0, SHOWN).map(async (one) => ({
        ...one,
        looked: (await state.done(one.night.name)).size,
        partsDone: await partsDone(state, one.night),
      })),
    );
    const newest = kept.find((one) => one.state === 'complete')?.night;
    const { fixed: _fixed, gone: _gone, changed: _changed, ...open } = newest?.totals.changes ?? {};
    const sinks = await createOutbox(store).sinks(alerts.map(({ name }) => name));
    return { fleet, nights, baseline: baselineOf(kept, '', now), open, sinks };
  });
