import { describe, expect, it } from 'vitest';
import { sesSendingEnabled } from '../../../src/checks/ses/ses-sending-enabled.ts';
import { absent, account, denied, judged, observed, skipped } from '../aws-builders.ts';

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

  it('names both where account and set are paused', () => {
    expect(judge({ sendingEnabled: false }, set(false)).fix).toContain('squareos-main');
  });

  it('does not pass when the set could not be seen', () => {
    const unseen = observed({ name: 'squareos-main', source: 'explicit', detail: denied('ses:GetConfigurationSet') });
    expect(judge({}, unseen)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judge({}, denied('ses:GetConfigurationSet'))).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judge({}, observed({ name: 'gone', source: 'explicit', detail: absent })).status).toBe('pass');
  });

  it('does not guess when SES does not say', () => {
    expect(judge({ sendingEnabled: null }).status).toBe('inconclusive');
  });
});
