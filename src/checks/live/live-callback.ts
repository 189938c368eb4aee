// The provider's verified callback for this very message came, and says "delivered".
import type { Judgement } from '../../core/finding.ts';
import type { LedgerEvent } from '../../core/live.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';

/** Whatever keeps a callback from being made, delivered or taken; each has a finding of its own where certify can see it. */
const WAY_BACK = [
  { check: 'live-receipt' },
  { check: 'ses-configuration-set-applied' },
  { check: 'ses-event-destination' },
  { check: 'sns-topic-exists' },
  { check: 'sns-topic-policy' },
  { check: 'sns-topic-encryption' },
  { check: 'sns-subscription' },
  { check: 'callback-url' },
  { check: 'webhook-endpoint', reasons: ['bot-challenge', 'redirect', 'no-endpoint', 'not-publicly-trusted'] },
  { check: 'smtp-adapter' },
] as const;

const FINAL = ['fail'] as const;

const reasons = {
  'never-came': {
    status: ['inconclusive'],
    says: 'No verified callback of the live message came within the waiting time.',
    follows: WAY_BACK,
  },
  'not-delivered-yet': {
    status: ['inconclusive'],
    says: 'A callback of the live message came, but none that says what finally became of it.',
  },
  'other-configuration-set': {
    status: ['inconclusive'],
    says: 'A Delivery came for the message, sent with another configuration set than the profile names.',
  },
  'other-recipient': { status: ['inconclusive'], says: 'A Delivery came, for another address than the live recipient.' },
  'bounce-permanent': { status: FINAL, says: 'The recipient’s server refused the message for good.' },
  'bounce-transient': { status: FINAL, says: 'The recipient’s server did not take the message.' },
  complaint: { status: FINAL, says: 'The recipient’s provider reported the message as spam.' },
  reject: { status: FINAL, says: 'The provider refused the content of the message.' },
  'rendering-failure': { status: FINAL, says: 'SES could not render the template.' },
  quarantined: { status: ['warn'], says: 'The recipient’s server took the message and put it into quarantine.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const WHERE_TO_LOOK = [
  'Nothing that certify can see explains it. Have SquareOS look into the log of the webhook for the minute of the send: 401 is the token, 403 the topic or the signature, nothing at all means that SNS was not let through.',
  'Then look at the dead-letter queue of the subscription, if there is one, and at the delivery status log of the topic.',
].join(' ');

const WHERE_TO_LOOK_SMTP = [
  'Nothing came from the relay’s adapter. Look into the adapter’s log for this message: 401 is the token, 422 a word or a time that the contract does not know (`certify adapter` prints it), 200 with nothing applied another id than the relay’s.',
  'If the adapter never saw it, look into the relay’s own log or queue: the message may still be waiting there.',
].join(' ');

const QUARANTINE = /quarantin|junk|spam folder|dmarc[:=]\s*(?:quarantine|fail)/i;

const seenAs = (
  event: LedgerEvent,
): { readonly event: string; readonly subtype: string | null; readonly at: string; readonly sourceId: string | null } => ({
  event: event.event,
  subtype: event.subtype,
  at: event.eventAt,
  sourceId: event.sourceId,
});

const PROVEN = 'The callback path is proven, the delivery is not.';

/** What a final event that is no delivery asks for, by its name. */
const NEGATIVE: { readonly [E in LedgerEvent['event']]?: { readonly reason: keyof typeof reasons; readonly say: string } } = {
  'bounce-permanent': {
    reason: 'bounce-permanent',
    say: `${PROVEN} The recipient’s server refused the message for good: choose a \`live.recipient\` that exists, or repair what the bounce names.`,
  },
  'bounce-transient': {
    reason: 'bounce-transient',
    say: `${PROVEN} Repair what the bounce names, then start a new run.`,
  },
  complaint: {
    reason: 'complaint',
    say: `${PROVEN} The recipient’s provider reported the message as spam: find out why before any gym’s mail goes out.`,
  },
  reject: {
    reason: 'reject',
    say: `${PROVEN} The provider refused the content, most often for a virus: look at what the template or the signature attaches.`,
  },
  'rendering-failure': {
    reason: 'rendering-failure',
    say: `${PROVEN} SES could not render the template: give the template every variable that it names.`,
  },
};

const foreign = (event: LedgerEvent): Verdict => {
  const observed = { ...seenAs(event), configurationSet: event.configurationSet };
  const expected = 'A Delivery for this recipient, sent with the profile’s configuration set.';
  const used = event.configurationSet ?? '(none)';
  return event.recipientMatches
    ? {
        status: 'inconclusive',
        reason: 'other-configuration-set',
        observed,
        expected,
        remedy: [
          {
            say: `The message was sent with configuration set ${used}. Make SquareOS pass the one that the profile names, or correct \`ses.configurationSet\`.`,
            owner: 'SquareOS admin',
          },
        ],
      }
    : {
        status: 'inconclusive',
        reason: 'other-recipient',
        observed,
        expected,
        remedy: [
          { say: 'The Delivery is for another address: send to `live.recipient` alone.', owner: 'implementation engineer' },
        ],
      };
};

const missing = (events: readonly LedgerEvent[], timedOut: boolean, smtp: boolean): Verdict => {
  const delivered = events.find((event) => event.event === 'delivery');
  if (delivered !== undefined) return foreign(delivered);
  const last = events.at(-1);
  if (last !== undefined) {
    return {
      status: 'inconclusive',
      reason: 'not-delivered-yet',
      observed: seenAs(last),
      expected: 'A Delivery event within the waiting time.',
      remedy: [
        {
          say: 'The callback path works, and the message is still on its way. Go on with the run later: it sends nothing again.',
          command: 'certify … --resume',
          owner: 'implementation engineer',
        },
      ],
    };
  }
  return {
    status: 'inconclusive',
    reason: 'never-came',
    observed: { timedOut },
    expected: 'A verified callback for the live message within the waiting time.',
    remedy: [smtp ? { say: WHERE_TO_LOOK_SMTP, owner: 'mail provider admin' } : { say: WHERE_TO_LOOK, owner: 'SquareOS admin' }],
    owner: smtp ? 'mail provider admin' : 'AWS admin',
  };
};

const decided = (deciding: LedgerEvent): Verdict => {
  const observed = { ...seenAs(deciding), smtpResponse: deciding.smtpResponse };
  if (deciding.event !== 'delivery') {
    const negative = NEGATIVE[deciding.event] ?? { reason: 'bounce-permanent' as const, say: PROVEN };
    return {
      status: 'fail',
      reason: negative.reason,
      observed: { ...observed, callbackPath: 'proven' },
      expected: 'A Delivery event.',
      remedy: [
        negative.reason === 'bounce-permanent' ? profileField(negative.say, 'live.recipient', null) : { say: negative.say },
      ],
      owner: 'implementation engineer',
    };
  }
  if (deciding.smtpResponse !== null && QUARANTINE.test(deciding.smtpResponse)) {
    return {
      status: 'warn',
      reason: 'quarantined',
      observed,
      expected: 'The message reaches the inbox.',
      remedy: [
        {
          say: `The recipient’s server took the message and put it into quarantine (“${deciding.smtpResponse}”). Align SPF or DKIM with the From domain and look at its DMARC policy.`,
        },
      ],
      owner: 'DNS admin',
    };
  }
  return { status: 'pass', reason: 'ok', observed };
};

export const liveCallback = defineCheck({
  id: 'live-callback',
  title: 'The provider’s verified callback says that the live message was delivered',
  severity: 'blocker',
  why: 'A queue row is not a delivery: without the callback the platform never learns what became of an invoice.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html'],
  reasons,
  needs: ['live.callback'],
  uses: ['profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const tenant = facts['profile.tenant'];
    // SES behind its SMTP interface calls back over SNS like any other SES.
    const smtp = tenant.state === 'observed' && tenant.value.provider === 'SMTP' && tenant.value.smtp?.ses === null;
    const { deciding, events, timedOut } = facts['live.callback'].value;
    return deciding === null ? missing(events, timedOut, smtp) : decided(deciding);
  },
});
