// What an end that is no delivery means, by its sub-type first, then by what the server said, and what mends it.
import { suppressedBy, type SuppressionList } from '../../aws/ses/suppression.ts';
import type { Judgement, Owner } from '../../core/finding.ts';
import type { LedgerEvent } from '../../core/live.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { type Diagnosis, diagnose, type Method } from '../../mail/smtp/diagnosis.ts';
import { inRegion, profileField } from '../remedy.ts';

const FINAL = ['fail'] as const;

export const NEGATIVE_REASONS = {
  'bounce-permanent': { status: FINAL, says: 'The recipient’s server refused the message for good.' },
  'bounce-transient': { status: FINAL, says: 'The recipient’s server did not take the message, and nobody tries any longer.' },
  'bounce-refused': {
    status: FINAL,
    says: 'The recipient’s server refused the message for good; the report calls it transient.',
  },
  'bounce-expired': { status: FINAL, says: 'The provider gave up after trying for hours.' },
  'bounce-unauthenticated': {
    status: FINAL,
    says: 'The recipient’s server refused the message because it could not authenticate the sender.',
  },
  'bounce-reputation': {
    status: FINAL,
    says: 'The recipient’s server refused the message for the reputation of address or domain.',
  },
  'bounce-recipient': { status: FINAL, says: 'The recipient’s mailbox is not there, or takes no mail.' },
  'bounce-mailbox-full': { status: FINAL, says: 'The recipient’s mailbox is full.' },
  'bounce-too-big': { status: FINAL, says: 'The message is larger than the recipient’s server takes.' },
  'bounce-content': { status: FINAL, says: 'The recipient’s server refused what the message holds.' },
  'never-sent': {
    status: FINAL,
    says: 'SES never sent the message: the address is on a suppression list, or failed SES’s own validation.',
  },
  complaint: { status: FINAL, says: 'The recipient’s provider reported the message, most often as spam.' },
  reject: { status: FINAL, says: 'The provider refused the content of the message.' },
  'rendering-failure': { status: FINAL, says: 'SES could not render the template.' },
} as const satisfies Reasons;

type Reason = keyof typeof NEGATIVE_REASONS;
type Verdict = Judgement<Reason | EngineReason>;

interface Meaning {
  readonly reason: Reason;
  readonly remedy: readonly DraftAct[];
  readonly owner?: Owner;
  /** Checks whose finding, where it stands, is the cause. */
  readonly follows?: readonly string[];
}

const PROVEN = 'The callback path is proven, the delivery is not.';
const AGAIN = 'Then start a new run.';

const OTHER_RECIPIENT = profileField('Or choose another opted-in internal recipient.', 'live.recipient', null);

const UNLIST: { readonly [L in Exclude<SuppressionList, 'account'>]: DraftAct } = {
  tenant: {
    say: `${PROVEN} SES did not send: the address is on the suppression list of the SES tenant. Find out why, then take it off that list in the SES console. ${AGAIN}`,
    owner: 'AWS admin',
  },
  global: {
    say: `${PROVEN} SES did not send: the address bounced for many senders lately and is on SES’s own list, which lets it go by itself in days. See that the mailbox works; ask AWS support where it has to be sooner.`,
    owner: 'AWS admin',
  },
  validation: {
    say: `${PROVEN} SES did not send: address validation, which account or configuration set switched on, does not trust the address. Turn it off, or have its threshold lowered: Amazon SES / Suppression list / Email validation, or the set. ${AGAIN}`,
    owner: 'AWS admin',
  },
  contacts: {
    say: `${PROVEN} SES did not send: the recipient unsubscribed in the contact list that the message names. Have its owner subscribe again.`,
    owner: 'AWS admin',
  },
};

const METHOD_ACTS: { readonly [M in Method]: { readonly say: string; readonly checks: readonly string[] } } = {
  SPF: { say: 'SPF of the MAIL FROM domain has to name who sends', checks: ['spf-authorises', 'mail-from'] },
  DKIM: { say: 'DKIM has to sign with a key that DNS shows', checks: ['dkim-tokens', 'ses-dkim-status', 'dkim-keys'] },
  DMARC: {
    say: 'SPF or DKIM has to align with the From domain, as its DMARC policy asks',
    checks: ['dmarc-alignment', 'dmarc-record'],
  },
  ARC: { say: 'a forwarder on the way has to seal what it saw (ARC)', checks: [] },
  'reverse DNS': { say: 'the sending address needs a name that leads back to it', checks: [] },
};

const told = ({ status, diagnostic }: LedgerEvent): string => {
  const text = diagnostic ?? status;
  return text === null ? '' : ` (“${text}”)`;
};

const unauthenticated = (event: LedgerEvent, methods: readonly Method[]): Meaning => {
  const about = methods.length === 0 ? (['SPF', 'DKIM', 'DMARC'] as const) : methods;
  const what = about.map((method) => METHOD_ACTS[method].say).join('; ');
  return {
    reason: 'bounce-unauthenticated',
    owner: 'DNS admin',
    remedy: [{ say: `${PROVEN} The recipient’s server could not authenticate the sender${told(event)}: ${what}. ${AGAIN}` }],
    follows: about.flatMap((method) => METHOD_ACTS[method].checks),
  };
};

const recipient = (event: LedgerEvent, reason: Reason, what: string): Meaning => ({
  reason,
  remedy: [
    profileField(
      `${PROVEN} ${what}${told(event)}: mend the mailbox, or choose a \`live.recipient\` that takes mail. ${AGAIN}`,
      'live.recipient',
      null,
    ),
  ],
});

const plain = (event: LedgerEvent, diagnosis: Diagnosis | null): Meaning => {
  if (event.event === 'bounce-permanent')
    return recipient(event, 'bounce-permanent', 'The recipient’s server refused the message for good');
  const forGood = diagnosis?.forGood === true;
  const what = forGood
    ? 'The recipient’s server refused the message for good, though the report calls it transient'
    : 'The recipient’s server did not take the message, and it is not tried again';
  const words = told(event);
  const mend =
    words === ''
      ? 'The report names no cause: have the recipient’s admin look into the log of the server, or choose another `live.recipient`.'
      : 'Mend what it names.';
  const say = `${PROVEN} ${what}${words}. ${mend} ${AGAIN}`;
  return { reason: forGood ? 'bounce-refused' : 'bounce-transient', remedy: [{ say }] };
};

const SUBTYPE_CAUSES: { readonly [subtype: string]: Diagnosis['cause'] } = {
  NoEmail: 'recipient-unknown',
  MailboxFull: 'mailbox-full',
  MessageTooLarge: 'message-too-big',
  ContentRejected: 'content-refused',
  AttachmentRejected: 'content-refused',
  CustomTimeoutExceeded: 'expired',
};

const bounce = (event: LedgerEvent): Meaning => {
  const diagnosis = diagnose(event.status, event.diagnostic);
  const unspecific = diagnosis === null || ['refused', 'temporary', 'policy', 'expired'].includes(diagnosis.cause);
  const cause = (unspecific ? SUBTYPE_CAUSES[event.subtype ?? ''] : undefined) ?? diagnosis?.cause;
  switch (cause) {
    case 'unauthenticated':
      return unauthenticated(event, diagnosis?.methods ?? []);
    case 'reputation':
      return {
        reason: 'bounce-reputation',
        owner: 'AWS admin',
        remedy: [
          {
            say: `${PROVEN} The recipient’s server refuses mail from this address or domain for its reputation${told(event)}. Look at bounces and complaints of the account, follow the page that the reply names, and ask for a removal. ${AGAIN}`,
          },
        ],
      };
    case 'mailbox-full':
      return recipient(event, 'bounce-mailbox-full', 'The recipient’s mailbox is full');
    case 'recipient-unknown':
    case 'recipient-takes-no-mail':
    case 'mailbox-disabled':
      return recipient(event, 'bounce-recipient', 'The recipient’s mailbox is not there, or takes no mail');
    case 'message-too-big':
      return {
        reason: 'bounce-too-big',
        owner: 'SquareOS admin',
        remedy: [
          {
            say: `${PROVEN} The recipient’s server refused the size of the message${told(event)}: make what the template attaches smaller. ${AGAIN}`,
          },
        ],
      };
    case 'content-refused':
      return {
        reason: 'bounce-content',
        owner: 'SquareOS admin',
        remedy: [
          {
            say: `${PROVEN} The recipient’s server refused what the message holds${told(event)}: look at links, attachments and signature of the template. ${AGAIN}`,
          },
        ],
      };
    case 'expired':
      if (event.subtype === 'CustomTimeoutExceeded') {
        return {
          reason: 'bounce-expired',
          owner: 'AWS admin',
          remedy: [
            {
              say: `${PROVEN} SES gave up when the time was over that the configuration set gives it (MaxDeliverySeconds)${told(event)}: let the set try for longer, or leave the limit out. ${AGAIN}`,
            },
          ],
          follows: ['ses-delivery-options'],
        };
      }
      return {
        reason: 'bounce-expired',
        remedy: [
          {
            say: `${PROVEN} The recipient’s server did not take the message until the time for it was over${told(event)}. Settle with its admin why, or choose another recipient. ${AGAIN}`,
          },
        ],
      };
    default:
      return plain(event, diagnosis);
  }
};

/** Types of a feedback report that say another thing than "spam" (RFC 5965 §7.3). */
const REPORTED: { readonly [feedbackType: string]: { readonly as: string; readonly owner?: Owner; readonly act: string } } = {
  virus: {
    as: 'as carrying a virus',
    owner: 'SquareOS admin',
    act: 'look at what the template or the signature attaches, and at its links',
  },
  fraud: { as: 'as fraud or phishing', act: 'see that sender, links and brand are what a customer expects' },
};

const complaint = ({ feedbackType }: LedgerEvent): Meaning => {
  const type = feedbackType?.trim().toLowerCase() ?? '';
  const other = Object.hasOwn(REPORTED, type) ? REPORTED[type] : undefined;
  const as = other?.as ?? `as spam${feedbackType === null ? '' : ` (${feedbackType})`}`;
  const act = other === undefined ? 'find out why' : `find out why, and ${other.act},`;
  return {
    reason: 'complaint',
    remedy: [{ say: `${PROVEN} The recipient’s provider reported the message ${as}: ${act} before any gym’s mail goes out.` }],
    ...(other?.owner === undefined ? {} : { owner: other.owner }),
  };
};

const unlist = (list: SuppressionList, region: string | null): DraftAct =>
  list === 'account'
    ? {
        say: `${PROVEN} SES did not send: an earlier bounce or complaint put the address on the account’s suppression list. Find out why, then take it off the list of this region. ${AGAIN}`,
        command: `aws sesv2 delete-suppressed-destination --email-address <live.recipient>${inRegion(region)}`,
        owner: 'AWS admin',
      }
    : UNLIST[list];

const meaningOf = (event: LedgerEvent, region: string | null): Meaning => {
  const list = suppressedBy(event.subtype);
  if (list !== null) return { reason: 'never-sent', owner: 'AWS admin', remedy: [unlist(list, region), OTHER_RECIPIENT] };
  switch (event.event) {
    case 'complaint':
      return complaint(event);
    case 'reject':
      return {
        reason: 'reject',
        remedy: [
          {
            say: `${PROVEN} The provider refused the content${event.subtype === null ? told(event) : ` (“${event.subtype}”)`}, most often for a virus: look at what the template or the signature attaches.`,
          },
        ],
      };
    case 'rendering-failure':
      return {
        reason: 'rendering-failure',
        remedy: [{ say: `${PROVEN} SES could not render the template${told(event)}: give it every variable that it names.` }],
      };
    default:
      return bounce(event);
  }
};

/** The verdict on an event that ended the message without a delivery. `region`: SES’s; null where none is declared. */
export const negativeEnd = (event: LedgerEvent, observed: NonNullable<Judgement['observed']>, region: string | null): Verdict => {
  const { reason, remedy, owner, follows } = meaningOf(event, region);
  const { status, diagnostic, feedbackType } = event;
  return {
    status: 'fail',
    reason,
    observed: {
      ...observed,
      status,
      diagnostic,
      ...(feedbackType === null ? {} : { feedbackType }),
      callbackPath: 'proven',
    },
    expected: 'A Delivery event.',
    remedy,
    owner: owner ?? 'implementation engineer',
    ...(follows === undefined || follows.length === 0 ? {} : { follows }),
  };
};
