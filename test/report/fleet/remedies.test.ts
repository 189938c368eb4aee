// What is to be pasted stands whole and apart from what is said, in each form that people read a night in.
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/core/fleet.ts';
import { alertsOf } from '../../../src/report/fleet/alert.ts';
import { fleetMarkdown } from '../../../src/report/fleet/markdown.ts';
import { fleetIndexPage } from '../../../src/report/fleet/site/index-page.ts';
import { fleetTenantPage } from '../../../src/report/fleet/site/tenant-page.ts';
import { fleetReport } from '../../../src/report/fleet/terminal.ts';
import { finding } from '../../fleet/looks.ts';
import { change, nightReport, tenantLook } from './night.ts';

const RECORD = 'a-name-that-is-long.example.com. 3600 IN TXT "v=spf1 include:amazonses.com ~all"';
const told = { fix: `Publish the record.\n${RECORD}`, paste: [1] } as const;
const style = { colour: false, unicode: true, width: 40, verbose: false };
const night = (changes: readonly Change[]) => nightReport(changes, [tenantLook('a'), tenantLook('b')]);
const terminal = (changes: readonly Change[]): string => fleetReport(night(changes).night, changes, style);

describe('the remedy of one tenant', () => {
  const changes = [change('new-failure', 'a', told)];

  it('is never broken in a terminal', () => {
    expect(terminal(changes).split('\n')).toContain(`    ${RECORD}`);
  });

  it('is a block of its own in a digest and on the pages', () => {
    expect(fleetMarkdown(night(changes))).toContain(`  Publish the record.\n\n  \`\`\`text\n  ${RECORD}\n  \`\`\``);
    const kept = finding('spf-authorises', 'spf-missing', told);
    const pages = [
      fleetIndexPage({ ...night(changes), endings: [], pages: new Map() }),
      fleetTenantPage(tenantLook('a', { findings: [kept] }), 'digest'),
    ];
    for (const page of pages) expect(page).toMatch(/<p>Publish the record\.<\/p><pre [^>]*>a-name-that-is-long/);
  });
});

describe('the remedy of several tenants', () => {
  const of = (root: (tenant: string) => string) =>
    ['a', 'b'].map((tenant) => change('new-failure', tenant, { ...told, root: root(tenant) }));

  it.each([
    ['is told where one cause is mended once', of(() => 'the account'), true],
    ['is left to each where each is mended by itself', of((tenant) => tenant), false],
  ])('%s', (_, changes, isTold) => {
    expect(terminal(changes).includes(RECORD)).toBe(isTold);
    expect(fleetMarkdown(night(changes)).includes(RECORD)).toBe(isTold);
    expect(alertsOf(night(changes).night, changes).map(({ fix }) => fix !== null)).toEqual([isTold]);
  });
});
