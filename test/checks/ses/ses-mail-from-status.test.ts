import { describe, expect, it } from 'vitest';
import { sesMailFromStatus } from '../../../src/checks/ses/ses-mail-from-status.ts';
import { absent, denied, detail, identity, judged, observed, skipped, tenant } from '../aws-builders.ts';

const mailFrom = (change = {}) => ({
  domain: 'bounce.example.com',
  status: 'SUCCESS',
  behaviorOnMxFailure: 'USE_DEFAULT_VALUE',
  ...change,
});
const mx = (values: readonly string[], outcome = 'found') =>
  observed({ domain: 'bounce.example.com', expectedMx: 'feedback-smtp.ap-south-1.amazonses.com', mx: { outcome, values } });
const RIGHT = mx(['10 feedback-smtp.ap-south-1.amazonses.com']);
const judge = (
  given: ReturnType<typeof mailFrom> | null,
  dns: { readonly state: string } = RIGHT,
  declared: string | null = 'bounce.example.com',
) =>
  judged(sesMailFromStatus, {
    'ses.identity': observed(identity(absent, observed(detail({ mailFrom: given })))),
    'profile.tenant': observed(tenant({ ses: { mailFrom: declared } })),
    'dns.mailFrom': dns,
  });

describe('ses-mail-from-status', () => {
  it('passes when SES uses the declared domain', () => {
    expect(judge(mailFrom()).status).toBe('pass');
    expect(judge(mailFrom(), RIGHT, null).status).toBe('pass');
  });

  it.each([
    ['it failed', mailFrom({ status: 'FAILED' }), 'fail', 'failed'],
    ['it is lost for now', mailFrom({ status: 'TEMPORARY_FAILURE' }), 'warn', 'temporary-failure'],
    [
      'it is lost for now and mail is refused',
      mailFrom({ status: 'TEMPORARY_FAILURE', behaviorOnMxFailure: 'REJECT_MESSAGE' }),
      'fail',
      'temporary-failure',
    ],
    ['another one is set', mailFrom({ domain: 'mail.example.com' }), 'fail', 'other-than-declared'],
    ['the declared one is not set', mailFrom({ domain: null, status: null }), 'fail', 'declared-not-set'],
    ['SES says nothing of it', null, 'inconclusive', 'cannot-judge'],
    ['SES says that there is none', mailFrom({ domain: null, status: null }), 'fail', 'declared-not-set'],
    ['the status is not known', mailFrom({ status: 'ODD' }), 'inconclusive', 'cannot-judge'],
  ])('speaks up when %s', (_, given, status, reason) => {
    expect(judge(given, mx([]))).toMatchObject({ status, reason });
  });

  it('judges the domain’s where an address has none of its own', () => {
    const fact = identity(observed(detail({ mailFrom: null })), observed(detail({ mailFrom: mailFrom() })));
    const facts = {
      'ses.identity': observed(fact),
      'profile.tenant': observed(tenant({ ses: { mailFrom: null } })),
      'dns.mailFrom': RIGHT,
    };
    expect(judged(sesMailFromStatus, facts).status).toBe('pass');
  });

  it('warns when none is set and none was declared', () => {
    expect(judge(null, skipped, null)).toMatchObject({ status: 'warn', reason: 'not-set' });
  });

  it('is pending while DNS shows the record, also when mail is refused meanwhile: only waiting mends it', () => {
    const pending = mailFrom({ status: 'PENDING' });
    expect(judge(pending).status).toBe('pending');
    expect(judge(pending, mx([]))).toMatchObject({ status: 'fail', reason: 'pending-dns-wrong' });
    expect(judge(pending, mx([], 'timeout')).status).toBe('inconclusive');
    const refusing = judge(mailFrom({ status: 'PENDING', behaviorOnMxFailure: 'REJECT_MESSAGE' }));
    expect(refusing).toMatchObject({ status: 'pending', reason: 'pending' });
    expect(refusing.fix).toContain('refuses every message');
    expect(judge(mailFrom({ status: 'TEMPORARY_FAILURE' })).status).toBe('pending');
  });

  it('has the fresh look at DNS decide what to do where SES gave up', () => {
    expect(judge(mailFrom({ status: 'FAILED' })).fix).toContain('The MX is in DNS now');
    expect(judge(mailFrom({ status: 'FAILED' }), mx([])).fix).toContain('See that bounce.example.com');
  });

  it('leaves a missing identity to the check for it, and does not guess about an unseen one', () => {
    const facts = (fact: object) => ({
      'ses.identity': observed(fact),
      'profile.tenant': observed(tenant()),
      'dns.mailFrom': skipped,
    });
    expect(judged(sesMailFromStatus, facts(identity(absent, absent))).status).toBe('not-applicable');
    expect(judged(sesMailFromStatus, facts(identity(denied('ses:GetEmailIdentity'), absent))).status).toBe('inconclusive');
  });
});
