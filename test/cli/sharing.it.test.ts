// Two gyms with one sending credential: the second one is told of the first.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { certify, document, ROOT, temporary } from './certify.ts';

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

  const check = async (tenant: string) => {
    const args = [
      'check',
      profile,
      '--set',
      `tenant=${tenant}`,
      '--operator',
      'x',
      '--json',
      '--evidence-dir',
      join(home.path, 'evidence'),
    ];
    return document(await certify(args)).findings.find((finding) => finding.check === 'credential-not-shared');
  };

  it('is warned when it names the credential of the first, which was not', async () => {
    expect(await check('first-gym')).toMatchObject({ status: 'not-applicable', reason: 'nothing-to-compare' });
    expect(await check('second-gym')).toMatchObject({
      status: 'warn',
      observed: { sharing: [{ tenant: 'first-gym', what: ['credential', 'topic', 'identity', 'account'] }] },
    });
  });
});
