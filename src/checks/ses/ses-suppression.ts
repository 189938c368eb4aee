// Addresses that bounced or complained are not written to again.
import { missingReasons } from '../../aws/desired/account.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { unseenSet } from './unseen-set.ts';

export const sesSuppression = defineCheck({
  id: 'ses-suppression',
  title: 'SES suppresses addresses that bounced or complained',
  severity: 'warning',
  why: 'Mail to dead or unwilling mailboxes raises bounce and complaint rates until AWS stops the account.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html',
    'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-config-level.html',
  ],
  reasons: {
    'account-incomplete': { status: ['warn'], says: 'The account does not suppress both bounces and complaints.' },
    'set-overrides': { status: ['warn'], says: 'The configuration set suppresses less than the account does.' },
  },
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html': ['account-incomplete'],
    'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-config-level.html': ['set-overrides'],
  },
  needs: ['ses.account'],
  uses: ['ses.configurationSet'],
  evaluate(facts) {
    const { suppressedReasons, region } = facts['ses.account'].value;
    const set = facts['ses.configurationSet'].state === 'observed' ? facts['ses.configurationSet'].value : null;
    const override = set?.detail?.state === 'observed' ? set.detail.value.suppressedReasons : null;
    const unseen = unseenSet(facts['ses.configurationSet']);
    if (unseen !== null) return unseen;
    const reasons = override ?? suppressedReasons;
    if (reasons === null) return cannotJudge('the suppression settings');
    const missing = missingReasons(reasons);
    const observed = { account: suppressedReasons, configurationSet: override, missing };
    if (missing.length === 0) return { status: 'pass', reason: 'ok', observed };
    const whose = override === null ? 'the account' : `the configuration set ${set?.name ?? ''}`;
    const command =
      override === null
        ? 'put-account-suppression-attributes'
        : `put-configuration-set-suppression-options --configuration-set-name ${set?.name ?? ''}`;
    return {
      status: 'warn',
      reason: override === null ? 'account-incomplete' : 'set-overrides',
      observed,
      expected: 'Bounces and complaints are both suppressed.',
      remedy: [
        {
          say: `Have ${whose} suppress both bounces and complaints, in ${region}.`,
          command: `aws sesv2 ${command} --suppressed-reasons BOUNCE COMPLAINT --region ${region}`,
        },
      ],
    };
  },
});
