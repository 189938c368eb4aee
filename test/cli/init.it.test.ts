// certify init, without a terminal: what it writes, and what it refuses.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/commands/init.ts';
import { createIo } from '../../src/cli/io.ts';
import type { Io } from '../../src/cli/io.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let directory = '';
let said = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certify-init-'));
  said = '';
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const init = async (flags: { readonly [name: string]: unknown }): Promise<number> => {
  const io: Io = {
    ...createIo({ noColor: true, nonInteractive: true }, {}),
    out: (text) => void (said += text),
    err: () => undefined,
  };
  const path = join(directory, 'gym.yaml');
  return run({ root: ROOT, version: '0', command: 'test', io, args: [path], flags, signal: new AbortController().signal });
};

const read = (name: string): string => readFileSync(join(directory, name), 'utf8');

describe('certify init', () => {
  it('writes what was answered, and says line by line what is still to be filled in', async () => {
    expect(await init({ provider: 'ses', region: 'ap-south-1', answer: ['tenant=main-gym'] })).toBe(0);
    expect(read('gym.yaml')).toMatch(/^ {2}region: ap-south-1/m);
    expect(said).toMatch(/gym\.yaml:\d+:3: `ses\.identity` is empty\./);
    expect(said).not.toContain('`ses.region`');
    expect(said).toContain('certify check');
  });

  it('writes an extraction sheet with a row for each value of the runbook, and leaves one alone that is there', async () => {
    await init({ provider: 'smtp', answer: ['tenant=main-gym', 'ticket=T-1'] });
    const { rows } = parse(read('extraction.yaml')) as {
      readonly rows: readonly { readonly row: string; readonly field: string }[];
    };
    expect(rows.map((row) => row.field)).toEqual(expect.arrayContaining(['host', 'port', 'password', 'providerMessageId']));
    expect(rows.every((row) => row.row === 'smtp-main-gym')).toBe(true);
    rmSync(join(directory, 'gym.yaml'));
    writeFileSync(join(directory, 'extraction.yaml'), '# mine\n');
    await init({ provider: 'smtp', answer: ['tenant=main-gym'] });
    expect(read('extraction.yaml')).toBe('# mine\n');
  });

  it.each([
    ['a wrong answer', { answer: ['tenant=main gym'] }, 'The answer to tenant must be a short name'],
    ['an answer to no question', { answer: ['tenant=gym', 'password=swordfish-swordfish'] }, 'names no question'],
    ['a missing name', { provider: 'ses' }, 'has no name yet'],
  ])('refuses %s and writes nothing', async (_, flags, says) => {
    await expect(init(flags)).rejects.toThrow(says);
    await expect(init(flags)).rejects.not.toThrow('swordfish');
    expect(existsSync(join(directory, 'gym.yaml'))).toBe(false);
  });

  it('never overwrites a profile', async () => {
    writeFileSync(join(directory, 'gym.yaml'), 'mine');
    await expect(init({ answer: ['tenant=gym'] })).rejects.toThrow('is there already');
    expect(read('gym.yaml')).toBe('mine');
  });

  it('prints one JSON document on request', async () => {
    await init({ json: true, provider: 'ses', answer: ['tenant=gym'] });
    expect(JSON.parse(said)).toMatchObject({ schema: 'certify.init/1', profile: join(directory, 'gym.yaml') });
  });
});
