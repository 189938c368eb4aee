// What is printed of a night: lines for programs, or the changes for a person.
import type { NightRows } from '../app/fleet/rows.ts';
import type { Change, Night } from '../core/fleet.ts';
import { lookLine, nightLine } from '../report/fleet/lines.ts';
import { fleetReport } from '../report/fleet/terminal.ts';
import type { Call } from './command.ts';

/** Resolves with the night's exit code. */
export const printNight = async (
  { io }: Call,
  night: Night,
  rows: NightRows,
  { json, verbose }: { readonly json: boolean; readonly verbose: boolean },
): Promise<number> => {
  const changes: Change[] = [];
  for await (const change of rows.changes(night.name)) changes.push(change);
  if (!json) {
    io.out(fleetReport(night, changes, { ...io.style, verbose }));
    return night.exitCode ?? 0;
  }
  const ofTenant = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.key === null) continue;
    const known = ofTenant.get(change.key);
    if (known === undefined) ofTenant.set(change.key, [change]);
    else known.push(change);
  }
  const told = new Set<string>();
  for await (const look of rows.looks(night.name)) {
    told.add(look.key);
    io.out(lookLine(look, ofTenant.get(look.key) ?? []));
  }
  const rest = changes.filter(({ key }) => key === null || !told.has(key));
  io.out(nightLine(night, rest, await rows.places(night.name)));
  return night.exitCode ?? 0;
};
