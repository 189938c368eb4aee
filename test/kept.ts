// What tests obtain, whole, beside what was accepted: whatever changes in it is seen, and must be meant. A file a test file, under the `golden` of its
// room; `UPDATE_GOLDEN=1 npx vitest run --project unit test/<room>` writes it. Every text stands once, with the tests that obtain it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect } from 'vitest';

const RENEWS = process.env['UPDATE_GOLDEN'] === '1';
const TITLE = '  in ';
const RENEW = 'if it is meant: UPDATE_GOLDEN=1 npx vitest run --project unit FILE, and read the difference';

/** Keys by their ends and their length: whole, they hide what stands around them. */
export const folded = (text: string): string =>
  text.replaceAll(/[A-Za-z0-9+/=]{80,}/g, (key) => `${key.slice(0, 12)}…${key.slice(-6)} (${key.length})`);

const lineOf = (title: string): string => folded(title.replaceAll('\n', ' '));

/** Texts by the title of the test that obtains them. */
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

/** Where the texts of a room’s tests stand. */
export const goldenOf = (room: string): string => join(import.meta.dirname, room, 'golden');

const pathOf = (testPath: string): string => {
  const [room = '', ...rest] = relative(import.meta.dirname, testPath).split(sep);
  return join(goldenOf(room), rest.join('/').replace('.test.ts', '.txt'));
};

/** Of the test file that runs in this worker. */
let current: { readonly testPath: string; readonly accepted: Kept; readonly seen: Kept } | null = null;

const of = (testPath: string): NonNullable<typeof current> => {
  if (current?.testPath !== testPath) current = { testPath, accepted: readKept(pathOf(testPath)), seen: new Map() };
  return current;
};

/**
 * Holds a text to those that were accepted for the test that is running; only of the unit lane. `start`: what those begin with that it is compared with
 * where it is none of them. It has no empty lines, and none that begins with “in”.
 */
export const keep = (text: string, start = ''): void => {
  const { testPath = '', currentTestName = '' } = expect.getState();
  if (/\.(it|property)\.test\.ts$/.test(testPath)) return;
  const { accepted, seen } = of(testPath);
  const title = lineOf(currentTestName);
  add(seen, title, text);
  const mine = accepted.get(title) ?? new Set();
  if (RENEWS || mine.has(text)) return;
  const near = [...mine].find((one) => one.startsWith(start)) ?? [...mine][0] ?? 'nothing';
  expect(text, `not what was accepted; ${RENEW}`).toBe(near);
};

/** One test of a file; of several with one title, each. */
export interface RanTest {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'left out';
}

/** At the end of a test file: what stays accepted and no test obtains is refused; where it is renewed, it is written. */
export const settle = (testPath: string, tests: readonly RanTest[]): void => {
  const { accepted, seen } = of(testPath);
  current = null;
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
