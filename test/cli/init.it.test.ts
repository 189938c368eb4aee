// certify init, without a terminal: what it writes, and what it refuses.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { init as initiate, type InitOptions } from '../../src/app/init/init.ts';
import { silentCaller } from '../../src/app/caller.ts';
import { createSetting } from '../../src/app/setting.ts';
import { certify } from './certify.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certify-init-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const setting = createSetting({ root: ROOT, version: '0', env: {} });
const desk = { person: null, unseen: () => undefined };

const init = (flags: Partial<InitOptions>) => {
  const path = join(directory, 'gym.yaml');
  const options = { path, provider: null, from: null, region: null, answers: [], ...flags };
  return initiate(setting, silentCaller(), options, desk);
};

const read = (name: string): string => readFileSync(join(directory, name), 'utf8');

describe('certify init', () => {
  it('writes what was answered, and says line by line what is still to be filled in', async () => {
    const { remaining } = await init({ provider: 'ses', region: 'ap-south-1', answers: ['tenant=main-gym'] });
    expect(read('gym.yaml')).toMatch(/^ {2}region: ap-south-1/m);
    expect(remaining.join('\n')).toMatch(/gym\.yaml:\d+:3: `ses\.identity` is empty\./);
    expect(remaining.join('\n')).not.toContain('`ses.region`');
  });

  it('writes an extraction sheet with a row for each value of the runbook, and leaves one alone that is there', async () => {
    await init({ provider: 'smtp', answers: ['tenant=main-gym', 'ticket=T-1'] });
    const { rows } = parse(read('extraction.yaml')) as {
      readonly rows: readonly { readonly row: string; readonly field: string }[];
    };
    expect(rows.map((row) => row.field)).toEqual(expect.arrayContaining(['host', 'port', 'password', 'providerMessageId']));
    expect(rows.every((row) => row.row === 'smtp-main-gym')).toBe(true);
    rmSync(join(directory, 'gym.yaml'));
    writeFileSync(join(directory, 'extraction.yaml'), '# mine\n');
    await init({ provider: 'smtp', answers: ['tenant=main-gym'] });
    expect(read('extraction.yaml')).toBe('# mine\n');
  });

  it.each([
    ['a wrong answer', { answers: ['tenant=main gym'] }, 'The answer to tenant must be a short name'],
    ['an answer to no question', { answers: ['tenant=gym', 'password=swordfish-swordfish'] }, 'names no question'],
    ['a missing name', { provider: 'ses' as const }, 'has no name yet'],
  ])('refuses %s and writes nothing', async (_, flags, says) => {
    await expect(init(flags)).rejects.toThrow(says);
    await expect(init(flags)).rejects.not.toThrow('swordfish');
    expect(existsSync(join(directory, 'gym.yaml'))).toBe(false);
  });

  it('goes back to the question before, and offers what was answered there', async () => {
    const said: string[] = [];
    const answers: (string | null)[] = [
      'main-gym',
      'production',
      'billng@example.com',
      null,
      'billing@example.com',
      'ap-south-1',
      null,
      null,
    ];
    const path = join(directory, 'gym.yaml');
    const person = {
      chooseProvider: async () => 'SES' as const,
      answer: async (
        { key }: { key: string },
        { number, of, suggestion }: { number: number; of: number; suggestion: string | undefined },
      ) => {
        said.push(`${key} ${number}/${of} ${suggestion ?? ''}`.trim());
        const next = answers.shift();
        return next === undefined ? (suggestion ?? '') : next;
      },
    };
    const options = { path, provider: null, from: null, region: null, answers: [] };
    const { variables } = await initiate(setting, silentCaller(), options, { ...desk, person });
    expect(said.slice(2, 9)).toEqual([
      'sender 3/20',
      'region 4/20',
      'sender 3/20 billng@example.com',
      'region 4/20',
      'identity 5/20 example.com',
      'region 4/20 ap-south-1',
      'sender 3/20 billing@example.com',
    ]);
    expect(read('gym.yaml')).toMatch(/senderValue: billing@example\.com/);
    expect(variables).toEqual(['CERTIFY_WEBHOOK_TOKEN']);
  });

  it('never overwrites a profile', async () => {
    writeFileSync(join(directory, 'gym.yaml'), 'mine');
    await expect(init({ answers: ['tenant=gym'] })).rejects.toThrow('is there already');
    expect(read('gym.yaml')).toBe('mine');
  });

  it('prints one JSON document on request', async () => {
    const path = join(directory, 'gym.yaml');
    const ran = await certify(['init', path, '--json', '--provider', 'ses', '--answer', 'tenant=gym']);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'certify.init/1', profile: path });
  });

  it('says what comes next', async () => {
    const ran = await certify(['init', join(directory, 'gym.yaml'), '--answer', 'tenant=gym']);
    expect(ran.stdout).toContain('certify check');
  });
});
