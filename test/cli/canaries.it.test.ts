// No secret of a run reaches an output of any command, in any encoding. The search is this file's own, not the gate's.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { everyFile, forms, found } from './canary.ts';
import { ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

describe('the search of this test', () => {
  it.each(forms('S3cret/Canary+0123456789'))('would find a secret as %s', (_, form) => {
    expect(found('here', `before ${form} after`, { canary: 'S3cret/Canary+0123456789' }).length).toBeGreaterThan(0);
  });
});

describe.each(['healthy-ses', 'healthy-smtp', 'ses-bounce-instead'])('in the world %s', (scenario) => {
  let lab: RunningLab;
  let home: ReturnType<typeof temporary>;
  const command = scenario.includes('smtp') ? 'smtp' : 'ses';

  beforeAll(async () => {
    home = temporary();
    lab = await startLab({ scenario, stateDir: join(home.path, 'state'), root: ROOT });
    lab.writeProfile(join(home.path, 'profile', 'lab.yaml'));
  });
  afterAll(async () => {
    await lab.stop();
    home[Symbol.dispose]();
  });

  it.each([['--json'], ['--verbose', '--transcript']] as const)(
    'no output of a run with %s %s shows a secret',
    async (...flags) => {
      using evidence = temporary();
      const reports = ['html', 'markdown', 'junit', 'json'].flatMap((kind) => [
        '--report',
        `${kind}=${join(evidence.path, `report.${kind}`)}`,
      ]);
      const args = [
        command,
        join(home.path, 'profile', 'lab.yaml'),
        '--operator',
        'canary',
        '--evidence-dir',
        evidence.path,
        ...flags,
        ...reports,
      ];
      const ran = await certifyWarm(args, { env: { AWS_SECRET_ACCESS_KEY: 'AmbientCanary0123456789abcdefghijklmnopqr' } });
      expect([0, 1, 3]).toContain(ran.exitCode);
      const outputs = [['stdout', ran.stdout], ['stderr', ran.stderr], ...everyFile(evidence.path)] as const;
      expect(outputs.length).toBeGreaterThan(6);
      const secrets = { ...lab.secrets, ambient: 'AmbientCanary0123456789abcdefghijklmnopqr' };
      expect(outputs.flatMap(([where, text]) => found(where, text, secrets))).toEqual([]);
    },
  );
});

describe('a profile with a literal secret', () => {
  const canary = 'LiteralCanary/0123456789abcdefghijklmnop';

  it.each(['verifyToken', 'password', 'secretAccessKey'])('in %s is refused and not echoed', async (field) => {
    using directory = temporary();
    const path = join(directory.path, 'gym.yaml');
    const text = {
      verifyToken: `callback: {verifyToken: "${canary}"}`,
      password: `smtp: {password: "${canary}"}`,
      secretAccessKey: `aws: {send: {secretAccessKey: "${canary}"}}`,
    };
    writeFileSync(path, `version: 1\ntenant: x\n${text[field as keyof typeof text]}\n`);
    for (const json of [[], ['--json']]) {
      const ran = await certifyWarm(['ses', path, '--operator', 'x', '--evidence-dir', join(directory.path, 'e'), ...json]);
      expect(ran.exitCode).toBe(2);
      expect(found('output', ran.stdout + ran.stderr, { canary })).toEqual([]);
      expect(ran.stdout + ran.stderr).toContain('gym.yaml');
    }
  });
});

describe('a secret in a place that people fill in', () => {
  it('is refused as an operator, and nothing is written', async () => {
    using directory = temporary();
    const canary = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const ran = await certifyWarm(['ses', '--lab', '--operator', canary, '--evidence-dir', directory.path]);
    expect(ran.exitCode).toBe(2);
    expect(found('output', ran.stdout + ran.stderr, { canary })).toEqual([]);
    expect(readdirSync(directory.path).filter((name) => name.endsWith('.json'))).toEqual([]);
  });

  const keyId = 'AKIAIOSFODNN7EXAMPLE';
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

  it.each([
    ['an operator of a look', [], ['--operator', secret]],
    ['a sign key', [], ['--sign-key', secret]],
    ['an override', [], ['--set', `callback.verifyToken=${secret}`]],
    ['a tenant', [/^tenant: .*/m, `tenant: ${keyId}`], []],
    ['a ticket', [/ticket: .*/, `ticket: ${keyId}`], []],
    ['an opt-in', [/(optIn:[\s\S]*?reference: ).*/, `$1${secret}`], []],
    ['a URL', [/(url: https:\/\/)/, '$1user:Hunter2SecretPassword@'], []],
    ['a resolver', [/- 127\.0\.0\.1:\d+/, '- user:Hunter2SecretPassword@127.0.0.1'], []],
  ] as const)('is refused as %s, and not echoed', async (_, [place, replacement], flags) => {
    using directory = temporary();
    const lab = await startLab({ scenario: 'healthy-ses', stateDir: join(directory.path, 'state'), root: ROOT });
    try {
      const path = join(directory.path, 'gym.yaml');
      lab.writeProfile(path);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, place === undefined ? text : text.replace(place, replacement ?? ''));
      const evidence = join(directory.path, 'evidence');
      const ran = await certifyWarm(['check', path, '--operator', 'me', '--evidence-dir', evidence, '--json', ...flags]);
      expect([ran.exitCode, ran.stderr]).toEqual([2, '']);
      expect(found('output', ran.stdout, { keyId, secret, password: 'Hunter2SecretPassword' })).toEqual([]);
      expect(readdirSync(directory.path)).not.toContain('evidence');
    } finally {
      await lab.stop();
    }
  });
});

describe('a profile written to carry secrets away', () => {
  it.each(['env:HOME_SECRET', 'file:/etc/passwd', 'file:../../../../etc/passwd', '"cmd:cat /etc/passwd"'])(
    'is refused: %s',
    async (reference) => {
      using directory = temporary();
      const lab = await startLab({ scenario: 'healthy-ses', stateDir: join(directory.path, 'state'), root: ROOT });
      try {
        const path = join(directory.path, 'gym.yaml');
        lab.writeProfile(path);
        writeFileSync(path, readFileSync(path, 'utf8').replace(/verifyToken: .*/, `verifyToken: ${reference}`));
        const canary = 'SomebodyElsesSecret0123456789';
        const ran = await certifyWarm(['check', path, '--json'], { env: { HOME_SECRET: canary } });
        expect([ran.exitCode, ran.stderr]).toEqual([2, '']);
        expect(found('output', ran.stdout, { canary })).toEqual([]);
        expect(ran.stdout).not.toContain('root:');
        expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'certify.error/1', line: expect.any(Number) });
      } finally {
        await lab.stop();
      }
    },
  );
});
