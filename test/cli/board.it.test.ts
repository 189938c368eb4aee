// The wait on a terminal: a board while a record is missing; once somebody has published it, the bell and the offer to go on.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import { BIN, certify, ROOT, temporary } from './certify.ts';
import { onTerminal } from './terminal.ts';

const home = temporary();
let lab: RunningLab;

/** On the same ports, with the same secrets; caches keep for a second that there is no record. */
const world = (name: string): Promise<RunningLab> => {
  const scenario = loadScenario(ROOT, name);
  const { zones } = scenario.dns;
  const soa = '@ 1 SOA ns1 hostmaster 2026112001 7200 3600 1209600 1';
  const quick = { ...zones, 'example.com': [...(zones['example.com'] ?? []), soa] };
  return startLab({
    scenario: { ...scenario, dns: { ...scenario.dns, zones: quick } },
    stateDir: join(home.path, 'state'),
    root: ROOT,
  });
};

beforeAll(async () => {
  lab = await world('ses-dkim-one-missing');
  lab.writeProfile(join(home.path, 'gym.yaml'));
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

it('looks once where there is nothing to wait for, and stores that look', async () => {
  const words = ['check', '--lab', '--wait', '1m', '--operator', 'ana', '--transcript', '--evidence-dir', 'once'];
  const { stderr, stdout, exitCode } = await certify(words, { cwd: home.path });
  expect(exitCode).toBe(0);
  expect(stderr).toContain('Nothing is pending');
  expect(stderr.match(/^probe ses:GetAccount /gm)).toHaveLength(1);
  expect(stdout).toMatch(/Evidence +once\/\S+\.json/);
}, 60_000);

it('says how things stand when the wait is broken off, and leaves no record', async () => {
  using terminal = onTerminal(['check', 'gym.yaml', '--wait', '10m', '--operator', 'ana', '--evidence-dir', 'broken'], home.path);
  await terminal.until('Ctrl-C ends the wait.');
  await terminal.press('\u0003');
  const told = (await terminal.until('how things stand')).replaceAll(/\s+/g, ' ');
  expect(told).toContain('still open after one look: dkim-tokens (Dora Lang (DNS admin)).');
  expect(await terminal.ended).toBe(130);
  expect(readdirSync(join(home.path, 'broken')).filter((name) => name.endsWith('.json'))).toEqual([]);
}, 60_000);

it('is drawn below what a shell printed while it was suspended', async () => {
  // What a shell does at `fg`, once the test has seen the board.
  const shell = '(until [ -e go ]; do sleep 0.1; done; echo between; kill -CONT $$) & exec "$0" "$@"';
  const words = ['check', 'gym.yaml', '--wait', '10m', '--operator', 'ana'];
  using terminal = onTerminal(words, home.path, { program: ['sh', '-c', shell, process.execPath, BIN] });
  await terminal.until('Ctrl-C ends the wait.');
  writeFileSync(join(home.path, 'go'), '');
  await terminal.until(/between[\s\S]*Ctrl-C ends the wait\./);
  const [between = ''] = terminal.written().split('between').slice(1).join('').split('Waiting for');
  expect(between).not.toContain('\u001B[1A');
  await terminal.press('\u0003');
  await terminal.until('how things stand');
}, 60_000);

it('waits for a record that is missing, rings when it is there, and goes on where whoever watches agrees', async () => {
  using terminal = onTerminal(['check', 'gym.yaml', '--wait', '10m', '--operator', 'ana'], home.path);
  const board = (await terminal.until('Ctrl-C ends the wait.')).replaceAll(/\s+/g, ' ');
  expect(board).toContain('Waiting for one thing');
  expect(board).toMatch(
    /failed · blocker · dkim-tokens\/one-missing Why One of the CNAMEs is not in DNS\. By Dora Lang \(DNS admin\) Do /,
  );
  await lab.stop();
  lab = await world('healthy-ses');
  // No look is sooner than half a minute after the last one.
  const turned = await terminal.until('Nothing blocks any longer. Go on with `certify ses gym.yaml` now?');
  expect(terminal.rang()).toBe(1);
  expect(turned).toMatch(/READY/);
  await terminal.press('y', '\r');
  await terminal.until(/LAB ONLY[\s\S]*Evidence/);
  expect(await terminal.ended).toBe(0);
}, 180_000);
