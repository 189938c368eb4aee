import { describe, expect, it } from 'vitest';
import { sesSandboxRecipient } from '../../../src/checks/ses/ses-sandbox-recipient.ts';
import { judged, observed, skipped } from '../aws-builders.ts';

const judge = (fact: { readonly state: string }) => judged(sesSandboxRecipient, { 'ses.recipientIdentity': fact });

describe('ses-sandbox-recipient', () => {
  it('passes for a verified recipient', () => {
    expect(judge(observed({ verified: true, by: 'domain' })).status).toBe('pass');
  });

  it('fails for one that is not', () => {
    expect(judge(observed({ verified: false, by: null }))).toMatchObject({ status: 'fail', reason: 'recipient-not-verified' });
  });

  it('does not apply outside the sandbox', () => {
    expect(judge(skipped).status).toBe('not-applicable');
  });
});
