// Sending is switched on, for the account and for the configuration set.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

export const sesSendingEnabled = defineCheck({
  id: 'ses-sending-enabled',
  title: 'Sending is switched on for the account and the configuration set',
  severity: 'blocker',
  why: 'While sending is paused SES refuses every message.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html',
  ],
  needs: ['ses.account'],
  uses: ['ses.configurationSet'],
  core: true,
  evaluate(facts) {
    const seen = facts['ses.account'];
    const { sendingEnabled, region } = seen.value;
    if (sendingEnabled === null) return cannotJudge('whether sending is enabled', { region });
    const set = facts['ses.configurationSet'].state === 'observed' ? facts['ses.configurationSet'].value : null;
    const ofSet = set?.detail?.state === 'observed' ? set.detail.value.sendingEnabled : null;
    const observed = { region, account: sendingEnabled, configurationSet: set?.name ?? null, setSending: ofSet };
    if (!sendingEnabled) {
      return {
        status: 'fail',
        reason: 'account-paused',
        observed,
        expected: 'SES says SendingEnabled true for the account.',
        fix: `Find out who paused sending and why (Amazon SES, ${region}, Account dashboard, Reputation), then have it resumed: aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`,
      };
    }
    if (ofSet === false) {
      return {
        status: 'fail',
        reason: 'set-paused',
        observed,
        expected: `Sending is enabled for the configuration set ${set?.name ?? ''}.`,
        fix: `Find out who paused it and why, then: aws sesv2 put-configuration-set-sending-options --configuration-set-name ${set?.name ?? ''} --sending-enabled --region ${region}`,
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
