// The fleet's site in a real browser, from disk: searched, filtered, paged, without network.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNightReports } from '../../../src/app/fleet/reports.ts';
import type { Change, TenantLook } from '../../../src/core/fleet.ts';
import { finding } from '../../fleet/looks.ts';
import { change, nightReport, tenantLook } from './night.ts';

const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

let directory = '';
const gate = () => ({ check: () => undefined }) as never;

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const write = async (looks: readonly TenantLook[], changes: readonly Change[] = []): Promise<void> => {
  const { night, places } = nightReport(changes, looks);
  const rows = { looks: () => each(looks), changes: () => each(changes), places: async () => places };
  await writeNightReports({ gate }, night, changes, rows, [`html=${directory}`]);
};

const pages = () => readdir(join(directory, 'tenants'));

beforeAll(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'certify-site-')), 'site');
});
afterAll(() => rm(join(directory, '..'), { recursive: true, force: true }));

describe('the pages of a site', () => {
  it('are written where something changed, kept where nothing did, and removed with their tenant', async () => {
    await write([tenantLook('a'), tenantLook('b'), tenantLook('c')]);
    const before = new Map(
      await Promise.all(
        (await pages()).map(async (name) => [name, (await stat(join(directory, 'tenants', name))).mtimeMs] as const),
      ),
    );
    expect(before.size).toBe(3);
    await writeFile(join(directory, 'tenants', 'notes.html'), 'somebody else’s');
    await write([
      tenantLook('a', { at: '2026-11-27T02:00:00.000Z' }),
      tenantLook('b', { exitCode: 1, findings: [finding('dkim-tokens', 'one-missing', { fix: 'Add it.' })] }),
    ]);
    const after = await pages();
    expect(after.map((name) => name.slice(0, 5)).sort()).toEqual(['a-SES', 'b-SES', 'notes']);
    const [a = '', b = ''] = after.sort();
    expect((await stat(join(directory, 'tenants', a))).mtimeMs).toBe(before.get(a));
    expect(await readFile(join(directory, 'tenants', b), 'utf8')).toContain('Add it.');
  });
});

describe.skipIf(executablePath === undefined)('the site in a browser', () => {
  let browser: Browser;
  let tab: Page;
  const requests: string[] = [];
  beforeAll(async () => {
    const looks = Array.from({ length: 1000 }, (_, n) =>
      tenantLook(`gym-${String(n).padStart(4, '0')}`, { exitCode: n % 50 === 0 ? 1 : 0, place: `${n % 7}/eu-west-1` }),
    );
    await write(looks, [change('new-failure', 'gym-0000')]);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    tab = await browser.newPage({ viewport: { width: 420, height: 800 }, colorScheme: 'dark' });
    tab.on('request', (request) => requests.push(request.url()));
    await tab.goto(`file://${directory}/index.html`);
  });
  afterAll(() => browser.close());

  const count = () => tab.textContent('#count');

  it('asks no network and has its style', async () => {
    expect(requests.every((url) => url.startsWith('file://'))).toBe(true);
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 21, 23)');
  });

  it('shows the worst first and a page of them, and more when asked', async () => {
    expect(await count()).toBe('1000 of 1000 tenants, the first 200 shown');
    expect(await tab.textContent('#tenants tbody tr td')).toBe('not certified');
    await tab.click('#more');
    expect(await count()).toContain('first 400 shown');
  });

  it('searches, filters by state, account and change, each with the keyboard', async () => {
    await tab.fill('#search', 'gym-0050 not');
    expect(await count()).toBe('1 of 1000 tenants');
    await tab.fill('#search', '');
    await tab.focus('button[data-exit="1"]');
    await tab.keyboard.press('Enter');
    expect(await count()).toBe('20 of 1000 tenants');
    await tab.selectOption('#place', { label: '0/eu-west-1' });
    expect(await count()).toBe('3 of 1000 tenants');
    await tab.click('#changed');
    expect(await count()).toBe('1 of 1000 tenants');
    expect(await tab.getAttribute('#changed', 'aria-pressed')).toBe('true');
  });

  it('leads to the tenant’s page and back, and fits a phone', async () => {
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await tab.click('#tenants tbody a');
    expect(await tab.title()).toBe('gym-0000: not certified');
    await tab.click('header a');
    expect(await tab.title()).toContain('Fleet staging');
  });
});
