// What to do about a message of which callbacks came, and none that says what finally became of it.
import { BY_MACHINE, type LedgerEvent } from '../../core/live.ts';
import type { Owner } from '../../core/finding.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { diagnose } from '../../mail/smtp/diagnosis.ts';

interface Hold {
  readonly owner: Owner;
  /** What holds the message, and what to do where waiting does not help. */
  readonly say: string;
}

const REPUTATION =
  'look at bounces, complaints and volume of the account in SES, and follow the page that the reply names, where it names one';

/** Delay types of SES whose cause does not go by waiting alone (SES guide, "Contents of event data"). */
const HOLDS: { readonly [delayType: string]: Hold } = {
  MailboxFull: { owner: 'implementation engineer', say: 'The recipient’s mailbox is full: have room made in it' },
  SpamDetected: {
    owner: 'AWS admin',
    say: `The recipient’s server sees too much unwanted mail from this account: ${REPUTATION}`,
  },
  IPFailure: {
    owner: 'AWS admin',
    say: `The recipient’s provider blocks or slows the sending IP address: ${REPUTATION}`,
  },
  SendingDeferral: { owner: 'AWS admin', say: `SES itself holds the message back: ${REPUTATION}` },
  BYOIPHostNameLookupUnavailable: {
    owner: 'AWS admin',
    say: 'SES cannot look up the host name of the account’s own IP addresses: have their reverse DNS mended',
  },
  InternalFailure: { owner: 'AWS admin', say: 'SES has trouble of its own: look at the AWS Health Dashboard of the region' },
  RecipientServerError: {
    owner: 'implementation engineer',
    say: 'The recipient’s server has trouble: settle with its admin why it does not take the message',
  },
  TransientCommunicationFailure: {
    owner: 'implementation engineer',
    say: 'SES cannot reach the recipient’s server: settle with its admin why',
  },
};

/** The server's own words come before the class that SES gives them. */
const holdOf = ({ event, subtype, status, diagnostic }: LedgerEvent): Hold | null => {
  if (event !== 'delivery-delay') return null;
  const cause = diagnose(status, diagnostic)?.cause;
  if (cause === 'unauthenticated')
    return {
      owner: 'DNS admin',
      say: 'The recipient’s server cannot authenticate the sender: mend SPF, DKIM and their alignment',
    };
  if (cause === 'reputation') return HOLDS['IPFailure'] ?? null;
  if (cause === 'mailbox-full') return HOLDS['MailboxFull'] ?? null;
  return subtype !== null && Object.hasOwn(HOLDS, subtype) ? (HOLDS[subtype] ?? null) : null;
};

/** Only a reader does these: the message is there, whatever the provider left untold. */
const isRead = ({ event, subtype, feedbackType }: LedgerEvent): boolean =>
  ((event === 'open' || event === 'click') && subtype !== BY_MACHINE) ||
  (event === 'feedback' && feedbackType?.toLowerCase() === 'not-spam');

const RESUME = { command: 'certify … --resume', owner: 'implementation engineer' } as const;

const READ: readonly DraftAct[] = [
  {
    say: 'The callback path works, and somebody read the message: what is missing is its Delivery event. Go on with the run: it may still come, and nothing is sent again.',
    ...RESUME,
  },
  {
    say: 'If it does not come, see that the event destination publishes DELIVERY and that no filter of the subscription holds it back; then start a new run.',
    owner: 'AWS admin',
  },
];

/** `last`: what the provider last said of the message's way; `genuine`: all events of it. */
export const onTheWay = (
  last: LedgerEvent,
  genuine: readonly LedgerEvent[],
): { readonly remedy: readonly DraftAct[]; readonly owner?: Owner } => {
  if (genuine.some(isRead)) return { remedy: READ, owner: 'AWS admin' };
  const hold = holdOf(last);
  const words = last.diagnostic === null ? '' : `; the recipient’s server says “${last.diagnostic}”`;
  const wait: DraftAct = {
    say: `The callback path works, and the message is still on its way${words}. Go on with the run later: it sends nothing again.`,
    ...RESUME,
  };
  if (hold === null) return { remedy: [wait] };
  const say = `${hold.say}. SES tries for hours, and then gives up.`;
  const mend: DraftAct = { say, owner: hold.owner };
  return { remedy: [wait, mend], owner: hold.owner };
};
