import { describe, expect, it } from 'vitest';
import { labReport } from '../../../src/report/fleet/lab.ts';
import { planReport } from '../../../src/report/fleet/plan.ts';

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

describe.each([40, 80, 100])('at %i columns', (width) => {
  const style = { colour: false, unicode: true, width };

  it.each([
    ['a plan', planReport(plan, style)],
    ['what the lab declared', labReport({ declared, differs: [] }, style)],
  ])('%s keeps its words whole and its lines within', (_, text) => {
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /no night to compare with 4 tenants in 2 places|14 in order, 2 suspended, 2 credential expired\./,
    );
  });
});
