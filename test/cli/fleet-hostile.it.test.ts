// A night of the built command whose profiles, tickets and owners are called what would act on a reader: each form by the rules of who
// reads it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AlertReceiver, startAlertReceiver } from '../../src/lab/alerts/receiver.ts';
import { sarifSchemaFaults, schemaFaults } from '../json-schemas.ts';
import { csvRows, junitElements, promSeries } from '../report/fleet/readers.ts';
import { type Ran, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const NAMES = [
  '=HYPERLINK("https:%2f%2fevil.test","x")',
  "@SUM(1+1)*cmd|' C calc'!A0",
  '+1,"quoted",\'single\'',
  '-dash | pipe | `code` *bold* [link](javascript:alert(1))',
  '<script>alert(1)<script><img src=x onerror=alert(1)>',
  'line\nfeed\r\ttab',
  '\n::error title=x::y',
  ']]><failure message="x">',
  '😀👩‍👩‍👧‍👦 e\u0301 \u202egnp',
  'back\\slash \\n "\\"" {a="b"} 1',
  '%0A%0D%3A $ {{ secrets.X }} #1 @everyone',
  'x'.repeat(240),
  '&amp; &lt; <!channel> <@U1>',
] as const;
const SECRET = 'first-secret-value-1';

let home: ReturnType<typeof temporary>;
let receiver: AlertReceiver;
let night: Ran;
const at = (name: string): string => join(home.path, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

beforeAll(async () => {
  home = temporary();
  receiver = await startAlertReceiver([SECRET]);
  receiver.answer(204);
  mkdirSync(at('gyms'));
  for (const name of NAMES) writeFileSync(join(home.path, 'gyms', `${name}.yaml`), 'version: 2\n');
  writeFileSync(at('gyms/expected.yaml'), 'version: 2\n');
  writeFileSync(at('summary.md'), '');
  const { port } = receiver;
  writeFileSync(
    at('fleet.yaml'),
    [
      'version: 1',
      'name: lab',
      'profiles: ["gyms/*.yaml"]',
      'store: {sqlite: fleet.db}',
      'expected:',
      `  - ${JSON.stringify({ tenant: 'gyms/expected.yaml', check: 'profile', reason: '*', ticket: `=${NAMES[3]}${NAMES[4]}`, expires: '2099-01-01' })}`,
      `  - ${JSON.stringify({ tenant: NAMES[4], check: '*', reason: NAMES[0], ticket: NAMES[2], expires: '2099-01-01' })}`,
      'alerts:',
      `  - {name: pager, webhook: "http://127.0.0.1:${port}/hook", secret: "env:CERTIFY_A"}`,
      '  - {name: team, slack: "env:CERTIFY_SLACK"}',
    ].join('\n'),
  );
  const kinds = ['sarif', 'junit', 'csv', 'markdown', 'prometheus', 'html'];
  const reports = kinds.flatMap((kind) => ['--report', `${kind}=night.${kind}`]);
  night = await certifyWarm(['fleet', 'check', '--quiet', '--json', '--night', 'one', '--allow-private', ...reports], {
    cwd: home.path,
    env: {
      CERTIFY_A: SECRET,
      CERTIFY_SLACK: `http://127.0.0.1:${port}/slack`,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: at('summary.md'),
    },
  });
});
afterAll(async () => {
  await receiver.stop();
  home[Symbol.dispose]();
});

const UNSEEN = /[^\P{Cc}\n]|\p{Cf}/u;

it('as lines: each fits the schema that is given out', () => {
  expect(night.exitCode, night.stdout).toBe(2);
  expect(night.stdout).not.toContain('certify.error/1');
  const lines = night.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(NAMES.length + 2);
  expect(lines.flatMap((line) => schemaFaults('night', JSON.parse(line)))).toEqual([]);
});

it('as SARIF 2.1.0: valid, with a URI for each place and what is expected suppressed', () => {
  expect(sarifSchemaFaults(read('night.sarif'))).toEqual([]);
  const { results = [] } = (JSON.parse(read('night.sarif')) as Log).runs[0] ?? {};
  expect(results).toHaveLength(NAMES.length + 2);
  const places = results.flatMap(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? []);
  expect(places).toHaveLength(NAMES.length + 1);
  for (const uri of places) expect(uri).toMatch(/^gyms(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-F]{2})+)+$/);
  const found = places.map((uri) => decodeURIComponent(uri).slice('gyms/'.length, -'.yaml'.length));
  // A backslash parts the directories of a path where profiles were read on Windows.
  expect(found.sort()).toEqual([...NAMES, 'expected'].map((name) => name.replaceAll('\\', '/')).sort());
  expect(results.filter(({ suppressions }) => suppressions !== undefined)).toHaveLength(1);
});

it('as JUnit: well formed, by the schema of Jenkins, a case a profile', () => {
  const found = junitElements(read('night.junit'));
  expect(found.filter(({ name }) => name === 'testcase')).toHaveLength(NAMES.length + 2);
  expect(found.filter(({ name }) => name === 'error')).toHaveLength(NAMES.length);
});

it('as CSV: by RFC 4180, with no cell that a spreadsheet would compute', () => {
  const rows = csvRows(read('night.csv'));
  expect(rows).toHaveLength(NAMES.length + 3);
  expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  expect(rows.flat().filter((cell) => /^\s*[=+\-@\t\r]/.test(cell))).toEqual([]);
});

it('for Prometheus: each name explained once, no series twice', () => {
  const series = promSeries(read('night.prometheus'));
  expect([...series].filter(([one]) => one.includes('certify_tenant_exit_code'))).toHaveLength(NAMES.length + 1);
});

it('as Markdown and a step’s summary: nothing but text, within a megabyte, and an annotation of one line a cause', () => {
  for (const text of [read('night.markdown'), read('summary.md')]) {
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).not.toMatch(/<(?:script|img|failure)|(?<!\\)\]\(javascript|^::|^#[^#]/m);
    expect(text).not.toMatch(UNSEEN);
  }
  const commands = `${night.stdout}${night.stderr}`.split('\n').filter((line) => line.startsWith('::'));
  expect(commands).toHaveLength(2);
  expect(commands.every((line) => /^::error (?:file=[^,:]+,)?title=[^,:]+::[^\n]+$/.test(line))).toBe(true);
});

it('as pages: no element of theirs, and each tenant’s page is there', () => {
  const index = read('night.html/index.html');
  expect(index).not.toMatch(/<script>alert|<img|<failure/);
  const pages = [...index.matchAll(/"(tenants\/[^"]+\.html)"/g)].map((match) => match[1] ?? '');
  for (const page of pages) expect(read(join('night.html', page))).not.toMatch(/<script>alert|<img|<failure/);
});

it('to Slack and a webhook: within a message, without its commands, and the alert as its schema says', () => {
  const slack = receiver.received
    .filter(({ id }) => id === null)
    .map(({ body }) => JSON.parse(body) as { readonly text: string });
  const hooks = receiver.received.filter(({ id }) => id !== null);
  // The receiver refuses what has no id, and so has Slack's: after the first of them its sink is left for later.
  expect([slack.length, hooks.length], night.stderr).toEqual([1, 2]);
  for (const message of slack) {
    expect(Object.keys(message)).toEqual(['text']);
    expect(message.text.length).toBeLessThan(40_000);
    expect(message.text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
    expect(message.text).not.toMatch(UNSEEN);
  }
  for (const { body, refused } of hooks) expect([refused, schemaFaults('night', JSON.parse(body))]).toEqual([null, []]);
});
