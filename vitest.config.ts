// Three lanes: pure code in fast threads, properties of pure code with time for many runs, real sockets and processes in forks.
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

const setupFiles = ['test/setup/loopback-only.ts'];
/** The one lane that a tool wants which cannot name projects. */
const only = process.env['CERTIFY_LANE'];
/** And of that lane one folder (scripts/mutation.mjs). */
const folder = process.env['CERTIFY_TESTS'] ?? 'test';

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folder}/**/*.test.ts`],
          exclude: ['test/**/*.{it,property}.test.ts'],
          pool: 'threads',
          isolate: false,
          setupFiles: [...setupFiles, 'test/setup/kept.ts'],
          // Two tests read every scenario: seconds on a busy machine, and minutes where a tool counts each step.
          testTimeout: only === undefined ? 30_000 : 300_000,
        },
      },
      {
        test: {
          name: 'property',
          include: ['test/**/*.property.test.ts'],
          pool: 'threads',
          isolate: false,
          setupFiles,
          // Thousands of runs a test: on a busy machine they need more than the 5 s of the unit lane.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.it.test.ts'],
          pool: 'forks',
          // A worker keeps the modules that it loaded, and the warm processes of test/cli/warm.ts, from file to file.
          isolate: false,
          // After the pure lanes. More workers than cores, and more tests at a time: parties of the lab let a run wait, and while it
          // does a core has nothing to do.
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
          maxConcurrency: 4,
          // Collecting what died young every few megabytes is a tenth of the time of a process that starts labs.
          execArgv: ['--max-semi-space-size=32', '--min-semi-space-size=32'],
          globalSetup: ['test/setup/build.ts'],
          setupFiles: [...setupFiles, 'test/setup/rsa-keys.mjs'],
          // It imports JSON in a way that Node itself refuses.
          server: { deps: { inline: ['@actions/workflow-parser', '@actions/expressions'] } },
          // A test that hangs is seen later; one on a busy machine is not red for it.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ].filter(({ test }) => only === undefined || test.name === only),
  },
});
