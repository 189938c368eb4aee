// Sending is switched on, for the account and for the configuration set.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { unseenSet } from './unseen-set.ts';

const look = 'Find out who switched it off and why, and mend that first; then have it switched on again.';

const switchOn = (set: string, region: string) => ({
  say: `Sending of the configuration set ${set} is off. ${look}`,
  command: `aws sesv2 put-configuration-set-sending-options --configuration-set-name ${set} --sending-enabled --region ${region}`,
});

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
  reasons: {
    'account-paused': {
      status: ['fail'],
      says: 'Sending is switched off for the whole account in this region.',
      follows: [{ check: 'ses-enforcement', reasons: ['shutdown'] }],
    },
    'set-paused': { status: ['fail'], says: 'Sending is switched off for the configuration set.' },
  },
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html': ['account-paused', 'set-paused'],
  },
  needs: ['ses.account'],
  uses: ['ses.configurationSet'],
  core: true,
  evaluate(facts) {
    const { sendingEnabled, region } = facts['ses.account'].value;
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
        remedy: [
          {
            say: `Sending of the whole account is off in ${region}. ${look}`,
            command: `aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`,
          },
          ...(ofSet === false ? [switchOn(set?.name ?? '', region)] : []),
        ],
      };
    }
    if (ofSet === false) {
      const name = set?.name ?? '';
      return {
        status: 'fail',
        reason: 'set-paused',
        observed,
        expected: `Sending is enabled for the configuration set ${name}.`,
        remedy: [switchOn(name, region)],
      };
    }
    return unseenSet(facts['ses.configurationSet']) ?? { status: 'pass', reason: 'ok', observed };
  },
});
