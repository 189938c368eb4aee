// The forms of a night: what each says, in the limits of whoever reads it, with nothing that acts on them.
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { fleetCsv } from '../../../src/report/fleet/csv.ts';
import { fleetJunit } from '../../../src/report/fleet/junit.ts';
import { fleetAnnotations, fleetMarkdown } from '../../../src/report/fleet/markdown.ts';
import type { NightReport } from '../../../src/report/fleet/night.ts';
import { fleetPrometheus } from '../../../src/report/fleet/prometheus.ts';
import { sarifSchemaFaults } from '../../json-schemas.ts';
import { fleetSarif } from '../../../src/report/fleet/sarif.ts';
import { fleetIndexPage } from '../../../src/report/fleet/site/index-page.ts';
import { fleetTenantPage } from '../../../src/report/fleet/site/tenant-page.ts';
import { endSays, nightSentence } from '../../../src/report/fleet/words.ts';
import { finding } from '../../fleet/looks.ts';
import { HOSTILE } from '../hostile.ts';
import { change, everyClass, nightReport, tenantLook } from './night.ts';
import { csvRows, junitElements, promSeries } from './readers.ts';

const fits = (text: string): string => {
  expect(sarifSchemaFaults(text)).toEqual([]);
  return text;
};
const results = (report: NightReport) => (JSON.parse(fits(fleetSarif(report))) as Log).runs[0]?.results ?? [];
const many = (count: number): NightReport =>
  nightReport(
    Array.from({ length: count }, (_, n) => change('new-failure', `gym-${n}`, { reason: `reason-${n}`, fix: 'x'.repeat(300) })),
    Array.from({ length: count }, (_, n) => tenantLook(`gym-${n}`, { exitCode: 1 })),
  );

describe('a night as JUnit', () => {
  it('is red for what got worse, an error for what nobody saw, and green for the rest', () => {
    const found = junitElements(fleetJunit(everyClass()));
    const [suites] = found;
    expect([suites?.attributes['tests'], suites?.attributes['failures'], suites?.attributes['errors']]).toEqual(['12', '5', '1']);
    const red = found.flatMap(({ name }, at) => (name === 'failure' ? [found[at - 1]?.attributes['name']] : []));
    expect(new Set(red)).toEqual(
      new Set(['dkim-tokens', 'gym-due/SES', 'gym-expectation/SES', 'gym-new-failure/SES', 'gym-other-cause/SES']),
    );
  });
});

describe('a night as SARIF', () => {
  it('says of each change what it was in the night compared with, and keeps its fingerprint', () => {
    const states = Object.fromEntries(
      results(everyClass()).map(({ properties, baselineState }) => [properties?.['class'], baselineState]),
    );
    expect(states).toMatchObject({
      'new-failure': 'new',
      fixed: 'absent',
      'still-failing': 'unchanged',
      'other-cause': 'updated',
    });
    expect(
      results(everyClass()).every(({ partialFingerprints }) => partialFingerprints?.['certifyChange/v1'] !== undefined),
    ).toBe(true);
  });

  it('suppresses what is expected, and leaves out the least grave beyond what readers take', () => {
    const expected = change('new-failure', 'a', { expected: { ticket: 'OPS-1', expires: '2026-12-01' }, weight: 'none' });
    expect(results(nightReport([expected], [tenantLook('a')]))[0]?.suppressions).toHaveLength(1);
    const long = many(5100);
    const [run] = (JSON.parse(fleetSarif(long)) as Log).runs;
    expect([run?.results?.length, run?.properties?.['leftOut']]).toEqual([5000, 100]);
  });
});

describe('a night as Markdown', () => {
  it('begins with the sum, and says who and since when', () => {
    const text = fleetMarkdown(everyClass());
    expect(text).toContain('9 of 11 tenants changed, 5 got worse, 1 gone (compared with 2026-11-25)');
    expect(text).toContain('first seen Thu 2026-11-26 02:17 UTC, DNS admin');
    expect(text).not.toContain('still-failing of');
  });

  it('stays within a comment, and counts what it leaves out', () => {
    const text = fleetMarkdown(many(500));
    expect(text.length).toBeLessThan(32_000);
    expect(text).toMatch(/… and \d+ more/);
  });

  it('gives GitHub ten annotations, the worst first', () => {
    const lines = fleetAnnotations({ ...many(30), changes: [change('changed', 'z'), ...many(30).changes] })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.every((line) => line.startsWith('::error file=gyms/gym-'))).toBe(true);
  });
});

describe('a night for Prometheus', () => {
  it('is in the exposition format: a help and a type before the samples of each name', () => {
    const text = fleetPrometheus(everyClass());
    expect(promSeries(text).size).toBeGreaterThan(20);
    expect(text).toContain('certify_fleet_changes{fleet="staging",class="new-failure",weight="worse"} 1');
    expect(text).toContain(
      'certify_tenant_exit_code{fleet="staging",tenant="gym-new-failure",provider="SES",place="111122223333/ap-south-1"} 1',
    );
  });
});

describe('profiles of one tenant that are refused', () => {
  it('are told apart by their provider', () => {
    const refused = (['SES', 'SMTP'] as const).map((provider) =>
      tenantLook('a', { key: `a/${provider}`, provider, place: 'unread profiles', exitCode: 2 }),
    );
    expect(promSeries(fleetPrometheus(nightReport([], refused))).size).toBeGreaterThan(5);
  });
});

describe('the sum of a night', () => {
  it.each([
    ['nothing changed', [], 2, 2],
    ['1 of 2 tenants changed, 1 got worse', [change('new-failure', 'a')], 2, 2],
    ['0 of 2 tenants changed, 2 gone', [change('gone', 'a'), change('gone', 'b')], 2, 2],
    ['0 of 2 tenants changed, 1 got worse', [change('expectation', null)], 2, 2],
    ['0 of 2 tenants changed, 1 not looked at', [change('could-not-see', null, { weight: 'fault' })], 2, 1],
  ] as const)('is “%s”', (says, changes, tenants, looked) => {
    const { night } = nightReport([], []);
    expect(nightSentence({ baseline: '2026-11-25', totals: { ...night.totals, tenants, looked } }, changes)).toBe(says);
  });

  it.each([
    ['nothing to report', [], 'Nothing new.', 0],
    ['1 of 2 tenants is not in order', [change('new-failure', 'a')], 'Something is not in order.', 1],
    ['1 of 2 tenants has something due', [change('due', 'a'), change('expiring', 'a')], 'Something is due.', 1],
    [
      '1 of 2 tenants is not in order, 1 has something due',
      [change('new-failure', 'a'), change('due', 'a'), change('due', 'b')],
      'Something is not in order.',
      1,
    ],
  ] as const)('without a night before is “%s”: nothing is known to have changed', (says, changes, end, exitCode) => {
    const { night } = nightReport([], []);
    const exits: { readonly [exit: string]: number } = changes.some(({ class: kind }) => kind === 'new-failure')
      ? { 0: 1, 1: 1 }
      : { 0: 2 };
    const first = { ...night, baseline: null, exitCode, totals: { ...night.totals, tenants: 2, looked: 2, exits } };
    expect(nightSentence(first, changes)).toBe(says);
    expect(endSays(first)).toBe(end);
    expect(endSays({ ...first, baseline: '2026-11-25', exitCode: 1 })).toBe('Something got worse.');
  });
});

describe('a night as CSV', () => {
  it('has a line a change, the gravest first', () => {
    const rows = csvRows(fleetCsv(everyClass()));
    expect(rows).toHaveLength(13);
    expect(rows[1]?.slice(0, 3)).toEqual(['2026-11-26', 'new-failure', 'worse']);
  });
});

describe('text of others in a night', () => {
  const site = (report: NightReport): string =>
    fleetIndexPage({
      ...report,
      endings: [{ kind: 'certificate', subject: 's', expires: '2026-12-01', key: 'a', tenant: 'a' }],
      pages: new Map(),
    });
  it.each(HOSTILE)('acts on nobody: %j', (text) => {
    const report = nightReport(
      [change('new-failure', text, { says: text, fix: text, paste: [0], who: text, reason: text })],
      [tenantLook(text, { place: text })],
    );
    for (const out of [
      fleetJunit(report),
      fleetSarif(report),
      fleetMarkdown(report),
      fleetCsv(report),
      fleetPrometheus(report),
      site(report),
    ]) {
      expect(out).not.toMatch(/[^\P{Cc}\n\r\t]|\p{Cf}/u);
    }
    expect(junitElements(fleetJunit(report)).length).toBeGreaterThan(0);
    expect(csvRows(fleetCsv(report))).toHaveLength(2);
    expect(promSeries(fleetPrometheus(report)).size).toBeGreaterThan(5);
    expect(site(report)).not.toMatch(/<script>alert|<img|<svg onload/);
    const page = fleetTenantPage(
      tenantLook(text, {
        findings: [finding('dkim-tokens', text, { title: text, fix: text, expected: text, observed: { a: text } })],
      }),
      'd',
    );
    expect(page).not.toMatch(/<script|<img|<svg/);
  });
});
