import { describe, expect, it } from 'vitest';
import { sesRecipientNotSuppressed } from '../../../src/checks/ses/ses-recipient-not-suppressed.ts';
import { absent, denied, judged, observed } from '../aws-builders.ts';

const judge = (fact: { readonly state: string }) => judged(sesRecipientNotSuppressed, { 'ses.suppressedRecipient': fact });

describe('ses-recipient-not-suppressed', () => {
  it('passes when SES does not know the address: absence is the good answer', () => {
    expect(judge(absent)).toMatchObject({ status: 'pass' });
  });

  it('fails with the reason it is on the list for', () => {
    expect(judge(observed({ reason: 'BOUNCE', since: null }))).toMatchObject({ status: 'fail', reason: 'suppressed-bounce' });
    expect(judge(observed({ reason: 'COMPLAINT', since: null }))).toMatchObject({
      status: 'fail',
      reason: 'suppressed-complaint',
    });
  });

  it('does not pass when it may not look', () => {
    expect(judge(denied('ses:GetSuppressedDestination'))).toMatchObject({ status: 'inconclusive', reason: 'denied' });
  });
});
