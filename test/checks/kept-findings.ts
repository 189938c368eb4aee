// Whole findings that tests of checks obtain, beside those that were accepted: a changed sentence, member or owner is seen, and must be meant.
// A file a test file under `golden`; `UPDATE_GOLDEN=1 npx vitest run --project unit test/checks` writes it. Every finding stands once, with the tests
// that obtain it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Act, RecordSetChange } from '../../src/core/remedy.ts';

export const GOLDEN = join(import.meta.dirname, 'golden');
const RENEWS = process.env['UPDATE_GOLDEN'] === '1';
const TITLE = '  in ';

/** Keys by their ends and their length: whole, they hide what stands around them. */
const folded = (text: string): string =>
  text.replaceAll(/[A-Za-z0-9+/=]{80,}/g, (key) => `${key.slice(0, 12)}…${key.slice(-6)} (${key.length})`);

const linesOf = (mark: string, text: string): readonly string[] => text.split('\n').map((line) => `  ${mark} ${line}`.trimEnd());

/** Members on lines of their own; what a member holds in one. */
const membersOf = (mark: string, members: JsonObject): readonly string[] =>
  Object.entries(members).flatMap(([key, value]) => linesOf(mark, `${key}: ${JSON.stringify(value)}`));

const recordLines = ({ name, type, ttl, add, remove, keep }: RecordSetChange): readonly string[] => [
  `    ${name} ${type}, ${ttl} s${keep === null ? ', what else stands there is not known' : ''}`,
  ...add.map((value) => `      + ${value}`),
  ...remove.map((value) => `      - ${value}`),
  ...(keep ?? []).map((value) => `        ${value}`),
];

const actLines = ({ say, owner, who, records, statement, field, command }: Act, own: string): readonly string[] => [
  ...linesOf('→', [owner === own ? '' : `(${owner}) `, say, who === undefined ? '' : ` (${who})`].join('')),
  ...(records ?? []).flatMap(recordLines),
  ...(statement ?? []).map((one) => `    statement ${JSON.stringify(one)}`),
  ...(field === undefined ? [] : [`    field of ${field.in}, ${field.name}: ${field.value}`]),
  ...(command === undefined ? [] : linesOf('  $', command)),
];

/** A finding in lines that read and diff well: all of it but what its check says of every finding. */
const textOf = (finding: Finding & { readonly clause?: string; readonly follows?: readonly string[] }): string => {
  const { check, status, reason, owner, severity, expected, observed = {}, remedy, fix: _fix, cause: _cause, ...rest } = finding;
  const { step: _step, title: _title, references: _references, observations: _observations, ...others } = rest;
  const lines = [
    `${check}: ${status}, ${reason} (${owner}, ${severity})`,
    ...membersOf('·', observed),
    ...(expected === undefined ? [] : linesOf('=', expected)),
    ...remedy.flatMap((act) => actLines(act, owner)),
    ...membersOf('…', others),
  ];
  return folded(lines.join('\n'));
};

const lineOf = (title: string): string => folded(title.replaceAll('\n', ' '));

/** Findings by the title of the test that obtains them. */
type Kept = Map<string, Set<string>>;

const add = (kept: Kept, title: string, text: string): void => void kept.set(title, (kept.get(title) ?? new Set()).add(text));

const readKept = (path: string): Kept => {
  const kept: Kept = new Map();
  for (const block of existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n\n') : []) {
    const lines = block.split('\n');
    const text = lines.filter((line) => !line.startsWith(TITLE)).join('\n');
    for (const line of lines) if (line.startsWith(TITLE)) add(kept, line.slice(TITLE.length), text);
  }
  return kept;
};

const keptText = (kept: Kept, titles: readonly string[]): string => {
  const tests = new Map<string, string[]>();
  for (const title of titles) for (const text of kept.get(title) ?? []) tests.set(text, [...(tests.get(text) ?? []), title]);
  return [...tests].map(([text, by]) => `${[text, ...by.map((title) => `${TITLE}${title}`)].join('\n')}\n`).join('\n');
};

const pathOf = (testPath: string): string => join(GOLDEN, relative(import.meta.dirname, testPath).replace('.test.ts', '.txt'));

/** Of the test file that runs in this worker. */
let current: { readonly testPath: string; readonly accepted: Kept; readonly seen: Kept } | null = null;

const of = (testPath: string): NonNullable<typeof current> => {
  if (current?.testPath !== testPath) current = { testPath, accepted: readKept(pathOf(testPath)), seen: new Map() };
  return current;
};

const RENEW = 'if it is meant: UPDATE_GOLDEN=1 npx vitest run --project unit test/checks, and read the difference';

/** Holds a finding to those that were accepted for the test that is running. */
export const keep = (finding: Finding): void => {
  const { testPath = '', currentTestName = '' } = expect.getState();
  if (!testPath.startsWith(import.meta.dirname) || /\.(it|property)\.test\.ts$/.test(testPath)) return;
  const { accepted, seen } = of(testPath);
  const title = lineOf(currentTestName);
  const text = textOf(finding);
  add(seen, title, text);
  if (RENEWS) return;
  const mine = accepted.get(title) ?? new Set();
  if (!mine.has(text)) {
    const start = text.slice(0, text.indexOf('('));
    const near = [...mine].find((one) => one.startsWith(start)) ?? [...mine][0] ?? 'nothing';
    expect(text, `not what was accepted; ${RENEW}`).toBe(near);
  }
};

/** One test of a file; of several with one title, each. */
export interface RanTest {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'left out';
}

/** At the end of a test file: what stays accepted and no test obtains is refused; where it is renewed, it is written. */
export const settle = (testPath: string, tests: readonly RanTest[]): void => {
  const { accepted, seen } = of(testPath);
  const titles = [...new Set(tests.map(({ title }) => lineOf(title)))];
  const known = new Set(tests.filter(({ state }) => state !== 'passed').map(({ title }) => lineOf(title)));
  // Tests that were left out keep what was accepted, and one that failed says so itself.
  const stale = [...accepted].flatMap(([title, texts]) =>
    known.has(title) ? [] : [...texts].filter((text) => seen.get(title)?.has(text) !== true).map((text) => `${title}: ${text}`),
  );
  if (!RENEWS) return expect(stale, `accepted, and not obtained by any test; ${RENEW}`).toEqual([]);
  const kept = new Map([...[...accepted].filter(([title]) => known.has(title)), ...seen]);
  const path = pathOf(testPath);
  if (kept.size === 0) return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, keptText(kept, titles));
};
