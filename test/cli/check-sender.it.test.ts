// certify check --from --region --lab: the lab is asked, with the lab's own credential.
import { expect, it } from 'vitest';
import { document } from './certify.ts';
import { certifyWarm } from './warm.ts';

const SENDER = ['check', '--from', 'billing@example.com', '--region', 'ap-south-1'];

it('asks the lab, which accepts its own credential alone, and says so', async () => {
  const users = { AWS_ACCESS_KEY_ID: 'AKIAUSERSOWN00000001', AWS_SECRET_ACCESS_KEY: 'the-users-own-secret' };
  const ran = await certifyWarm([...SENDER, '--lab', '--json'], { env: users });
  const { run, tenant, observations, evidence } = document(ran);
  expect([run.mode, tenant, evidence]).toEqual(['lab', 'example.com', null]);
  expect(observations['ses.identity']).toMatchObject({ state: 'observed' });
  expect(observations['sts.probeIdentity']?.state ?? 'not asked').toMatch(/observed|not asked/);
  expect(ran.stdout + ran.stderr).not.toContain('AKIAUSERSOWN');
});

it('takes another world by name, and none that simulates no SES', async () => {
  const failed = document(await certifyWarm([...SENDER, '--scenario', 'ses-identity-failed', '--json']));
  expect(failed.findings.find(({ check }) => check === 'ses-identity-verified')?.status).toBe('fail');
  const refused = await certifyWarm([...SENDER, '--scenario', 'healthy-smtp']);
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('simulates a relay')]);
});
