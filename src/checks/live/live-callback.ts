// The provider's verified callback for this very message came, and says "delivered".
import type { Judgement } from '../../core/finding.ts';
import type { LedgerEvent } from '../../core/live.ts';
import { defineCheck } from '../check.ts';

const WHERE_TO_LOOK = [
  'Look in this order (each is a finding of its own where certify can see it):',
  '1. the configuration set is really passed with the send, or is the identity’s default;',
  '2. its event destination is enabled and names the topic and the event types;',
  '3. the topic policy lets ses.amazonaws.com publish, and so does the KMS key of an encrypted topic;',
  '4. the subscription is confirmed, https, without raw delivery and without a filter policy;',
  '5. the webhook answers 2xx to text/plain bodies, also to SNS’s validation text; look for 4xx in its log;',
  '6. the dead-letter queue of the subscription, if there is one.',
].join('\n');

const WHERE_TO_LOOK_SMTP = [
  'Nothing came from the relay’s adapter. Look in this order:',
  '1. the adapter’s log: whether it saw this message leave the relay, and what the webhook answered;',
  '2. 401: the token in ?token= or x-webhook-token is not the one of the Channel Account;',
  '3. 422: a word or a timestamp that the contract does not know (`certify adapter` prints it);',
  '4. 200 with nothing applied: the id is not the relay’s queued id, nor the Message-ID where the relay gives none;',
  '5. the relay’s own log or queue: the message may still be waiting there.',
].join('\n');

const QUARANTINE = /quarantin|junk|spam folder|dmarc[:=]\s*(?:quarantine|fail)/i;

const seenAs = (
  event: LedgerEvent,
): { readonly event: string; readonly subtype: string | null; readonly at: string; readonly sourceId: string | null } => ({
  event: event.event,
  subtype: event.subtype,
  at: event.eventAt,
  sourceId: event.sourceId,
});

const NEGATIVE: { readonly [event: string]: string } = {
  'bounce-permanent':
    'The recipient’s server refused the message for good. Choose a `live.recipient` that exists, or repair what the bounce names.',
  complaint: 'The recipient’s provider reported the message as spam. Find out why before any gym’s mail goes out.',
  reject: 'SES refused the content (a virus was found). Look at what the template or signature attaches.',
  'rendering-failure': 'SES could not render the template. Give the template every variable it names.',
};

const missing = (events: readonly LedgerEvent[], timedOut: boolean, smtp: boolean): Judgement => {
  const last = events.at(-1);
  const foreign = events.find((event) => event.event === 'delivery');
  if (foreign !== undefined) {
    return {
      status: 'inconclusive',
      reason: foreign.recipientMatches ? 'other-configuration-set' : 'other-recipient',
      observed: { ...seenAs(foreign), configurationSet: foreign.configurationSet },
      expected: 'A Delivery for this recipient, sent with the profile’s configuration set.',
      fix: foreign.recipientMatches
        ? `The message was sent with configuration set ${foreign.configurationSet ?? '(none)'}: make SquareOS pass the one in ses.configurationSet.`
        : 'The Delivery is for another address: send to live.recipient alone.',
    };
  }
  if (last !== undefined) {
    return {
      status: 'inconclusive',
      reason: 'not-delivered-yet',
      observed: seenAs(last),
      expected: 'A Delivery event within the waiting time.',
      fix: 'The callback path works but the message is still on its way. Resume the run later with --resume.',
    };
  }
  return {
    status: 'inconclusive',
    reason: 'never-came',
    observed: { timedOut },
    expected: 'A verified callback for the live message within the waiting time.',
    fix: smtp ? WHERE_TO_LOOK_SMTP : WHERE_TO_LOOK,
    ...(smtp ? { owner: 'mail provider admin' as const } : {}),
  };
};

export const liveCallback = defineCheck({
  id: 'live-callback',
  title: 'The provider’s verified callback says that the live message was delivered',
  severity: 'blocker',
  why: 'A queue row is not a delivery: without the callback the platform never learns what became of an invoice.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html'],
  needs: ['live.callback'],
  uses: ['profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['live.callback'];
    const tenant = facts['profile.tenant'];
    // SES behind its SMTP interface calls back over SNS like any other SES.
    const smtp = tenant.state === 'observed' && tenant.value.provider === 'SMTP' && tenant.value.smtp?.ses === null;
    const { deciding, events, timedOut } = seen.value;
    if (deciding === null) return missing(events, timedOut, smtp);
    if (deciding.event !== 'delivery') {
      return {
        status: 'fail',
        reason: deciding.event,
        observed: { ...seenAs(deciding), smtpResponse: deciding.smtpResponse, callbackPath: 'proven' },
        expected: 'A Delivery event.',
        fix: `The callback path is proven, the delivery is not. ${NEGATIVE[deciding.event] ?? 'Repair what the event names, then run again.'}`,
        owner: 'implementation engineer',
      };
    }
    if (deciding.smtpResponse !== null && QUARANTINE.test(deciding.smtpResponse)) {
      return {
        status: 'warn',
        reason: 'quarantined',
        observed: { ...seenAs(deciding), smtpResponse: deciding.smtpResponse },
        expected: 'The message reaches the inbox.',
        fix: 'The recipient’s server took the message and put it into quarantine. Align SPF or DKIM with the From domain and look at its DMARC policy.',
        owner: 'DNS admin',
      };
    }
    return { status: 'pass', reason: 'ok', observed: { ...seenAs(deciding), smtpResponse: deciding.smtpResponse } };
  },
});
