// Addresses that bounced or complained are not written to again.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';

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
  needs: ['ses.account'],
  uses: ['ses.configurationSet'],
  evaluate(facts) {
    const seen = facts['ses.account'];
    const set = facts['ses.configurationSet'].state === 'observed' ? facts['ses.configurationSet'].value : null;
    const override = set?.detail?.state === 'observed' ? set.detail.value.suppressedReasons : null;
    const reasons = override ?? seen.value.suppressedReasons;
    if (reasons === null) return cannotJudge('the suppression settings');
    const missing = ['BOUNCE', 'COMPLAINT'].filter((reason) => !reasons.includes(reason));
    const observed = { account: seen.value.suppressedReasons, configurationSet: override, missing };
    if (missing.length === 0) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'warn',
      reason: override === null ? 'account-incomplete' : 'set-overrides',
      observed,
      expected: 'Bounces and complaints are both suppressed.',
      fix:
        override === null
          ? 'aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT'
          : `aws sesv2 put-configuration-set-suppression-options --configuration-set-name ${set?.name ?? ''} --suppressed-reasons BOUNCE COMPLAINT`,
    };
  },
});
