// Nights, parts and joins against the lab's fleet, as tests call them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import { fleetCheck, type FleetCheckOptions, type NightWatcher } from '../../src/app/fleet/check.ts';
import { joinNight } from '../../src/app/fleet/join.ts';
import type { NightRows } from '../../src/app/fleet/rows.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import type { Change, Night, TenantLook } from '../../src/core/fleet.ts';
import { lookLine, nightLine, partLine } from '../../src/report/fleet/lines.ts';
import { changesByKey } from '../../src/report/fleet/night.ts';
import { ROOT } from '../cli/certify.ts';
import { schemaFaults } from '../json-schemas.ts';

export const setting = createSetting({ root: ROOT, version: '9.9.9', env: {} });

export const SILENT: NightWatcher = {
  onPlan: () => undefined,
  onStart: () => undefined,
  onLook: () => undefined,
  onWait: () => undefined,
  onEnd: () => undefined,
};

/** What every night, part and joined night of these tests prints is held to the schema that is given out. */
const fitting = (lines: readonly string[]): readonly string[] => {
  expect(lines.flatMap((line) => schemaFaults('night', JSON.parse(line)))).toEqual([]);
  return lines;
};

export interface Seen {
  readonly night: Night;
  readonly looks: readonly TenantLook[];
  readonly changes: readonly Change[];
  readonly places: Awaited<ReturnType<NightRows['places']>>;
}

export const read = async (night: Night, rows: NightRows): Promise<Seen> => {
  const [looks, changes]: [TenantLook[], Change[]] = [[], []];
  for await (const look of rows.looks(night.name)) looks.push(look);
  for await (const change of rows.changes(night.name)) changes.push(change);
  const places = await rows.places(night.name);
  const ofTenant = changesByKey(changes);
  fitting([...looks.map((look) => lookLine(look, ofTenant.get(look.key) ?? [])), nightLine(night, changes, places)]);
  return { night, looks, changes, places };
};

const CHECK: FleetCheckOptions = {
  config: '',
  env: [],
  tenant: NO_TENANT_OPTIONS,
  night: null,
  resume: false,
  full: false,
  pulse: false,
  shard: null,
  workers: false,
  planOnly: false,
  stdin: async () => '',
  alerts: null,
};

export const checkNight = (
  config: string,
  night: string,
  more: Partial<FleetCheckOptions> = {},
  watcher = SILENT,
  signal?: AbortSignal,
): Promise<Seen> =>
  fleetCheck(setting, silentCaller(signal), { ...CHECK, config, night, ...more }, watcher, ({ night: ended }, rows) => {
    if (ended === null) throw new Error('nothing but a plan');
    return read(ended, rows);
  });

/** A fleet of the same profiles with a store of its own. */
export const storeOfItsOwn = (of: string, name: string): string => {
  const config = join(dirname(of), `${name}.yaml`);
  writeFileSync(
    config,
    readFileSync(of, 'utf8')
      .replace('fleet.db', `${name}.db`)
      .replace(/expected:[\s\S]*$/, ''),
  );
  return config;
};

/** Looks at a part, and writes what `--json` prints of it. */
export const lookAtPart = (
  config: string,
  night: string,
  index: number,
  of: number,
  file: string | null = null,
  more = {},
  signal?: AbortSignal,
) =>
  fleetCheck(
    setting,
    silentCaller(signal),
    { ...CHECK, config, night, shard: { index, of }, ...more },
    SILENT,
    async ({ night: ended, part: seen, isMine }, rows) => {
      if (seen === null) throw new Error('no part');
      const looks: TenantLook[] = [];
      for await (const look of rows.looks(night)) if (isMine(look)) looks.push(look);
      const lines = fitting([...looks.map((look) => lookLine(look, [])), partLine(seen, await rows.places(night))]);
      if (file !== null) writeFileSync(file, lines.join(''));
      return { ended, part: seen, looks };
    },
  );

export const joinParts = (config: string, files: readonly string[], night: string | null = null): Promise<Seen> =>
  joinNight(
    setting,
    silentCaller(),
    { config, env: [], files, night, waitMs: null, alerts: null, onWait: () => undefined },
    read,
  );
