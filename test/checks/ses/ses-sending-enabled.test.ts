import { describe, expect, it } from 'vitest';
import { sesSendingEnabled } from '../../../src/checks/ses/ses-sending-enabled.ts';
import { account, judged, observed, skipped } from '../aws-builders.ts';

const judge = (change: Parameters<typeof account>[0], set: { readonly state: string } = skipped) =>
  judged(sesSendingEnabled, { 'ses.account': observed(account(change)), 'ses.configurationSet': set });
const set = (sendingEnabled: boolean | null) =>
  observed({ name: 'squareos-main', source: 'explicit', detail: observed({ sendingEnabled }) });

describe('ses-sending-enabled', () => {
  it('passes when nothing is paused, or the set does not say', () => {
    expect(judge({}, set(true)).status).toBe('pass');
    expect(judge({}, set(null)).status).toBe('pass');
    expect(judge({}).status).toBe('pass');
  });

  it('fails when the account is paused', () => {
    expect(judge({ sendingEnabled: false })).toMatchObject({ status: 'fail', reason: 'account-paused' });
  });

  it('fails when the configuration set is paused, and names it', () => {
    const finding = judge({}, set(false));
    expect(finding).toMatchObject({ status: 'fail', reason: 'set-paused' });
    expect(finding.fix).toContain('squareos-main');
  });

  it('does not guess when SES does not say', () => {
    expect(judge({ sendingEnabled: null }).status).toBe('inconclusive');
  });
});
