// The script that begins a check writes files that fit where they stand, and refuses what would not.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, temporary } from '../cli/certify.ts';

const SCRIPT = join(ROOT, 'scripts', 'new-check.mjs');

const sandbox = (at: string): void => {
  for (const part of ['src', 'test/fakes']) cpSync(join(ROOT, part), join(at, part), { recursive: true });
  mkdirSync(join(at, 'test', 'checks'), { recursive: true });
};

describe('scripts/new-check.mjs', () => {
  it('writes check, test, probe and list entries of a new check with a new fact', () => {
    using place = temporary();
    sandbox(place.path);
    const said = execFileSync(process.execPath, [SCRIPT, 'dns', 'sender-reputation', '--fact', 'dns.reputation'], {
      cwd: place.path,
      encoding: 'utf8',
    });
    const read = (path: string): string => readFileSync(join(place.path, path), 'utf8');
    expect(read('src/checks/dns/sender-reputation.ts')).toContain("needs: ['dns.reputation']");
    expect(read('src/checks/index.ts')).toContain('  senderReputation,\n];');
    expect(read('src/probes/index.ts')).toContain("'dns.reputation': () => import('./dns/reputation.ts')");
    expect(read('src/facts/dns.ts')).toContain("'dns.reputation':");
    expect(read('test/checks/dns/sender-reputation.test.ts')).toContain('toldBy(senderReputation');
    expect(said).toContain('Left to you');
  });

  it('writes the facts of a new party and the door to it, where each is looked for', () => {
    using place = temporary();
    sandbox(place.path);
    const args = ['dns', 'domain-registration', '--fact', 'registry.domain', '--port'];
    execFileSync(process.execPath, [SCRIPT, ...args], { cwd: place.path });
    const read = (path: string): string => readFileSync(join(place.path, path), 'utf8');
    expect(read('src/facts/registry.ts')).toContain("'registry.domain':");
    expect(read('src/facts/index.ts')).toMatch(/import type \{ RegistryFacts \}[^]*\n {4}RegistryFacts,\n/);
    expect(read('src/probes/registry/domain.ts')).toContain('registry.domain(sender.domain, signal)');
    expect(read('src/core/ports/reads.ts')).toMatch(/import type \{ RegistryPort \}[^]*readonly registry: RegistryPort \| null;/);
    expect(read('src/core/places.ts')).toContain('readonly registry: string | null;');
    expect(read('src/world/world.ts')).toMatch(/import \{ createRegistry \}[^]*createRegistry\(places\.registry, allowPrivate\)/);
    for (const path of ['src/profile/places.ts', 'src/profile/asked.ts', 'test/fakes/reads.ts'])
      expect([path, read(path)]).toEqual([path, expect.stringMatching(/^ {2,6}registry: /m)]);
    expect(read('test/world/registry/registry.it.test.ts')).toContain('createRegistry(');
  });

  it.each([
    [['dns', 'sender-reputation', '--port'], 'give --fact'],
    [['dns', 'sender-reputation', '--fact', 'smtp.reputation', '--port'], 'There is a port'],
    [['nowhere', 'sender-reputation'], 'no room'],
    [['dns', 'Reputation'], 'no id'],
    [['dns', 'dmarc-record'], 'is there already'],
    [['dns', 'sender-reputation', '--fact', 'reputation'], 'no fact key'],
    [['dns'], 'Usage'],
  ])('refuses %j', (args, word) => {
    using place = temporary();
    sandbox(place.path);
    const ran = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: place.path, encoding: 'utf8' });
    expect({ status: ran.status, said: ran.stderr.includes(word) }).toEqual({ status: 2, said: true });
  });
});
