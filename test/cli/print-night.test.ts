// A night of thousands of lines before a reader who takes them slowly.
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/app/caller.ts';
import type { NightRows } from '../../src/app/fleet/rows.ts';
import type { NightPart, TenantLook } from '../../src/core/fleet.ts';
import type { Call } from '../../src/cli/command.ts';
import { printNight, printPart } from '../../src/cli/print-night.ts';
import { change, nightReport, tenantLook } from '../report/fleet/night.ts';

const TENANTS = 50;
const names = Array.from({ length: TENANTS }, (_, index) => `gym-${String(index).padStart(2, '0')}`);
const { night } = nightReport([], []);

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const rows = (looks: readonly TenantLook[]): NightRows => ({
  looks: () => each(looks),
  changes: () => each(names.map((name) => change('new-failure', name))),
  places: async () => [],
});

/** Takes a line at a time, when it is told to. */
const slowly = () => {
  const lines: string[] = [];
  let take = (): void => undefined;
  const io = {
    out: (text: string) => void lines.push(text),
    room: () => new Promise<void>((done) => (take = done)),
  };
  const call = { io, signal: new AbortController().signal, setting: { env: {} } } as unknown as Call;
  const taken = async (): Promise<number> => {
    await new Promise((done) => setImmediate(done));
    const written = lines.length;
    take();
    return written;
  };
  return { call, lines, taken };
};

const caller = {} as Caller;
const chosen = { json: true, verbose: false, report: [] };

describe('the lines of a night', () => {
  it('are written as they are read, and none is kept in memory meanwhile', async () => {
    const { call, lines, taken } = slowly();
    const printed = printNight(call, caller, night, rows(names.map((name) => tenantLook(name))), chosen);
    for (let line = 1; line <= TENANTS; line += 1) expect(await taken()).toBe(line);
    await printed;
    expect(lines).toHaveLength(TENANTS + 1);
    expect(lines.slice(0, TENANTS).map((line) => JSON.parse(line).changes.length)).toEqual(names.map(() => 1));
  });

  it('are so of a part too', async () => {
    const { call, lines, taken } = slowly();
    const part = { schema: 'certify.fleet-part/1', night: night.name } as NightPart;
    const printed = printPart(call, part, rows(names.map((name) => tenantLook(name))), () => true, true);
    for (let line = 1; line <= TENANTS; line += 1) expect(await taken()).toBe(line);
    await printed;
    expect(lines).toHaveLength(TENANTS + 1);
  });
});
