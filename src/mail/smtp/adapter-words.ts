// The words of SMTP adapters and relays for what happened to a message, and the event each stands for.
import type { CallbackEvent } from '../../core/live.ts';
import { diagnose } from './diagnosis.ts';

const WORDS: { readonly [E in CallbackEvent]?: readonly string[] } = {
  delivery: ['delivered', 'delivery', 'delivery_success'],
  'bounce-permanent': [
    'hard_bounce',
    'hardbounce',
    'hard_bounced',
    'bounced_hard',
    'permanent_bounce',
    'permanent_fail',
    'permanent_failure',
  ],
  'bounce-transient': ['soft_bounce', 'softbounce', 'soft_bounced', 'bounced_soft', 'transient_bounce'],
  complaint: [
    'complained',
    'complaint',
    'spam',
    'spam_complaint',
    'spamcomplaint',
    'spamreport',
    'spam_report',
    'abuse',
    'abuse_report',
    'abusereport',
  ],
  // A temporary failure is tried again (Mailgun's `temporary_fail`): it ends nothing.
  'delivery-delay': [
    'deferred',
    'deferral',
    'delayed',
    'delay',
    'delivery_delay',
    'delivery_delayed',
    'temporary_fail',
    'temporary_failure',
  ],
  reject: ['rejected', 'reject', 'dropped', 'blocked', 'refused', 'policy_rejection', 'suppressed', 'quarantined'],
  queued: ['queued', 'accepted', 'processed', 'sent', 'send', 'submitted', 'request', 'requests', 'injection'],
};

const EVENT_OF: ReadonlyMap<string, CallbackEvent> = new Map(
  Object.entries(WORDS).flatMap(([event, words]) => words.map((word) => [word, event as CallbackEvent] as const)),
);

/** Bounce words that do not say by themselves whether the address is dead. */
const BOUNCED = new Set(['bounced', 'bounce', 'failed', 'failure', 'out_of_band']);

const FAILED = new Set(['failed', 'failure']);

/** Kinds of a bounce; SendGrid's `type` is `bounce` or `blocked`, Postmark's `Type` such as `HardBounce`. */
const HARD = ['hard', 'permanent', 'hardbounce', 'hard_bounce', 'bounce'];
const SOFT = ['soft', 'transient', 'undetermined', 'temporary', 'softbounce', 'soft_bounce', 'blocked'];

/** The normal words of the contract, for the refusal's text. */
export const ADAPTER_WORDS = 'delivered, bounced (hard or soft), complained, deferred, rejected, queued';

/** Some services put what the event is of before it: `email.delivered`, `activity.hard_bounced`. */
const OF_WHAT = /^(?:e?mail|message|activity)_(?=.)/;

const spell = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_')
    .replace(OF_WHAT, '');

/**
 * null for a word outside the vocabulary. A plain bounce is what its `bounceType` says, else what the reply in the error text says
 * (RFC 3463: 4.x.x is transient), else permanent: RFC 3464 calls a reported failure final.
 */
export const adapterEvent = (word: string, bounceType: string | null, error: string | null): CallbackEvent | null => {
  const spelt = spell(word);
  if (!BOUNCED.has(spelt)) return EVENT_OF.get(spelt) ?? null;
  if (bounceType === null) return diagnose(null, error)?.forGood === false ? 'bounce-transient' : 'bounce-permanent';
  const kind = spell(bounceType);
  // What failed for now is tried again (Mailgun's severity `temporary`); what bounced for now is over.
  if (kind === 'temporary' && FAILED.has(spelt)) return 'delivery-delay';
  if (HARD.includes(kind)) return 'bounce-permanent';
  return SOFT.includes(kind) ? 'bounce-transient' : null;
};
