import { describe, expect, it } from 'vitest';
import { sesRecipientNotSuppressed } from '../../../src/checks/ses/ses-recipient-not-suppressed.ts';
import { absent, account, denied, judged, observed, skipped, tenant } from '../aws-builders.ts';

type Seen = { readonly state: string };

const set = (suppressedReasons: readonly string[] | null): Seen =>
  observed({ name: 'main', source: 'explicit', detail: observed({ suppressedReasons }) });
const judge = (fact: Seen, suppressedReasons: readonly string[] = ['BOUNCE', 'COMPLAINT'], ofSet: Seen = set(null)) =>
  judged(sesRecipientNotSuppressed, {
    'ses.suppressedRecipient': fact,
    'ses.account': observed(account({ suppressedReasons })),
    'ses.configurationSet': ofSet,
    'profile.tenant': observed(tenant({ ses: { tenant: 'main-gym' } })),
  });
const listed = (reason: string | null, list: 'account' | 'tenant' = 'account') => observed({ list, reason, since: null });

describe('ses-recipient-not-suppressed', () => {
  it('passes when SES does not know the address: absence is the good answer', () => {
    expect(judge(absent)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it('fails with the reason it is on the list for, and the command in its region', () => {
    const bounced = judge(listed('BOUNCE'));
    expect(bounced).toMatchObject({ status: 'fail', reason: 'suppressed-bounce' });
    expect(bounced.fix).toContain('--region ap-south-1');
    expect(judge(listed('COMPLAINT'))).toMatchObject({ status: 'fail', reason: 'suppressed-complaint' });
  });

  it.each<[string, string | null, readonly string[], Seen, 'pass' | 'fail']>([
    ['the account holds back bounces alone', 'COMPLAINT', ['BOUNCE'], set(null), 'pass'],
    ['the set holds nothing back', 'BOUNCE', ['BOUNCE', 'COMPLAINT'], set([]), 'pass'],
    ['no set is in force', 'COMPLAINT', ['BOUNCE'], observed({ name: null, source: 'none', detail: null }), 'pass'],
    ['the set holds back what the account lets go', 'COMPLAINT', ['BOUNCE'], set(['COMPLAINT']), 'fail'],
    [
      'the set could not be seen',
      'COMPLAINT',
      ['BOUNCE'],
      observed({ name: 'main', source: 'explicit', detail: denied('ses:GetConfigurationSet') }),
      'fail',
    ],
    ['nothing of the set is known', 'COMPLAINT', ['BOUNCE'], skipped, 'fail'],
    ['SES does not say why', null, ['BOUNCE'], set(null), 'fail'],
  ])('goes by what is held back: %s', (_, reason, ofAccount, ofSet, status) => {
    const found = judge(listed(reason), ofAccount, ofSet);
    expect(found.status).toBe(status);
    if (status === 'pass') expect(found.reason).toBe('listed-not-held-back');
  });

  it('says of a tenant’s list what stands there', () => {
    const found = judge(listed('COMPLAINT', 'tenant'), ['BOUNCE']);
    expect(found).toMatchObject({ status: 'fail' });
    expect(found.fix).toContain('list of the SES tenant');
    expect(found.remedy[0]?.command).toContain('--tenant-name main-gym');
  });

  it('does not pass when it may not look', () => {
    expect(judge(denied('ses:GetSuppressedDestination'))).toMatchObject({ status: 'inconclusive', reason: 'denied' });
  });
});
