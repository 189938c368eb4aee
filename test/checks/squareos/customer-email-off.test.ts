import { describe, expect, it } from 'vitest';
import { customerEmailOff } from '../../../src/checks/squareos/customer-email-off.ts';
import { absent, account, denied, detail, identity, judged, observed } from '../aws-builders.ts';
import { ses, smtp, told } from './tenant.ts';

const NOT_TOLD = ses()['squareos.state'];
const email = (customerEmailEnabled: boolean | null, fresh = true) =>
  told({ schema: 'certify.squareos-state/1', exportedAt: '2026-11-20T08:59:00Z', customerEmailEnabled }, fresh);
const verified = observed(identity(absent, observed(detail())));
const sandbox = observed(account({ productionAccess: false }));

const judge = (
  state: { readonly state: string },
  of: { readonly state: string } = sandbox,
  known: { readonly state: string } = verified,
) => judged(customerEmailOff, { ...ses(), 'squareos.state': state, 'ses.account': of, 'ses.identity': known });

describe('customer-email-off', () => {
  it('fails where SquareOS has it on and the provider is not ready', () => {
    const failed = judge(email(true));
    expect(failed).toMatchObject({ status: 'fail', reason: 'email-on', observed: { notSo: ['production access is granted'] } });
    const unverified = observed(identity(absent, observed(detail({ verifiedForSending: false }))));
    expect(judge(email(true), observed(account()), unverified)).toMatchObject({ status: 'fail' });
  });

  it('passes where SquareOS has it off', () => {
    expect(judge(email(false))).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    ['the provider is ready', email(true), observed(account()), 'provider-ready'],
    ['nobody said where SquareOS tells it', NOT_TOLD, sandbox, 'not-told'],
    ['SquareOS leaves it out', email(null), sandbox, 'not-told'],
  ])('says nothing where %s', (_, state, of, reason) => {
    expect(judge(state, of)).toMatchObject({ status: 'not-applicable', reason });
  });

  it('is open where what SquareOS told is too old, or nobody can see whether the provider is ready', () => {
    expect(judge(email(true, false))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
    expect(judge(email(true), denied('ses:GetAccount'))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  it('says nothing of a relay that is not SES', () => {
    const facts = { ...smtp(), 'squareos.state': email(true), 'ses.account': denied('x'), 'ses.identity': denied('x') };
    expect(judged(customerEmailOff, facts)).toMatchObject({ status: 'not-applicable', reason: 'other-provider' });
  });
});
