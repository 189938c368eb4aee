// What is printed of a night: lines for programs, or the changes for a person.
import type { Caller } from '../app/caller.ts';
import { writeNightReports } from '../app/fleet/reports.ts';
import type { NightRows } from '../app/fleet/rows.ts';
import { tellGithubOfNight } from '../app/github.ts';
import type { Change, Night, NightPart, TenantLook } from '../core/fleet.ts';
import { changesByKey } from '../report/fleet/night.ts';
import { lookLine, nightLine, partLine } from '../report/fleet/lines.ts';
import { fleetReport, partReport } from '../report/fleet/terminal.ts';
import type { Call } from './command.ts';

interface Chosen {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly report: readonly string[];
}

/** Prints the night, writes its reports, tells a GitHub job. Resolves with the night's exit code. */
export const printNight = async (call: Call, caller: Caller, night: Night, rows: NightRows, chosen: Chosen): Promise<number> => {
  const { env } = call.setting;
  const changes: Change[] = [];
  for await (const change of rows.changes(night.name)) changes.push(change);
  const exitCode = await show(call, night, changes, rows, chosen);
  if (chosen.report.length > 0 || env['GITHUB_ACTIONS'] === 'true') {
    const report = await writeNightReports(caller, night, changes, rows, chosen.report);
    await tellGithubOfNight(call.io, report, env);
  }
  return exitCode;
};

const show = async (
  { io, signal }: Call,
  night: Night,
  changes: readonly Change[],
  rows: NightRows,
  { json, verbose }: Chosen,
): Promise<number> => {
  if (!json) {
    io.out(fleetReport(night, changes, { ...io.style, verbose }));
    return night.exitCode ?? 0;
  }
  const ofTenant = changesByKey(changes);
  const told = new Set<string>();
  for await (const look of rows.looks(night.name)) {
    told.add(look.key);
    io.out(lookLine(look, ofTenant.get(look.key) ?? []));
    await io.room(signal);
  }
  const rest = changes.filter(({ key }) => key === null || !told.has(key));
  io.out(nightLine(night, rest, await rows.places(night.name)));
  return night.exitCode ?? 0;
};

/** A shard of a night. Looked at is all that it can be: what that means is decided where the parts are joined. */
export const printPart = async (
  { io, signal }: Call,
  part: NightPart,
  rows: NightRows,
  isMine: (look: TenantLook) => boolean,
  json: boolean,
): Promise<number> => {
  if (!json) {
    io.out(partReport(part, io.style));
    return 0;
  }
  const places = new Set<string>();
  for await (const look of rows.looks(part.night)) {
    if (!isMine(look)) continue;
    places.add(look.place);
    io.out(lookLine(look, []));
    await io.room(signal);
  }
  io.out(
    partLine(
      part,
      (await rows.places(part.night)).filter(({ place }) => places.has(place)),
    ),
  );
  return 0;
};
