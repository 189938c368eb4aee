// Two projects: pure code in fast threads, real sockets and processes in forks.
import { defineConfig } from 'vitest/config';

const setupFiles = ['test/setup/loopback-only.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.it.test.ts'],
          pool: 'threads',
          isolate: false,
          setupFiles,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.it.test.ts'],
          pool: 'forks',
          maxConcurrency: 3,
          globalSetup: ['test/setup/build.ts'],
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
