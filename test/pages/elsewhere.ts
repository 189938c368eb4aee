// What is not typed in the tests of the pages, by how the line begins, why, and what is proven of it instead. Each must still stand on some page.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../cli/certify.ts';

const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const executable = (path: string): boolean => {
  accessSync(join(ROOT, path), constants.X_OK);
  return true;
};

/** An npm script that package.json has. */
const script = (line: string): boolean => {
  const [, name = ''] = /^npm (?:run )?(\S+)$/.exec(line) ?? [];
  return name in (JSON.parse(read('package.json')) as { scripts: object }).scripts;
};

/** A program of the checkout that exists, is whole, and reads the options of the line. */
const program = (line: string): boolean => {
  const [, file = '', rest = ''] = /^node (\S+)(.*)$/.exec(line) ?? [];
  execFileSync(process.execPath, ['--check', join(ROOT, file)]);
  const text = read(file);
  return (rest.match(/(?<=--)[\w-]+/g) ?? []).every((option) => text.includes(option));
};

/** A line of the scripts that a page tells to type in the checkout → whether it is as the page says. */
const OF_THE_CHECKOUT: readonly (readonly [begins: RegExp, holds: (line: string) => boolean])[] = [
  [/^npm ci$/, () => /^step "npm ci [^\n]* npm ci /m.test(read('.ci', 'run'))],
  [
    /^npx certify ses --lab$/,
    () => /^ *npx certify "\$1" --lab /m.test(read('.ci', 'run')) && read('.ci', 'run').includes('newcomer ses'),
  ],
  [/^npm run /, script],
  [/^\.ci\/run$/, () => executable('.ci/run')],
  [/^node (?:bench|scripts)\//, program],
  // Typed by installed.ts.
  [
    /^npm pack$|^npm install --global |^certify --version$/,
    () => read('test', 'installed.ts').includes("partsOf('docs/package.md')"),
  ],
  [/^npm install --no-save @stryker-mutator\//, () => existsSync(join(ROOT, 'scripts', 'mutation.mjs'))],
];

/** The lines of the script that are not as the page says. */
export const untrue = (command: string): readonly string[] =>
  command
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && OF_THE_CHECKOUT.find(([begins]) => begins.test(line))?.[1](line) !== true);

export const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm (?!ci && )/, 'installs, builds, tests, measures or packs the checkout itself, and takes from minutes to half a day'],
  [/^node scripts\/new-check\.mjs/, 'writes into the checkout: test/scripts'],
];

/** Excerpts that no line of their page prints. */
export const NOT_PRINTED: readonly (readonly [page: string, begins: string, why: string])[] = [
  ['docs/architecture.md', ' bin/ ', 'a drawing'],
  ['docs/profile.md', 'gym.yaml:8:3', 'what a profile with a fault is told: test/profile'],
  ['docs/fleet.md', 'Certify-Alert-Id', 'headers of a request: test/fleet'],
  ['docs/performance.md', '15 %  collectin', 'shares of a profile'],
  ['docs/performance.md', '93 %  event loop', 'shares of a profile'],
];
