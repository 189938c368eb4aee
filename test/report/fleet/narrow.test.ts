import { describe, expect, it } from 'vitest';
import { labReport } from '../../../src/report/fleet/lab.ts';
import { planReport } from '../../../src/report/fleet/plan.ts';
import { statusReport } from '../../../src/report/fleet/status.ts';
import { weekReport } from '../../../src/report/fleet/week-terminal.ts';
import { change } from './night.ts';

const places = ['444400000010/ap-south-1', '444400000011/ap-south-1'].map((place) => ({
  place,
  tenants: [1, 2],
  full: 2,
  reads: 8,
  readsPerSecond: 1,
  seconds: 8,
}));
const refused = [
  { error: { message: 'gyms/a.yaml, line 3: tenant must be a name.', fix: 'Make it letters, digits and hyphens.' } },
];
const plan = { fleet: 'gyms', night: '2026-11-27', baseline: null, tenants: 4, full: 4, reads: 16, seconds: 8, places, refused };
const declared = [
  ['nothing', 14],
  ['suspended', 2],
  ['credential-expired', 2],
] as const;

const totals = { tenants: 412, looked: 412, exits: { '0': 410, '1': 2 }, changes: { 'new-failure': 2 }, expected: 0 };
const night = {
  name: '2026-11-26',
  startedAt: '2026-11-26T02:17:00.000Z',
  totals,
  parts: null,
  exitCode: 1,
  baseline: '2026-11-25',
};
const status = {
  fleet: 'gyms',
  nights: [
    { state: 'running', acceptedAt: null, looked: 4, partsDone: 0, night: { ...night, name: '2026-11-27', exitCode: null } },
    { state: 'complete', acceptedAt: '2026-11-26T08:00:00.000Z', looked: 412, partsDone: 0, night },
  ],
  baseline: '2026-11-26',
  open: { 'new-failure': 2, due: 14 },
  sinks: [{ name: 'pager', waiting: 2, offSince: '2026-11-26T08:00:00.000Z' }],
};
const week = {
  schema: 'certify.fleet-week/1' as const,
  fleet: 'gyms',
  from: '2026-11-20',
  to: '2026-11-26',
  nights: [night],
  missing: ['2026-11-20', '2026-11-21', '2026-11-22'],
  came: [change('new-failure', 'gym-north-00017')],
  open: [],
  mended: [change('fixed', 'gym-south')],
  events: [],
  expected: 0,
};

describe.each([40, 80, 100])('at %i columns', (width) => {
  const style = { colour: false, unicode: true, width };

  it.each([
    ['a plan', planReport(plan, style)],
    ['what the lab declared', labReport({ declared, differs: [] }, style)],
    ['what a store holds', statusReport(status, style)],
    ['a week', weekReport(week, style)],
  ])('%s keeps its words whole and its lines within', (_, text) => {
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /no night to compare with 4 tenants in 2 places|14 in order, 2 suspended, 2 credential expired\.|412 tenants, something got worse \(exit 1\), accepted by hand|No complete night began on 2026-11-20, 2026-11-21/,
    );
  });
});
