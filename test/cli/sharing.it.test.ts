// Two gyms with one sending credential: the second one is told of the first.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

describe('a second tenant in the same evidence directory', () => {
  let lab: RunningLab;
  let home: ReturnType<typeof temporary>;
  let profile = '';

  beforeAll(async () => {
    home = temporary();
    lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
    profile = join(home.path, 'lab.yaml');
    lab.writeProfile(profile);
  });
  afterAll(async () => {
    await lab.stop();
    home[Symbol.dispose]();
  });

  const check = async (tenant: string, file = profile) => {
    const args = [
      'check',
      file,
      '--set',
      `tenant=${tenant}`,
      '--operator',
      'x',
      '--json',
      '--evidence-dir',
      join(home.path, 'evidence'),
    ];
    return document(await certifyWarm(args)).findings.find((finding) => finding.check === 'credential-not-shared');
  };

  it('is warned when it names the credential of the first, which was not', async () => {
    expect(await check('first-gym')).toMatchObject({ status: 'not-applicable', reason: 'nothing-to-compare' });
    expect(await check('second-gym')).toMatchObject({
      status: 'warn',
      observed: { sharing: [{ tenant: 'first-gym', what: ['credential', 'webhook', 'topic', 'identity', 'account', 'probe'] }] },
    });
  });

  it('keeps keyed digests for whoever comes next, and neither the token nor the key', async () => {
    const evidence = join(home.path, 'evidence');
    const [name = ''] = readdirSync(evidence).filter((one) => one.includes('first-gym'));
    const text = readFileSync(join(evidence, name), 'utf8');
    const key = readFileSync(join(evidence, '.comparing-key'), 'utf8').trim();
    const { observations } = JSON.parse(text) as { observations: { 'run.marks': { value: { marks: { webhook: string } } } } };
    expect(observations['run.marks'].value.marks.webhook).toMatch(/^[0-9a-f]{16}$/);
    expect(text).not.toContain(key);
    expect(text).not.toContain(lab.secrets['verify-token']);
  });

  it('tells two keys with one ending apart, which a record alone cannot', async () => {
    const other = join(home.path, 'other.yaml');
    writeFileSync(
      other,
      readFileSync(profile, 'utf8').replace('accessKeyId: AKIALABSEND000000001', 'accessKeyId: AKIALABSENE000000001'),
    );
    const finding = await check('third-gym', other);
    expect(finding?.observed).toMatchObject({
      sharing: expect.arrayContaining([{ tenant: 'first-gym', what: ['webhook', 'topic', 'identity', 'account', 'probe'] }]),
    });
  });

  it('compares what the records show where the key is another one, and says that the token is not among it', async () => {
    rmSync(join(home.path, 'evidence', '.comparing-key'));
    const finding = await check('fourth-gym');
    expect(finding?.observed).toMatchObject({
      sharing: expect.arrayContaining([{ tenant: 'first-gym', what: ['credential', 'topic', 'identity', 'account'] }]),
    });
  });

  it('is told of the other in a fleet, without any record', async () => {
    const text = readFileSync(profile, 'utf8');
    for (const tenant of ['gym-a', 'gym-b']) {
      writeFileSync(join(home.path, `${tenant}.yaml`), text.replace('tenant: main-gym', `tenant: ${tenant}`));
    }
    const fleet = join(home.path, 'fleet.yaml');
    writeFileSync(fleet, 'version: 1\nname: two\nprofiles: [gym-a.yaml, gym-b.yaml]\nstore: {sqlite: fleet.db}\n');
    const { stdout } = await certifyWarm(['fleet', 'check', fleet, '--json']);
    const [first = ''] = stdout.split('\n').filter((line) => line.includes('gym-a/SES'));
    expect(JSON.parse(first)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({
          check: 'credential-not-shared',
          reason: 'shared',
          observed: { sharing: [{ tenant: 'gym-b', what: ['credential', 'webhook', 'topic', 'identity', 'account', 'probe'] }] },
        }),
      ]),
    });
  });
});
