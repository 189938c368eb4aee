// The HTML page in a real browser: without script and network, on a phone, in the dark, on paper, for a screen reader.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/report/html/html.ts';
import { certifiedDocument, failedDocument } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

const CANDIDATES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

let browser: Browser;
let dir = '';
const requests: string[] = [];

const start = async (): Promise<void> => {
  dir = await mkdtemp(join(tmpdir(), 'certify-html-'));
  browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
};
const stop = async (): Promise<void> => {
  await browser.close();
  await rm(dir, { recursive: true, force: true });
};

const open = async (
  page: string,
  options: { width?: number; scheme?: 'light' | 'dark'; script?: boolean } = {},
): Promise<Page> => {
  const path = join(dir, 'report.html');
  await writeFile(path, page);
  const tab = await browser.newPage({
    viewport: { width: options.width ?? 1000, height: 800 },
    colorScheme: options.scheme ?? 'light',
    javaScriptEnabled: options.script ?? true,
  });
  requests.length = 0;
  tab.on('request', (request) => requests.push(request.url()));
  await tab.goto(`file://${path}`);
  return tab;
};

/** WCAG contrast of an element's text against the nearest opaque background. */
const CONTRASTS = `[...document.querySelectorAll('h1,h2,h3,p,dt,dd,li,th,td,code,pre,a,caption,summary,footer,time')].filter((e) => e.textContent.trim() !== '').map((e) => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = rgb(c).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  let under = e; while (under && /rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
  const [a, b] = [light(getComputedStyle(e).color), light(under ? getComputedStyle(under).backgroundColor : 'rgb(255,255,255)')].sort((x, y) => y - x);
  return [(a + 0.05) / (b + 0.05), e.tagName + ' ' + e.textContent.slice(0, 30)];
}).filter(([ratio]) => ratio < 4.5)`;

const MISSING =
  'THE HTML REPORT WAS NOT TESTED IN A BROWSER: there is no Chromium here (apt-get install chromium, or set CHROMIUM to its path)';

if (executablePath === undefined) {
  it(MISSING, () => {
    process.stderr.write(`\n${MISSING}\n\n`);
    expect(executablePath).toBeUndefined();
  });
}

describe.runIf(executablePath !== undefined)('the HTML page in a browser', () => {
  beforeAll(start);
  afterAll(stop);

  it('shows the decision without script, and asks for nothing', async () => {
    const tab = await open(htmlReport(failedDocument()), { script: false });
    expect(await tab.locator('#outcome').textContent()).toBe('NOT CERTIFIED');
    expect(await tab.locator('pre').first().textContent()).toBe(
      'def._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.',
    );
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    await tab.close();
  });

  it('has headings, landmarks and names for a screen reader', async () => {
    const tab = await open(htmlReport(certifiedDocument()));
    const tree = await tab.locator('body').ariaSnapshot();
    for (const part of [
      'banner',
      'main',
      'contentinfo',
      'heading "CERTIFIED WITH LIMITATIONS" [level=2]',
      'table "Questions asked and what was answered"',
      'region "Negative tests"',
      'rowheader',
    ]) {
      expect(tree).toContain(part);
    }
    expect(tree).toContain('(passed)');
    expect(
      await tab.evaluate(
        `[...new Set([...document.querySelectorAll('[id]')].map((e) => e.id))].length === document.querySelectorAll('[id]').length`,
      ),
    ).toBe(true);
    await tab.close();
  });

  it.each([320, 375, 768, 1400])('never scrolls sideways at %i pixels, nor hides what is to be pasted', async (width) => {
    for (const record of [failedDocument(), certifiedDocument()]) {
      const tab = await open(htmlReport(record), { width });
      expect(await tab.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
      expect(await tab.evaluate(`[...document.querySelectorAll('pre')].every((e) => e.scrollWidth <= e.clientWidth)`)).toBe(true);
      await tab.close();
    }
  });

  it.each(['light', 'dark'] as const)('has enough contrast in %s', async (scheme) => {
    for (const record of [failedDocument(), certifiedDocument()]) {
      const tab = await open(htmlReport(record), { scheme });
      expect(await tab.evaluate(CONTRASTS)).toEqual([]);
      await tab.close();
    }
  });

  it('prints everything, what is folded as well, on white', async () => {
    const tab = await open(htmlReport(failedDocument()), { scheme: 'dark' });
    await tab.emulateMedia({ media: 'print' });
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await tab.evaluate(`document.querySelector('details table').getBoundingClientRect().height > 0`)).toBe(true);
    expect((await tab.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await tab.close();
  });

  it('runs nothing that a party sent', async () => {
    for (const from of [0, 5, 10, 15]) {
      const tab = await open(htmlReport(hostileDocument(HOSTILE.slice(from, from + 5).join(' '))));
      const dialogs: string[] = [];
      tab.on('dialog', (dialog) => dialogs.push(dialog.message()));
      expect(await tab.evaluate(`document.querySelectorAll('script, img, svg, iframe, [onerror], [onload]').length`)).toBe(0);
      expect([dialogs, requests.filter((url) => !url.startsWith('file:'))]).toEqual([[], []]);
      await tab.close();
    }
  });
});
