// The schema of what a night prints, the nouns of core, and what is read back from a part's file are one statement.
import { readFileSync } from 'node:fs';
import { type InferOutput, is } from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Alert, Change, Night, NightPart, PlaceState, TenantLook, Week } from '../../src/core/fleet.ts';
import { changeSchema, lookSchema, nightSchema, partSchema, place, readLook, readPart } from '../../src/fleet/night-schema.ts';
import { alertSchema, outputParts, outputSchema, statusDocument, weekSchema, workedLine } from '../../src/fleet/output-schema.ts';
import type { FleetStatus } from '../../src/app/fleet/nights.ts';
import type { WorkedPlace } from '../../src/app/fleet/work.ts';
import { alertsOf } from '../../src/report/fleet/alert.ts';
import { lookLine, nightLine, partLine } from '../../src/report/fleet/lines.ts';
import { schemaFaults } from '../json-schemas.ts';
import { change, everyClass, nightReport, tenantLook } from '../report/fleet/night.ts';
import { finding, look } from './looks.ts';

/** Each can stand where the other is wanted. */
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

/** A difference does not compile. */
const SAME: readonly true[] = [
  true satisfies Same<InferOutput<typeof lookSchema>, TenantLook>,
  true satisfies Same<InferOutput<typeof changeSchema>, Change>,
  true satisfies Same<InferOutput<typeof nightSchema>, Night>,
  true satisfies Same<InferOutput<typeof partSchema>, NightPart>,
  true satisfies Same<InferOutput<typeof place>, PlaceState>,
  true satisfies Same<InferOutput<typeof weekSchema>, Week>,
  true satisfies Same<InferOutput<typeof alertSchema>, Alert>,
  true satisfies Same<InferOutput<typeof workedLine>, WorkedPlace>,
  true satisfies Same<Omit<InferOutput<typeof statusDocument>, 'schema'>, FleetStatus>,
];

const part: NightPart = {
  schema: 'certify.fleet-part/1',
  night: '2026-11-26',
  fleet: 'staging',
  mode: 'live',
  certify: '1.0.0',
  full: false,
  shard: { index: 1, of: 2 },
  startedAt: '2026-11-26T01:00:00.000Z',
  finishedAt: '2026-11-26T02:00:00.000Z',
  tenants: 1,
  looked: 1,
  exits: { 0: 1 },
  whole: { tenants: 2, digest: 'x' },
};
const { night, changes, places } = everyClass();
const numbered = changes.map((one, at) => ({ ...one, fingerprint: String(at).padStart(16, '0') }));
const row = look('2026-11-26', [finding('dkim-tokens', 'one-missing', { observed: { names: ['a'], deep: { a: null } } })]);
const parsed = (line: string): Record<string, unknown> => JSON.parse(line) as Record<string, unknown>;

describe('certify schema night', () => {
  it('is the statement of core’s own nouns', () => {
    expect(SAME.every(Boolean)).toBe(true);
    const given = JSON.parse(readFileSync('runbooks/night.schema.json', 'utf8')) as { readonly $defs: object };
    expect(Object.keys(given.$defs)).toEqual(Object.keys(outputParts));
  });

  it.each([
    ['a tenant', lookLine(row, numbered.slice(0, 3))],
    ['a tenant with a pulse', lookLine({ ...row, pulse: { outcome: 'none', says: 'x', messageId: null, at: row.at } }, [])],
    ['a night', nightLine(night, numbered, places)],
    ['a part', partLine(part, places)],
    ['an alert', JSON.stringify(alertsOf(night, [change('new-failure', 'a', { weight: 'worse' })])[0])],
  ])('takes the line of %s, and refuses it with a key more, a key less or another value', (_what, line) => {
    const good = parsed(line);
    expect([schemaFaults('night', good), is(outputSchema, good)]).toEqual([[], true]);
    expect(schemaFaults('night', { ...good, surprise: 1 })).not.toEqual([]);
    for (const key of Object.keys(good).filter((one) => one !== 'pulse')) {
      const { [key]: _gone, ...without } = good;
      expect([key, schemaFaults('night', without).length > 0]).toEqual([key, true]);
    }
    expect(schemaFaults('night', { ...good, schema: 'certify.fleet-other/1' })).not.toEqual([]);
  });

  it('refuses what is wrong deeper in a line', () => {
    const good = parsed(lookLine(row, numbered.slice(0, 1)));
    const [kept] = row.findings;
    for (const wrong of [
      { findings: [{ ...kept, kind: 'broken' }] },
      { findings: [{ ...kept, surprise: 1 }] },
      { changes: [{ ...numbered[0], class: 'worse' }] },
      { exitCode: 130 },
      { at: 'yesterday' },
    ])
      expect(schemaFaults('night', { ...good, ...wrong })).not.toEqual([]);
  });
});

describe('a line that is read back', () => {
  it('is what was written, without changes, and may hold keys of a newer certify', () => {
    expect(readLook(parsed(lookLine(row, numbered.slice(0, 1))))).toEqual(row);
    expect(readPart(parsed(partLine(part, places)))).toEqual({ ...part, places });
    expect(readPart({ ...part, places, newer: 1 })).not.toBeNull();
  });

  it('is refused where anything in it is of another shape, or would break a line', () => {
    const line = nightReport([], [tenantLook('a')]).tenants[0];
    for (const wrong of [
      line,
      { ...row, findings: [1] },
      { ...row, watched: [] },
      { ...row, key: 'a\nb' },
      { ...row, exitCode: 7 },
    ])
      expect(readLook(wrong)).toBeNull();
    for (const wrong of [{ finishedAt: null }, { shard: { index: 3, of: 2 } }, { places: [{}] }, { fleet: '' }])
      expect(readPart({ ...part, places, ...wrong })).toBeNull();
  });
});
