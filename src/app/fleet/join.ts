// Several machines' parts of a night made one: from their files, or from the store that they share.
import { plural } from '../../text/plural.ts';
import { basename } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Night, NightPart, TenantLook } from '../../core/fleet.ts';
import { baselineOf, type Missing } from '../../fleet/close-night.ts';
import type { FleetState } from '../../fleet/state.ts';
import { systemClock } from '../../world/clock.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import { alone, holding } from './guard.ts';
import { endNight } from './ending.ts';
import type { FleetSource, OpenedFleet } from './open.ts';
import { type PartWithPlaces, readPart } from './part-files.ts';
import type { NightRows } from './rows.ts';
import { type AlertOptions, withFleet } from './with-fleet.ts';
import { listed } from '../../text/listed.ts';

export interface JoinOptions extends FleetSource {
  /** What the parts printed; none: the parts are in the store. */
  readonly files: readonly string[];
  /** null: of the files, or the UTC date. */
  readonly night: string | null;
  /** How long to wait for parts that are not finished, in milliseconds; null: not at all. */
  readonly waitMs: number | null;
  readonly alerts: AlertOptions | null;
  /** What is waited for, once a change. */
  readonly onWait: (says: string) => void;
}

const BATCH = 200;

/** A file once, in memory that does not grow with it. What it holds counts, not what it says of itself. */
const keepFile = async (state: FleetState, path: string): Promise<PartWithPlaces | null> => {
  const nights = new Set<string>();
  let batch: TenantLook[] = [];
  let looked = 0;
  const flush = async (): Promise<void> => {
    await state.saveLooks(batch);
    batch = [];
  };
  const part = await readPart(path, async (look) => {
    nights.add(look.night);
    batch.push(look);
    looked += 1;
    if (batch.length >= BATCH) await flush();
  });
  await flush();
  if (part !== null && [...nights].some((night) => night !== part.night))
    throw new UsageError({
      code: 'part-unreadable',
      message: `${path} holds rows of several nights.`,
      fix: 'Give what one `certify fleet check --shard i/n --json` printed.',
      place: { file: path },
    });
  return part === null ? null : { ...part, looked };
};

const unlike = (message: string, fix: string): UsageError => new UsageError({ code: 'parts-unlike', message, fix });

/** Parts that can be one night. */
const checkAlike = (parts: readonly PartWithPlaces[], { loaded }: OpenedFleet, wanted: string | null): void => {
  const [first] = parts;
  if (first === undefined) return;
  const other = parts.find(({ night, shard }) => night !== first.night || shard.of !== first.shard.of);
  if (other !== undefined)
    throw unlike(
      `The files are of different nights: ${first.night}, ${first.shard.of} parts, and ${other.night}, ${other.shard.of} parts.`,
      'Give the files of one night; --night NAME on each machine gives all parts one name, whenever they begin.',
    );
  if (wanted !== null && first.night !== wanted)
    throw unlike(`The files are of the night ${first.night}, not ${wanted}.`, 'Leave out --night, or give its files.');
  const { name } = loaded.config;
  if (first.fleet !== name)
    throw unlike(`The files are of the fleet ${first.fleet}, not ${name}.`, 'Name its file with --config.');
};

const numbers = (indices: readonly number[]): string =>
  `${indices.length === 1 ? 'Part' : 'Parts'} ${listed(indices.map(String))}`;

const finishedOf = (parts: readonly NightPart[]): readonly NightPart[] => parts.filter(({ finishedAt }) => finishedAt !== null);

/** As the list was last read: a part that went on was cut from another one than the night began with. */
const tenantsOf = (night: Night, parts: readonly NightPart[]): number =>
  Math.max(...(parts.length === 0 ? [night.totals.tenants] : parts.map(({ whole }) => whole.tenants)));

/** Tenants in parts that ended, and still nobody has a row of them. */
const shortOf = (done: readonly NightPart[], of: number, left: number, tenants: number): Missing => {
  const short = done.filter(({ looked, tenants: own }) => looked !== own);
  const which = short.map(({ shard, looked, tenants: own }) => `part ${shard.index} of ${of} holds ${looked} of its ${own}`);
  const what =
    left > 0
      ? `${left} of ${plural(tenants, 'tenant')} ${left === 1 ? 'has' : 'have'} no row`
      : `There are rows of ${plural(-left, 'tenant')} more than the ${tenants}`;
  return {
    says: `${what}, though every part was looked at to its end${which.length === 0 ? '' : `: ${which.join(', ')}`}.`,
    fix: 'See whether the file of a part lacks lines or is of another run; else look again under another --night NAME.',
  };
};

/** What the parts do not hold, in words. */
const missingOf = (night: Night, parts: readonly NightPart[], cutOff: readonly string[]): readonly Missing[] => {
  const of = night.parts ?? 0;
  const done = finishedOf(parts);
  const absent = Array.from({ length: of }, (_, index) => index + 1).filter(
    (index) => !done.some(({ shard }) => shard.index === index),
  );
  const tenants = tenantsOf(night, done);
  const left = tenants - done.reduce((sum, { looked }) => sum + looked, 0);
  const again = absent.map((index) => `certify fleet check --shard ${index}/${of} --night ${night.name} --resume`).join('\n');
  const begun = parts.filter(({ finishedAt }) => finishedAt === null).map(({ shard }) => shard.index);
  const unlikeCuts = done.filter(({ whole }) => whole.digest !== done[0]?.whole.digest).map(({ shard }) => shard.index);
  const missing: Missing[] = [];
  if (absent.length > 0)
    missing.push({
      says: `${numbers(absent)} of ${of} ${absent.length === 1 ? 'is' : 'are'} missing: ${left} of ${plural(tenants, 'tenant')} ${left === 1 ? 'was' : 'were'} not looked at.${begun.length === 0 ? '' : ` ${numbers(begun)} began and did not end.`}`,
      fix: `Look at what is missing, then join again:\n${again}`,
    });
  for (const path of cutOff)
    missing.push({
      says: `${basename(path)} is empty or breaks off: what it lacks nobody knows, and its machine did not end its part.`,
      fix: 'See the log of that machine, and start its part again with --resume.',
    });
  if (unlikeCuts.length > 0)
    missing.push({
      says: `${numbers(unlikeCuts)} of ${of} cut another list of tenants than part ${done[0]?.shard.index}: some tenants may be in no part.`,
      fix: 'Give every machine the same profiles, such as one commit, and look again under another --night NAME.',
    });
  else if (left !== 0 && absent.length === 0) missing.push(shortOf(done, of, left, tenants));
  return missing;
};

const noParts = (name: string): UsageError =>
  new UsageError({
    code: 'no-parts',
    message: `The store holds no part of the night ${name}.`,
    fix: 'Look first: `certify fleet check --shard i/n`, each machine with this store; or name the files that they printed.',
  });

const POLL_MS = 2000;

/** Resolves when every part is finished, or the time is over. */
const waitForParts = async ({ state }: OpenedFleet, name: string, options: JoinOptions, signal: AbortSignal): Promise<void> => {
  const until = systemClock.elapsed() + (options.waitMs ?? 0);
  let said = '';
  while (options.waitMs !== null && systemClock.elapsed() < until) {
    const night = await state.night(name);
    const parts = await state.parts(name);
    const done = finishedOf(parts).length;
    if (night !== null && done === night.night.parts) return;
    const says =
      night === null ? `No part of ${name} has begun.` : `${done} of ${night.night.parts ?? 0} parts of ${name} are finished.`;
    if (says !== said) options.onWait(says);
    said = says;
    await systemClock.sleep(POLL_MS, signal);
  }
};

interface Brought {
  readonly name: string;
  readonly cutOff: readonly string[];
}

/** The parts of files, kept as those are that a store shares. */
const bringFiles = async (opened: OpenedFleet, { files, night: wanted }: JoinOptions): Promise<Brought> => {
  const { state } = opened;
  const parts: PartWithPlaces[] = [];
  const cutOff: string[] = [];
  for (const path of files) {
    const part = await keepFile(state, path);
    if (part === null) cutOff.push(path);
    else parts.push(part);
  }
  checkAlike(parts, opened, wanted);
  const [first] = parts;
  if (first === undefined)
    throw unlike(
      'None of the files holds a part that was finished.',
      'See the logs of the machines; their parts have to be looked at again.',
    );
  const name = first.night;
  const startedAt = parts.map((one) => one.startedAt).sort()[0] ?? first.startedAt;
  await state.beginNight({
    schema: 'certify.fleet-night/1',
    name,
    fleet: first.fleet,
    mode: first.mode,
    certify: first.certify,
    full: first.full,
    ...(first.pulse === true ? { pulse: true } : {}),
    parts: first.shard.of,
    startedAt,
    finishedAt: null,
    baseline: baselineOf(await state.nights(), name, startedAt),
    totals: { tenants: first.whole.tenants, looked: 0, exits: {}, changes: {}, expected: 0 },
    exitCode: null,
  });
  for (const { places, ...part } of parts) {
    for (const place of places) await state.savePlace(name, place);
    await state.savePart(part);
  }
  return { name, cutOff };
};

/** Brings the parts of a night together, and ends it: compared, alerts kept. A part that is missing is told, and the night ends with 4. */
export const joinNight = <T>(
  setting: Setting,
  caller: Caller,
  options: JoinOptions,
  tell: (night: Night, rows: NightRows) => Promise<T>,
): Promise<T> =>
  withFleet(setting, caller, options, async (opened) => {
    const { state } = opened;
    const fromFiles = options.files.length > 0;
    const { name, cutOff } = fromFiles
      ? await bringFiles(opened, options)
      : { name: options.night ?? systemClock.now().toISOString().slice(0, 10), cutOff: [] };
    if (!fromFiles) await waitForParts(opened, name, options, caller.signal);
    const kept = await state.night(name);
    if (kept === null) throw noParts(name);
    if (kept.night.parts === null)
      throw unlike(`The night ${name} was looked at by one machine.`, `See it with \`certify fleet report --night ${name}\`.`);
    const parts = await state.parts(name);
    const has = await state.done(name);
    const versions = [...new Set(parts.map(({ certify }) => certify))].sort();
    if (versions.length > 1)
      options.onWait(
        `The parts of ${name} were looked at by certify ${listed(versions)}: what these judge differently reads as a change.`,
      );
    const end = (): Promise<T> =>
      holding(opened, `end of ${name}`, caller.signal, async () => {
        const ended = await endNight(opened, kept.night, {
          tenants: tenantsOf(kept.night, finishedOf(parts)),
          tells: options.alerts !== null,
          has: (key) => has.has(key),
          missing: missingOf(kept.night, parts, cutOff),
        });
        return tell(ended, state);
      });
    return alone(opened, end);
  });
