// Where an identity stands, and making one, by the built command line in the lab.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../cli/certify.ts';
import { certifyWarm } from '../cli/warm.ts';
import { inWorld } from './world.ts';

interface Status {
  readonly waitingFor: { readonly who: string; readonly for: string } | null;
}

describe('identity status', () => {
  it.concurrent.each([
    ['healthy-ses', 0, null],
    ['ses-dkim-one-missing', 1, 'Dora Lang (DNS admin)'],
    ['ses-identity-pending', 3, 'Amazon SES, or a DNS cache'],
    ['ses-access-denied-one-probe', 0, null],
  ])('of %s ends with %i and says who is being waited for', async (scenario, exitCode, who) => {
    const ran = await certifyWarm(['identity', 'status', '--lab', '--scenario', scenario, '--json']);
    const { waitingFor } = JSON.parse(ran.stdout) as Status;
    expect([ran.exitCode, waitingFor?.who ?? null]).toEqual([exitCode, who]);
  });
});

interface Removal {
  readonly usedBy: readonly { readonly what: string }[];
  readonly outcome: { readonly kind: string } | null;
}

describe('identity delete', () => {
  const inLab = ['--lab', '--scenario', 'ses-send-two-identities'];

  it('deletes what nothing uses once its name is given, under a journal, and knows that it is gone', async () => {
    await inWorld('ses-send-two-identities', async ({ lab, profile, evidence }) => {
      const line = ['identity', 'delete', 'other.example', profile, '--evidence-dir', evidence, '--json'];
      // A directory that is not there holds no record that speaks against it, and none that speaks for it.
      const unseen = await certifyWarm([...line, '--confirm', 'other.example']);
      expect([unseen.exitCode, JSON.parse(unseen.stdout)]).toMatchObject([2, { code: 'evidence-missing' }]);
      expect([existsSync(evidence), lab.requests()['ses:DeleteEmailIdentity']]).toEqual([false, undefined]);
      mkdirSync(evidence);
      const mistyped = await certifyWarm([...line, '--confirm', 'other.exampl']);
      expect([mistyped.exitCode, lab.requests()['ses:DeleteEmailIdentity']]).toEqual([2, undefined]);
      const ran = await certifyWarm([...line, '--confirm', 'other.example']);
      expect([ran.exitCode, (JSON.parse(ran.stdout) as Removal).outcome?.kind]).toEqual([0, 'done']);
      expect(lab.aws?.cloud.identity('ap-south-1', 'other.example')).toBeNull();
      expect(lab.aws?.cloud.identity('ap-south-1', 'example.com')).not.toBeNull();
      const [journal = ''] = readdirSync(join(evidence, '.runs'));
      const types = readFileSync(join(evidence, '.runs', journal), 'utf8').matchAll(/"type":"([^"]+)"/g);
      expect([...types].map(([, type]) => type)).toEqual(['removal-started', 'act-intended', 'act-ended', 'apply-ended']);
      const again = await certifyWarm([...line, '--confirm', 'other.example']);
      expect([again.exitCode, JSON.parse(again.stdout)]).toMatchObject([0, { found: null, outcome: null }]);
    });
  });

  it('is refused while a profile uses it, read or not, or a record of the last 90 days', async () => {
    await inWorld('ses-send-two-identities', async ({ lab, profile, evidence }) => {
      mkdirSync(evidence);
      const line = (name: string) => [
        'identity',
        'delete',
        name,
        profile,
        '--confirm',
        name,
        '--evidence-dir',
        evidence,
        '--json',
      ];
      const users = async (name: string) => {
        const { exitCode, stdout } = await certifyWarm(line(name));
        return [exitCode, (JSON.parse(stdout) as Removal).usedBy.map(({ what }) => basename(what))];
      };
      expect(await users('example.com')).toEqual([2, ['lab.yaml']]);
      const beside = profile.replace('lab.yaml', 'broken.yml');
      writeFileSync(beside, 'tenant: gym-two\nses: {identity: other.example}\n');
      expect(await users('other.example')).toEqual([2, ['broken.yml']]);
      rmSync(beside);
      await certifyWarm(['check', profile, '--evidence-dir', evidence, '--operator', 'sam']);
      const moved = readFileSync(profile, 'utf8').replaceAll('example.com', 'moved.example');
      writeFileSync(profile, moved);
      const { exitCode, stdout } = await certifyWarm(line('example.com'));
      expect([exitCode, (JSON.parse(stdout) as Removal).usedBy[0]?.what]).toEqual([2, expect.stringMatching(/^record /)]);
      expect(lab.requests()['ses:DeleteEmailIdentity']).toBeUndefined();
    });
  });

  it('is refused by whatever might use it and cannot be read: profiles, lists of them, records', async () => {
    await inWorld('ses-send-two-identities', async ({ lab, profile, evidence }) => {
      const home = dirname(profile);
      mkdirSync(evidence);
      const line = ['identity', 'delete', 'other.example', profile, '--confirm', 'other.example', '--evidence-dir', evidence];
      const told = async (...more: readonly string[]) => {
        const { exitCode, stdout, stderr } = await certifyWarm([...line, ...more]);
        expect([exitCode, stdout + stderr]).toEqual([
          2,
          expect.stringMatching(/may be in use, by what could not be read|matches no/),
        ]);
      };
      mkdirSync(join(home, 'tenants'));
      symlinkSync('circle.yaml', join(home, 'circle.link'));
      writeFileSync(join(home, 'large.link'), `tenant: gym\n#${'x'.repeat(20_000_000)}`);
      for (const named of ['missing.yaml', 'tenants', 'circle.link', 'large.link', 'tenants/*.yaml'])
        await told('--profiles', join(home, named));
      symlinkSync('gone.yaml', join(home, 'beside.yaml'));
      await told();
      rmSync(join(home, 'beside.yaml'));
      for (const [name, text] of [
        ['20261126T100000Z-ses-main-gym-0123abcd.json', '{"schema":'],
        ['20261126T100000Z-ses-main-gym-0123abcd.json', '{"schema":"certify.evidence/99"}'],
        ['copied.json', '{"schema":"certify.evidence/1"'],
      ] as const) {
        writeFileSync(join(evidence, name), text);
        await told();
        rmSync(join(evidence, name));
      }
      expect(lab.requests()['ses:DeleteEmailIdentity']).toBeUndefined();
      expect((await certifyWarm(line)).exitCode).toBe(0);
    });
  });

  it('wants its name typed by a person, or given', async () => {
    const ran = await certifyWarm(['identity', 'delete', 'other.example', ...inLab]);
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('--confirm')]);
  });
});

describe('identity create', () => {
  it('makes the identity and its MAIL FROM domain alone, and names the records that DNS lacks', async () => {
    using home = temporary();
    const world = ['--lab', '--scenario', 'ses-identity-not-named', '--yes', '--evidence-dir', home.path];
    const ran = await certifyWarm(['identity', 'create', ...world, '--json']);
    const { acts } = JSON.parse(ran.stdout) as { readonly acts: readonly { readonly permission: string }[] };
    expect(acts.map(({ permission }) => permission)).toEqual([
      'ses:CreateEmailIdentity',
      'ses:PutEmailIdentityMailFromAttributes',
    ]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toMatch(/[0-9a-f]{32}\._domainkey\.example\.com\. \d+ IN CNAME/);
  });
});
