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

  it('names what is verified, so that somebody can be chosen', () => {
    const verified = {
      region: 'ap-south-1',
      declared: 'verified',
      verified: ['example.com'],
      more: 0,
      similar: [],
      complete: true,
    };
    const facts = { 'ses.recipientIdentity': observed({ verified: false, by: null }), 'ses.identities': observed(verified) };
    expect(judged(sesSandboxRecipient, facts).fix).toContain('Verified in ap-south-1: example.com.');
  });

  it('follows from the sender’s identity where that covers the recipient too, and nothing is verified yet', () => {
    const facts = {
      'ses.recipientIdentity': observed({ verified: false, by: null, unverified: 'example.com' }),
      'ses.identity': observed({ region: 'ap-south-1', declared: 'example.com', candidates: [], governing: 'example.com' }),
      'ses.identities': observed({
        region: 'ap-south-1',
        declared: 'not-verified',
        verified: [],
        more: 0,
        similar: [],
        complete: true,
      }),
    };
    const finding = judged(sesSandboxRecipient, facts);
    expect(finding).toMatchObject({ status: 'fail', follows: ['ses-identity-verified'] });
    expect(finding.fix).not.toContain('is it the right region');
  });

  it('does not apply outside the sandbox', () => {
    expect(judge(skipped).status).toBe('not-applicable');
  });
});
