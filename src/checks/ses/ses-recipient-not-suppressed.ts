// The live recipient is not on the account's suppression list.
import { defineCheck } from '../check.ts';

export const sesRecipientNotSuppressed = defineCheck({
  id: 'ses-recipient-not-suppressed',
  title: 'The live recipient is not on the account’s suppression list',
  severity: 'blocker',
  why: 'SES accepts a message to a suppressed address, returns a MessageId, and does not send it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html'],
  needs: ['ses.suppressedRecipient'],
  evaluate(facts) {
    const seen = facts['ses.suppressedRecipient'];
    if (seen.state === 'absent') return { status: 'pass', reason: 'ok' };
    const { reason, since } = seen.value;
    return {
      status: 'fail',
      reason: reason === 'COMPLAINT' ? 'suppressed-complaint' : 'suppressed-bounce',
      observed: { reason, since },
      expected: 'SES answers NotFoundException for the recipient: it is not on the list.',
      fix:
        reason === 'COMPLAINT'
          ? 'Somebody marked mail to this mailbox as spam: choose another opted-in internal recipient (live.recipient), or have its owner agree to its removal from the list.'
          : 'Find out why mail to this mailbox bounced. When it works again, remove it with its owner’s agreement: Amazon SES / Suppression list, or aws sesv2 delete-suppressed-destination --email-address <address>. Or choose another live.recipient.',
    };
  },
});
