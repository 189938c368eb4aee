// Mutates one room of src/ and runs the unit lane over each mutant: node scripts/mutation.mjs <room> [part of a path]. docs/mutation.md says the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const KEPT = 'node_modules/.cache/mutation';
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/vitest-runner@9.6.1'];
const [room = '', part = ''] = process.argv.slice(2);

const stop = (message) => {
  console.error(message);
  process.exit(2);
};
if (!existsSync(join(ROOT, 'src', room)) || room === '') stop(`There is no room src/${room}: node scripts/mutation.mjs masking`);
if (!existsSync(join(ROOT, 'node_modules/@stryker-mutator/core')))
  stop(`Stryker is not installed; it is no dependency: npm install --no-save ${STRYKER.join(' ')}`);

const name = `${room}${part === '' ? '' : `-${part.replaceAll(/[^a-z0-9]+/g, '-')}`}`;
const settings = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  mutate: [`src/${room}/**/*${part}*`],
  // What a sentence says is held by tests of its own, where it must be; every word of it is not.
  mutator: { excludedMutations: ['StringLiteral'] },
  // It reads the configuration of TypeScript by a package that TypeScript 7 no longer is: it is given none.
  tsconfigFile: 'none.json',
  ignorePatterns: ['dist', 'bench', 'docs/recording.svg'],
  tempDirName: '.mutation',
  incremental: true,
  incrementalFile: `${KEPT}/${name}.json`,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 30_000,
  ignoreStatic: true,
};

mkdirSync(join(ROOT, KEPT), { recursive: true });
const file = join(ROOT, KEPT, `${name}.config.json`);
writeFileSync(file, JSON.stringify(settings, null, 2));
const ran = spawnSync(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', file], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, CERTIFY_LANE: 'unit', NO_COLOR: '1' },
});
process.exitCode = ran.status ?? 1;
