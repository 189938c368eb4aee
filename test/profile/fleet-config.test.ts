import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { loadFleetConfig } from '../../src/profile/fleet-config.ts';

const load = (text: string) =>
  loadFleetConfig({ text, path: 'fleet.yaml', directory: '/srv', known: { checks: ['dkim-tokens', 'spf-record'] } });

const refusalOf = (text: string): UsageError => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('it was taken');
};

const LEAST = 'version: 1\nname: staging\nprofiles: ["gyms/*.yaml", {list: gyms.txt}, "-"]\n';

describe('fleet.yaml', () => {
  it('needs version, name and profiles, and gives the rest a meaning', () => {
    const { config, expected } = load(LEAST);
    expect(config.pace).toEqual({
      sesReadsPerSecond: 1,
      accounts: [],
      tenants: 32,
      tenantsPerAccount: 8,
      tenantSeconds: 300,
      pulseSeconds: 60,
    });
    expect(config.due).toEqual({
      certificationDays: 30,
      certificateDays: 21,
      credentialDays: 14,
      quotaPercent: 85,
      suppressedInADay: 100,
    });
    expect([config.exclude, config.store, expected]).toEqual([[], {}, []]);
  });

  it('tells a list of gyms under another name once, and not that `profiles` is missing too', () => {
    expect(refusalOf('version: 1\nname: staging\ntenants: [a.yaml]\n').message).toBe(
      'fleet.yaml:3:1: `tenants` is not a key of a fleet: its gyms stand under `profiles`.',
    );
  });

  it('keeps the line of an expected failure', () => {
    const { expected } = load(
      `${LEAST}expected:\n  - {tenant: "gym-*", check: dkim-tokens, reason: one-missing, ticket: OPS-1, expires: "2026-12-31"}\n`,
    );
    expect(expected).toMatchObject([{ tenant: 'gym-*', line: 5 }]);
  });

  it.each([
    [`${LEAST}profilez: []\n`, 'fleet.yaml:4:1', 'profiles'],
    [`${LEAST}store: {postgres: "postgres://u:p@h/d"}\n`, 'fleet.yaml:4:19', 'env:'],
    [`${LEAST}store: {sqlite: a.db, postgres: "env:CERTIFY_FLEET_STORE"}\n`, 'fleet.yaml:4:8', 'Keep either'],
    [`${LEAST}windows: [{from: "2026-11-29", to: "2026-11-28T04:00Z", ticket: OPS-8}]\n`, 'fleet.yaml:4:36', 'before'],
    ['version: 1\nname: staging\nprofiles: []\n', 'fleet.yaml:3:11', 'gyms/*.yaml'],
    [`${LEAST}pace: {sesReadsPerSecond: 0}\n`, 'fleet.yaml:4:27', '0.1'],
    [
      `${LEAST}expected:\n  - {tenant: a, check: dkim-token, reason: b, ticket: c, expires: "2026-12-31"}\n`,
      'fleet.yaml:5:24',
      'dkim-tokens',
    ],
    ['version: 1\nname: staging\ntenants: [a.yaml]\n', 'fleet.yaml:3:1', '`profiles:`'],
    [`${LEAST}tenants: 5\n`, 'fleet.yaml:4:1', '`profiles:`'],
    [`${LEAST}certificateDays: 5\n`, 'fleet.yaml:4:1', 'Move it under `due`.'],
    [`${LEAST}to: ops@example.com\n`, 'fleet.yaml:4:1', 'Keys here are'],
  ])('refuses %j at its place', (text, place, fix) => {
    const error = refusalOf(text);
    expect(error.message).toContain(place);
    expect(`${error.message} ${error.fix}`).toContain(fix);
  });
});
