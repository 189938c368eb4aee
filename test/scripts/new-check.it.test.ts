// The script that begins a check writes files that fit where they stand, and refuses what would not.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, temporary } from '../cli/certify.ts';

const SCRIPT = join(ROOT, 'scripts', 'new-check.mjs');

const sandbox = (at: string, parts: readonly string[]): void => {
  for (const part of parts) cpSync(join(ROOT, part), join(at, part), { recursive: true });
};
const PARTS = ['src', 'test/fakes', 'runbooks', 'fixtures/scenarios'];

const run = (at: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [SCRIPT, ...args], { cwd: at, encoding: 'utf8' });

describe('scripts/new-check.mjs', () => {
  it('writes a new fact and a new party with its door and its host in the lab, and all of it compiles', () => {
    using place = temporary();
    sandbox(place.path, [
      ...PARTS,
      'test',
      'bench',
      'scripts',
      'biome.json',
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
    ]);
    symlinkSync(join(ROOT, 'node_modules'), join(place.path, 'node_modules'));
    run(place.path, 'dns', 'sender-reputation', '--fact', 'dns.reputation', '--after', 'mail-policies');
    const said = run(
      place.path,
      'dns',
      'domain-registration',
      '--fact',
      'registry.domain',
      '--port',
      '--after',
      'sender-reputation',
    );
    const read = (path: string): string => readFileSync(join(place.path, path), 'utf8');
    expect(read('src/checks/index.ts')).toContain('  mailPolicies,\n  senderReputation,\n  domainRegistration,\n');
    expect(read('src/facts/words.ts')).toContain("  'dns.reputation': 'DNS about reputation',\n  'dns.sendingAddresses'");
    expect(read('src/run/dns-probes.ts')).toContain('  registry: true,');
    for (const id of ['ses', 'smtp'])
      expect(read(`runbooks/${id}.yaml`)).toContain('mail-policies, sender-reputation, domain-registration, ');
    expect(read('fixtures/scenarios/ses-domain-registration.yaml')).toContain('registryHost: {}');
    expect(said).toContain('Left to you');
    const types = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['--noEmit', '-p', '.'], {
      cwd: place.path,
      encoding: 'utf8',
    });
    expect(types.stdout).toBe('');
    const format = spawnSync(
      join(ROOT, 'node_modules', '.bin', 'biome'),
      ['format', 'src', 'test/world/registry', 'test/checks/dns'],
      {
        cwd: place.path,
        encoding: 'utf8',
      },
    );
    expect(format.stderr).toBe('');
  });

  it.each([
    [['dns', 'sender-reputation', '--port'], 'give --fact'],
    [['dns', 'sender-reputation', '--fact', 'smtp.reputation', '--port'], 'There is a port'],
    [['dns', 'sender-reputation', '--fact', 'dns.spf'], 'is a fact already'],
    [['dns', 'sender-reputation', '--after', 'nothing-such'], 'no check nothing-such'],
    [['nowhere', 'sender-reputation'], 'no room'],
    [['dns', 'Reputation'], 'no id'],
    [['dns', 'dmarc-record'], 'is there already'],
    [['dns', 'sender-reputation', '--fact', 'reputation'], 'no fact key'],
    [['dns'], 'a folder of src/checks: dns, iam'],
    [['dns', 'sender-reputation', '--facts'], 'Usage'],
  ])('refuses %j', (args, word) => {
    using place = temporary();
    sandbox(place.path, ['src/checks', 'src/core/ports', 'src/facts']);
    const ran = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: place.path, encoding: 'utf8' });
    expect({ status: ran.status, said: ran.stderr.includes(word), trace: ran.stderr.includes('    at ') }).toEqual({
      status: 2,
      said: true,
      trace: false,
    });
  });

  it('says how it is used', () => {
    expect(run(ROOT, '--help')).toContain('--after <id>');
  });
});
