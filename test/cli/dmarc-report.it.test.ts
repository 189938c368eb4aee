// certify dmarc-report as people call it: packed in each way, broken in each way.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zip } from '../fakes/zip.ts';
import { reportXml, type ReportXml } from '../mail/dmarc/report-xml.ts';
import { temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

let home: ReturnType<typeof temporary>;
const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(home.path, name), content);
  return name;
};
const run = (...words: readonly string[]) => certifyWarm(['dmarc-report', ...words], { cwd: home.path });

const REPORT: ReportXml = {
  rows: [
    {
      ip: '192.0.2.1',
      count: 97,
      dkim: [
        ['example.com', 'tok', 'pass'],
        ['amazonses.com', 'x', 'pass'],
      ],
      spf: [['bounce.example.com', 'pass']],
    },
    { ip: '192.0.2.9', count: 3, counted: ['fail', 'fail'], dkim: [['sendgrid.net', 'smtpapi', 'pass']] },
  ],
};

beforeAll(() => {
  home = temporary();
});
afterAll(() => home[Symbol.dispose]());

describe('certify dmarc-report', () => {
  it('says who sends, what fails, what p=reject would hit, and what to paste', async () => {
    const { stdout, stderr, exitCode } = await run(write('one.xml', reportXml(REPORT)));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('✖ SendGrid · 3 messages');
    expect(stdout).toContain('✔ Amazon SES · 97 messages');
    expect(stdout).toContain('With p=reject 3 messages would have been refused.');
    expect(stdout).toContain('dkim: [{domain: example.com, selector: tok}]');
  });

  it.each([
    ['no row', { rows: [] }, 'tell of no message that could be counted'],
    ['rows that cannot be counted', { rows: [{ count: '99999999999999999999' }] }, 'tell of no message that could be counted'],
    [
      'such a row beside one that can',
      { rows: [{ count: '0' }, { ip: '192.0.2.1', count: 2, dkim: [['example.com', 'tok', 'pass']] }] },
      'With p=reject nothing of what could be read of these reports would have been refused.',
    ],
  ] as const satisfies readonly (readonly [string, ReportXml, string])[])(
    'claims nothing of what nobody counted: %s',
    async (_, report, words) => {
      const { stdout, exitCode } = await run(write('none.xml', reportXml(report)));
      expect(exitCode).toBe(0);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
    },
  );

  it.each([
    ['gzip', () => gzipSync(reportXml(REPORT)), 'a.gz'],
    ['gzip under another name', () => gzipSync(reportXml(REPORT)), 'a.xml'],
    ['zip', () => zip('r.xml', reportXml(REPORT)), 'a.zip'],
    ['UTF-16', () => Buffer.from(`\uFEFF${reportXml(REPORT).replace('UTF-8', 'UTF-16')}`, 'utf16le'), 'u.xml'],
    ['Latin-1', () => Buffer.from(reportXml({ ...REPORT, org: 'caf\u00e9' }).replace('UTF-8', 'ISO-8859-1'), 'latin1'), 'l.xml'],
  ])('reads %s', async (_, content, name) => {
    const { stdout } = await run(write(name, content()), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ reports: 1, exitCode: 0, domains: [{ messages: 100, passed: 97, failed: 3 }] });
  });

  it('reads the good files beside a broken one, tells of that, and ends with 2', async () => {
    const files = [
      write('good.xml', reportXml(REPORT)),
      write('cut.xml', reportXml(REPORT).slice(0, 200)),
      write('copy.xml', reportXml(REPORT)),
    ];
    const { stdout, exitCode } = await run(...files, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      reports: 1,
      repeated: 1,
      refused: [{ file: 'cut.xml', code: 'not-a-dmarc-report' }],
    });
    expect(exitCode).toBe(2);
    expect((await run(...files)).stdout).toMatch(/cut\.xml: it is no well-formed XML/);
  });

  it.each([
    ['none named', () => [], /No file was named/],
    ['one that is not there', () => ['nowhere.xml'], /there is no such file/],
    ['an empty one', () => [write('empty', '')], /it is empty/],
    ['a directory', () => (mkdirSync(join(home.path, 'dir'), { recursive: true }), ['dir']), /it is a directory/],
    ['a whole mail', () => [write('m.eml', 'From: a@b.example\r\nSubject: Report\r\n\r\nx')], /save its attachment/],
    ['broken gzip', () => [write('b.gz', gzipSync('x'.repeat(900)).fill(1, 20, 22))], /gzip data is broken|no well-formed XML/],
    ['cut gzip', () => [write('c.gz', gzipSync(reportXml(REPORT)).subarray(0, 200))], /gzip data is broken/],
    [
      'a zip without its directory',
      () => [write('d.zip', zip('r.xml', reportXml(REPORT)).subarray(0, 200))],
      /no zip file that can be read/,
    ],
    [
      'a zip that lies about its size',
      () => [write('e.zip', zip('r.xml', reportXml(REPORT), { claims: 10 }))],
      /cannot be unpacked/,
    ],
    ['an encrypted zip', () => [write('f.zip', zip('r.xml', reportXml(REPORT), { flags: 1 }))], /it is encrypted/],
    [
      'a gzip bomb',
      () => [write('bomb.gz', gzipSync(Buffer.concat([Buffer.from('<feedback>'), Buffer.alloc(66 * 1_048_576, ' ')])))],
      /more than 64 MB/,
    ],
  ])('refuses %s with what to do', async (_, files, says) => {
    const { stderr, stdout, exitCode } = await run(...files());
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/internal-fault|certify itself/);
  });

  it('lets nothing of a report steer the terminal', async () => {
    const org = '\u202Eevil &#27;[31m ✔ Receiver';
    const { stdout } = await run(write('esc.xml', reportXml({ ...REPORT, org: org.replace('&#27;', '') })));
    expect(stdout).not.toMatch(/\u202E|✔ Receiver/);
  });
});
