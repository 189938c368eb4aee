// The live recipient is not on the account's suppression list.
import { type Observation, seenOrNull } from '../../core/observation.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { inRegion, profileField } from '../remedy.ts';

/** The reasons for which mail is held back, a set's own before the account's; null where nobody saw them. */
const suppressionOf = (facts: {
  readonly 'ses.account': Observation<Facts['ses.account']>;
  readonly 'ses.configurationSet': Observation<Facts['ses.configurationSet']>;
}): { readonly region: string | null; readonly reasons: readonly string[] | null } => {
  const account = seenOrNull(facts['ses.account']);
  const set = seenOrNull(facts['ses.configurationSet']);
  const ofSet = set?.detail?.state === 'observed' ? set.detail.value.suppressedReasons : null;
  // A set that was not seen may hold back other reasons than the account.
  const known = set !== null && (set.detail === null || set.detail.state === 'observed');
  return { region: account?.region ?? null, reasons: known ? (ofSet ?? account?.suppressedReasons ?? null) : null };
};

const unlist = (list: 'account' | 'tenant', reason: string | null, region: string | null, tenant: string | null): DraftAct => {
  const first =
    reason === 'COMPLAINT'
      ? 'Have the owner of the mailbox agree, then take its address'
      : 'Find out why mail to this mailbox bounced. When it works again, take its address';
  const ofTenant = list === 'tenant' && tenant !== null ? ` --tenant-name ${tenant}` : '';
  const whose = list === 'tenant' ? 'of the SES tenant' : 'of this region';
  const command = `aws sesv2 delete-suppressed-destination --email-address <live.recipient>${ofTenant}${inRegion(region)}`;
  return { say: `${first} off the suppression list ${whose}.`, command };
};

export const sesRecipientNotSuppressed = defineCheck({
  id: 'ses-recipient-not-suppressed',
  title: 'The account’s suppression list does not hold back the live recipient',
  severity: 'blocker',
  why: 'SES accepts a message to a suppressed address, returns a MessageId, and does not send it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html'],
  reasons: {
    'suppressed-bounce': {
      status: ['fail'],
      says: 'Mail to the live recipient bounced before, and SES does not send to it any more.',
    },
    'listed-not-held-back': {
      status: ['pass'],
      says: 'The live recipient is on the list, for a reason for which account or set hold nothing back: SES sends to it.',
    },
    'suppressed-complaint': {
      status: ['fail'],
      says: 'The live recipient reported mail as spam before, and SES does not send to it any more.',
    },
  },
  needs: ['ses.suppressedRecipient'],
  uses: ['ses.account', 'ses.configurationSet', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['ses.suppressedRecipient'];
    if (seen.state === 'absent') return { status: 'pass', reason: 'ok' };
    const { list, reason, since } = seen.value;
    const { region, reasons } = suppressionOf(facts);
    const tenant = seenOrNull(facts['profile.tenant']);
    if (list === 'account' && reasons !== null && reason !== null && !reasons.includes(reason)) {
      return { status: 'pass', reason: 'listed-not-held-back', observed: { reason, since, suppressed: reasons } };
    }
    return {
      status: 'fail',
      reason: reason === 'COMPLAINT' ? 'suppressed-complaint' : 'suppressed-bounce',
      observed: { reason, since },
      expected: 'SES answers NotFoundException for the recipient: it is not on the list.',
      remedy: [
        unlist(list, reason, region ?? sesPlaceOf(tenant ?? {}).region, tenant?.ses?.tenant ?? null),
        profileField('Or choose another opted-in internal recipient.', 'live.recipient', null),
      ],
    };
  },
});
