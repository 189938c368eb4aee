// Whoever stops a command is heard from its first moment, and while it waits for somebody at the terminal.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, certify, document, temporary } from './certify.ts';
import { onTerminal } from './terminal.ts';

const home = temporary();
afterAll(() => home[Symbol.dispose]());

const PRELOAD = join(import.meta.dirname, 'stopped-at-start.cjs');

// Where Node loads a command without a turn of its loop (24), the signal is heard as the command begins: it may have said something by then.
describe('a command that is stopped while it is still being loaded', () => {
  it.each([
    ['doctor', 'SIGTERM'],
    ['lab up --write-profile up.yaml', 'SIGINT'],
    ['fleet check --lab', 'SIGTERM'],
    ['check --lab --scenario healthy-smtp', 'SIGHUP'],
  ])(
    'ends with 130: certify %s by %s',
    async (line, signal) => {
      const env = { NODE_OPTIONS: `--require ${PRELOAD}`, STOP_WITH: signal };
      const ran = await certify(line.split(' '), { cwd: home.path, env });
      expect(ran).toMatchObject({ exitCode: 130, signal: null });
    },
    60_000,
  );
});

it('gives the terminal back with the last word of a fleet that is broken off', async () => {
  using terminal = onTerminal(['fleet', 'check', '--lab', '--tenants', '300'], home.path, { columns: 40 });
  await terminal.until(/[1-9]\d* of 300 tenants/);
  await terminal.press('\u0003');
  const last = await terminal.until('Begin another');
  expect(last.replaceAll(/\s+/g, ' ')).toMatch(/of 300 tenants, [\d.]+\/s, .* left; .*\d (?:ready|not certified|inconclusive) /);
  expect(await terminal.ended).toBe(130);
}, 120_000);

it('ends as stopped where its window is closed after the send, and goes on without another', async () => {
  const line = ['ses', '--lab', '--scenario', 'ses-callback-never', '--operator', 'ana', '--evidence-dir', 'closed'];
  using terminal = onTerminal(line, home.path);
  await terminal.until('One live internal message');
  terminal.hangUp();
  // Node itself aborts where a terminal that is gone does not take its settings back.
  expect(await terminal.ended).toBe(130);
  const again = await certify([...line, '--resume', '--timeout', '1s', '--json'], { cwd: home.path });
  expect([again.exitCode, document(again).decision.outcome]).toEqual([3, 'INCONCLUSIVE']);
  const journals = join(home.path, 'closed', '.runs');
  const told = readdirSync(journals).map((name) => readFileSync(join(journals, name), 'utf8'));
  expect(told.map((text) => text.split('"type":"send-ended"').length - 1)).toEqual([1]);
}, 120_000);

it('ends as stopped where its window is closed at a question', async () => {
  using terminal = onTerminal(['init', 'closed.yaml'], home.path);
  await terminal.until('SMTP');
  terminal.hangUp();
  expect(await terminal.ended).toBe(130);
}, 60_000);

it('tells what is thrown beside it as its own fault, without what looks like a secret', async () => {
  const preload = join(home.path, 'throws.cjs');
  writeFileSync(preload, "setTimeout(() => { throw new Error('late: token=a-secret-of-somebody'); }, 500);");
  const env = { NODE_OPTIONS: `--require ${preload}` };
  const line = ['ses', '--lab', '--scenario', 'ses-callback-never', '--operator', 'ana', '--evidence-dir', 'thrown'];
  const ran = await certify(line, { cwd: home.path, env });
  expect([ran.exitCode, ran.stderr.includes('certify itself failed (Error): late: token=[masked]')]).toEqual([4, true]);
  expect(ran.stderr + ran.stdout).not.toContain('a-secret');
}, 60_000);

it('asks on after Ctrl-Z and fg', async () => {
  // What a shell does at `fg`, once the test has pressed Ctrl-Z.
  const shell = '(until [ -e on ]; do sleep 0.1; done; echo between; kill -CONT $$) & exec "$0" "$@"';
  using terminal = onTerminal(['init', 'suspended.yaml'], home.path, { program: ['sh', '-c', shell, process.execPath, BIN] });
  await terminal.until('SMTP');
  await terminal.press('\u001A');
  writeFileSync(join(home.path, 'on'), '');
  await terminal.until('between');
  await terminal.press('\u001B[B');
  await terminal.until('❯ SMTP');
  await terminal.press('\r');
  await terminal.until('Short name of the gym');
  await terminal.press('\u0003');
  expect(await terminal.ended).toBe(130);
}, 60_000);

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
