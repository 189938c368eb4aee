// Whoever stops a command is heard from its first moment, and while it waits for somebody at the terminal.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { certify, temporary } from './certify.ts';
import { onTerminal } from './terminal.ts';

const home = temporary();
afterAll(() => home[Symbol.dispose]());

const PRELOAD = join(import.meta.dirname, 'stopped-at-start.cjs');

describe('a command that is stopped while it is still being loaded', () => {
  it.each([
    ['mcp', 'SIGINT'],
    ['doctor', 'SIGTERM'],
    ['dns --file -', 'SIGHUP'],
    ['lab up', 'SIGINT'],
    ['fleet check --lab', 'SIGTERM'],
    ['receiver --config none.yaml', 'SIGINT'],
    ['evidence list', 'SIGHUP'],
  ])(
    'ends with 130 and leaves nothing: certify %s by %s',
    async (line, signal) => {
      const env = { NODE_OPTIONS: `--require ${PRELOAD}`, STOP_WITH: signal };
      const ran = await certify(line.split(' '), { cwd: home.path, env });
      expect(ran).toMatchObject({ exitCode: 130, signal: null, stdout: '' });
    },
    60_000,
  );
});

describe('a command that waits at the terminal', () => {
  it.each([
    ['dns --file -', 'Ctrl-D on an empty line'],
    ['message -', 'Ctrl-D on an empty line'],
    ['mcp', 'Ctrl-C ends it'],
    ['init gym.yaml', '?'],
    ['lab play', '?'],
    ['provision ses --lab --scenario ses-nothing-yet --apply', '(y/N)'],
    ['lab up --scenario healthy-ses --write-profile lab.yaml', 'Ctrl-C ends the lab'],
    ['check --lab --scenario ses-identity-pending --wait 60m', 'Ctrl-C ends the wait'],
    ['doctor', 'Getting ready'],
  ])(
    'says what it waits for, ends by Ctrl-C, and what it says last is how it ended: certify %s',
    async (line, waits) => {
      using terminal = onTerminal(
        [...line.split(' '), ...(line.startsWith('provision') ? ['--operator', 'Ann'] : [])],
        home.path,
      );
      await terminal.until(waits);
      await terminal.press('\u0003');
      expect(await terminal.ended).toBe(130);
      expect(terminal.written()).not.toMatch(/(?:Interrupted|unanswered)[^]*Stopping/);
    },
    120_000,
  );
});
