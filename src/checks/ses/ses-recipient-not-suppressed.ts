// The live recipient is not on the account's suppression list.
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';

export const sesRecipientNotSuppressed = defineCheck({
  id: 'ses-recipient-not-suppressed',
  title: 'The live recipient is not on the account’s suppression list',
  severity: 'blocker',
  why: 'SES accepts a message to a suppressed address, returns a MessageId, and does not send it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html'],
  reasons: {
    'suppressed-bounce': {
      status: ['fail'],
      says: 'Mail to the live recipient bounced before, and SES does not send to it any more.',
    },
    'suppressed-complaint': {
      status: ['fail'],
      says: 'The live recipient reported mail as spam before, and SES does not send to it any more.',
    },
  },
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
      remedy: [
        {
          say:
            reason === 'COMPLAINT'
              ? 'Have the owner of the mailbox agree, then take its address off the suppression list of this region.'
              : 'Find out why mail to this mailbox bounced. When it works again, take its address off the suppression list of this region.',
          command: 'aws sesv2 delete-suppressed-destination --email-address <live.recipient>',
        },
        profileField('Or choose another opted-in internal recipient.', 'live.recipient', null),
      ],
    };
  },
});
