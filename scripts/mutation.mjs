// Mutates one room of src/, or mutants drawn from it, and runs the unit lane over each: docs/mutation.md says the rest.
//   node scripts/mutation.mjs <room> [part of a path] [--sample 200 --seed 1] [--tests test/checks] [--patience 300] [--workers 1]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lotOf, NOT_DRAWN } from './mutation-sample.mjs';

const ROOT = join(import.meta.dirname, '..');
const KEPT = 'node_modules/.cache/mutation';
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/vitest-runner@9.6.1'];
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', default: 'test' },
    // Seconds beyond what a mutant's tests take without it: where other work takes the cores, what is only slow counts as killed.
    patience: { type: 'string', default: '30' },
    workers: { type: 'string', default: '2' },
  },
});
const [room = '', part = ''] = positionals;
const sample = values.sample === undefined ? undefined : Number(values.sample);

const stop = (message) => {
  console.error(message);
  process.exit(2);
};
if (room === '' || !existsSync(join(ROOT, 'src', room))) stop(`There is no room src/${room}: node scripts/mutation.mjs masking`);
if (sample !== undefined && !(Number.isInteger(sample) && sample > 0))
  stop(`--sample is how many mutants are drawn: --sample 200`);
if (!existsSync(join(ROOT, 'node_modules/@stryker-mutator/core')))
  stop(`Stryker is not installed; it is no dependency: npm install --no-save ${STRYKER.join(' ')}`);

const name = [room, part, ...(sample === undefined ? [] : ['seed', values.seed])].join('-').replaceAll(/[^a-z0-9]+/g, '-');
const report = join(ROOT, KEPT, `${name}.json`);

/** Every mutant of the report with its file; none where there is no report. */
const mutantsOf = () => {
  if (!existsSync(report)) return [];
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.entries(files).flatMap(([file, { source, mutants }]) => mutants.map((mutant) => ({ ...mutant, file, source })));
};
const RUN = new Set(['Killed', 'Timeout', 'Survived', 'NoCoverage']);
const known = () => mutantsOf().filter(({ status }) => RUN.has(status));

const settings = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', join(ROOT, 'scripts/mutation-sample.mjs')],
  ...(sample === undefined
    ? {}
    : {
        checkers: ['sample'],
        sample: { size: sample, seed: values.seed, known: known().map((mutant) => lotOf(values.seed, mutant.file, mutant)) },
      }),
  vitest: { configFile: 'vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  mutate: [`src/${room}/**/*${part}*`],
  // What a sentence says is held by tests of its own, where it must be; every word of it is not.
  mutator: { excludedMutations: ['StringLiteral'] },
  // It reads the configuration of TypeScript by a package that TypeScript 7 no longer is: it is given none.
  tsconfigFile: 'none.json',
  // Biome takes a second configuration below its own for a mistake.
  ignorePatterns: ['dist', 'bench', 'docs/recording.svg', 'biome.json'],
  tempDirName: '.mutation',
  incremental: true,
  incrementalFile: `${KEPT}/${name}.json`,
  reporters: ['progress-append-only'],
  concurrency: Number(values.workers),
  timeoutMS: Number(values.patience) * 1000,
  dryRunTimeoutMinutes: 30,
  // Which test reaches which of ten thousand mutants does not fit into less.
  testRunnerNodeArgs: ['--max-old-space-size=6144'],
  ignoreStatic: true,
  warnings: { unknownOptions: false },
};

mkdirSync(join(ROOT, KEPT), { recursive: true });
const file = join(ROOT, KEPT, `${name}.config.json`);
writeFileSync(file, JSON.stringify(settings, null, 2));
const ran = spawnSync(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', file], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, CERTIFY_LANE: 'unit', CERTIFY_TESTS: values.tests, NO_COLOR: '1' },
});
process.exitCode = ran.status ?? 1;
if (ran.status === 0) summarize();

/** Prints who lived, and the share that was killed: of a sample with the interval in which the room's lies in 95 of 100 draws (Wilson). */
function summarize() {
  const all = mutantsOf();
  const run = known();
  const lived = run.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  for (const { file, source, location, mutatorName, replacement, status } of lived)
    console.log(
      `${file}:${location.start.line}:${location.start.column} ${mutatorName}${status === 'NoCoverage' ? ', reached by no test' : ''}\n- ${cut(source, location)}\n+ ${short(replacement)}\n`,
    );
  const killed = run.length - lived.length;
  const [statics, words] = ['Static', 'Ignored because'].map(
    (why) => all.filter(({ statusReason }) => statusReason?.startsWith(why)).length,
  );
  // On a busy machine a mutant may be late that is only slow.
  const late = run.filter(({ status }) => status === 'Timeout').length;
  const [low, high] = wilson(killed, run.length);
  const of =
    sample === undefined
      ? ''
      : ` drawn of ${all.length - statics - words} with seed ${values.seed}, the room's share is ${low} to ${high} %`;
  console.log(
    `${killed} of ${run.length} killed (${percent(killed / run.length)} %, ${late} by time-out)${of}; left out: ${words} words of sentences, ${statics} that run once, at import`,
  );
  if (sample === undefined) return;
  const kept = JSON.parse(readFileSync(report, 'utf8'));
  // What was not drawn is not known: a larger sample may draw it.
  for (const one of Object.values(kept.files)) one.mutants = one.mutants.filter(({ statusReason }) => statusReason !== NOT_DRAWN);
  writeFileSync(report, JSON.stringify(kept));
}

function percent(share) {
  return Math.round(share * 100);
}

function wilson(killed, total) {
  const z = 1.96;
  const share = killed / total;
  const middle = share + (z * z) / (2 * total);
  const reach = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return [middle - reach, middle + reach].map((bound) => percent(bound / (1 + (z * z) / total)));
}

function short(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)} …` : line;
}

function cut(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return short(lines.join('\n'));
}
