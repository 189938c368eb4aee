// Where an identity stands, and making one, by the built command line in the lab.
import { describe, expect, it } from 'vitest';
import { temporary } from '../cli/certify.ts';
import { certifyWarm } from '../cli/warm.ts';

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
