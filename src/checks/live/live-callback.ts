// The provider's verified callback for this very message came, and says "delivered".
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { BY_MACHINE, isNegativeEnd, type LedgerEvent, STATUS_AFTER } from '../../core/live.ts';
import { seenOrNull } from '../../core/observation.ts';
import { type Expected, type Flaw, flawOf, idOf, isGenuine, isOfMessage } from '../../core/proof.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import { deadLetterQueues } from '../sns/undelivered.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { NEGATIVE_REASONS, negativeEnd } from './negative-end.ts';
import { onTheWay } from './on-the-way.ts';
import type { Facts } from '../../facts/index.ts';
import { type Leads, seenLeads, unnamedSetOf, WHERE_TO_LOOK_SMTP, whereToLook } from './where-to-look.ts';

/** A warning lets callbacks through. */
const KEEPS_BACK = ['fail', 'pending', 'inconclusive'] as const;

/** Whatever keeps a callback from being made, delivered or taken; each has a finding of its own where certify can see it. */
const WAY_BACK = [
  { check: 'live-receipt' },
  { check: 'ses-configuration-set-applied', status: KEEPS_BACK },
  // Where the platform names no set after all, the events are the default set's.
  { check: 'ses-configuration-set-applied', reasons: ['header-needed', 'default-set-differs'] },
  { check: 'ses-event-destination', status: KEEPS_BACK },
  { check: 'sns-topic-exists', status: KEEPS_BACK },
  { check: 'sns-topic-policy', status: KEEPS_BACK },
  { check: 'sns-topic-encryption', status: KEEPS_BACK },
  { check: 'sns-subscription', status: KEEPS_BACK },
  { check: 'callback-url', status: KEEPS_BACK },
  { check: 'webhook-endpoint', status: ['fail'] },
  { check: 'smtp-adapter' },
] as const;

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
  'id-unknown': {
    status: ['inconclusive'],
    says: 'Events with the mark of this run came, and no id of the live message is known to compare them with.',
    follows: [{ check: 'live-receipt' }],
  },
  'id-untold': { status: ['inconclusive'], says: 'The ledger’s events do not tell which message id they are about.' },
  'other-message': {
    status: ['inconclusive'],
    says: 'What came with the mark of this run is about another message id than the send gave.',
  },
  'other-configuration-set': {
    status: ['inconclusive'],
    says: 'A Delivery came for the message, sent with another configuration set than the profile names.',
  },
  'configuration-set-untold': {
    status: ['inconclusive'],
    says: 'A Delivery came for the message, and does not tell its configuration set.',
  },
  'other-recipient': { status: ['inconclusive'], says: 'A Delivery came, for another address than the live recipient.' },
  'recipient-untold': { status: ['inconclusive'], says: 'A Delivery came, and the ledger does not tell for whom.' },
  'sent-twice': { status: ['warn'], says: 'The message was delivered, and another one with the same mark was sent beside it.' },
  ...NEGATIVE_REASONS,
  'report-auth-failure': {
    status: ['warn'],
    says: 'The message was delivered, and the recipient’s provider reports that it could not authenticate it.',
  },
  quarantined: { status: ['warn'], says: 'The recipient’s server took the message and put it into quarantine.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const NAME_THE_ID: DraftAct = {
  say: 'Have the id of the live message named first, by SquareOS or by the message in the mailbox; then start a new run.',
  owner: 'implementation engineer',
};

/** Ordered by how near an event with it comes to a proof, the farthest first. */
const FLAWS: readonly Flaw[] = [
  'id-unknown',
  'other-message',
  'id-untold',
  'other-recipient',
  'recipient-untold',
  'other-configuration-set',
  'configuration-set-untold',
];

const QUARANTINE = /quarantin|junk|spam folder|dmarc[:=]\s*(?:quarantine|fail)/i;

const seenAs = ({ event, subtype, eventAt, sourceId }: LedgerEvent): JsonObject => ({ event, subtype, at: eventAt, sourceId });

/** The event that comes nearest to a proof: a told end before a step on the way, fewer flaws before more. */
const nearest = (
  events: readonly LedgerEvent[],
  expected: Expected,
): { readonly event: LedgerEvent; readonly flaw: Flaw } | null => {
  const flawed = events.flatMap((event) => {
    const flaw = flawOf(event, expected);
    return flaw === null ? [] : [{ event, flaw }];
  });
  const weight = ({ event, flaw }: (typeof flawed)[number]): number =>
    (event.event === 'delivery' || isNegativeEnd(event.event) ? 0 : 10) - FLAWS.indexOf(flaw);
  return flawed.toSorted((a, b) => weight(a) - weight(b))[0] ?? null;
};

const mapField = (field: string, what: string): DraftAct =>
  profileField(
    `Have the platform’s ledger tell ${what} of each event, and name its place in \`callback.ledger.map\` as \`event.${field}\`.`,
    `callback.ledger.map["event.${field}"]`,
    null,
  );

/** What each flaw asks for. */
const actOf = (flaw: Exclude<Flaw, 'id-unknown'>, event: LedgerEvent, expected: Expected): DraftAct => {
  const own = expected.message === null ? null : idOf(expected.message);
  switch (flaw) {
    case 'id-untold':
      return mapField('providerMessageId', 'the provider’s message id');
    case 'other-message':
      return {
        say: `Find out in SquareOS which message ${event.providerMessageId} is: it carries the mark of this run, and the send gave ${own}. Either the message went out twice, or callbacks are joined by the mark instead of the id. Then start a new run.`,
        owner: 'SquareOS admin',
      };
    case 'other-recipient':
      return { say: 'The Delivery is for another address: send to `live.recipient` alone.', owner: 'implementation engineer' };
    case 'recipient-untold':
      return mapField('recipientMatches', 'whether the recipient is the attempt’s');
    case 'configuration-set-untold':
      return mapField('configurationSet', 'the configuration set');
    case 'other-configuration-set':
      return {
        say: `The message was sent with configuration set ${event.configurationSet ?? '(none)'}. Make SquareOS pass the one that the profile names, or correct \`ses.configurationSet\`.`,
        owner: 'SquareOS admin',
      };
  }
};

const unproven = (event: LedgerEvent, flaw: Flaw, expected: Expected): Verdict => ({
  status: 'inconclusive',
  reason: flaw,
  observed: {
    ...seenAs(event),
    providerMessageId: event.providerMessageId,
    receipt: expected.message === null ? null : idOf(expected.message),
    recipientMatches: event.recipientMatches,
    configurationSet: event.configurationSet,
    tag: event.nonceTag,
  },
  expected: 'A Delivery that names the id of the live message, for its recipient, sent with the profile’s configuration set.',
  ...(flaw === 'id-unknown' ? { remedy: [NAME_THE_ID] } : { remedy: [actOf(flaw, event, expected)] }),
});

const missing = (
  { events, timedOut }: Pick<Facts['live.callback'], 'events' | 'timedOut'>,
  smtp: boolean,
  expected: Expected,
  leads: Leads,
): Verdict => {
  const genuine = events.filter((event) => isGenuine(event, expected.message));
  // What was opened says nothing of where the message is; a machine opens on the way.
  const last = genuine.findLast(({ event }) => STATUS_AFTER[event] !== null) ?? genuine.at(-1);
  const near = nearest(events, expected);
  if (near !== null && (last === undefined || near.event.event === 'delivery')) return unproven(near.event, near.flaw, expected);
  if (last !== undefined) {
    return {
      status: 'inconclusive',
      reason: 'not-delivered-yet',
      observed: { ...seenAs(last), status: last.status, diagnostic: last.diagnostic },
      expected: 'A Delivery event within the waiting time.',
      ...onTheWay(last, genuine),
    };
  }
  return {
    status: 'inconclusive',
    reason: 'never-came',
    observed: { timedOut, ...seenLeads(leads) },
    expected: 'A verified callback for the live message within the waiting time.',
    remedy: smtp ? [WHERE_TO_LOOK_SMTP] : whereToLook(leads),
    owner: smtp ? 'mail provider admin' : 'AWS admin',
  };
};

/** Opens and clicks of this message, those of machines apart: they count for no reader. Empty where none came. */
const engagementOf = (events: readonly LedgerEvent[], expected: Expected): JsonObject => {
  const counted = (['open', 'click'] as const).flatMap((name) => {
    const all = events.filter((one) => one.event === name && isGenuine(one, expected.message));
    const machines = all.filter(({ subtype }) => subtype === BY_MACHINE).length;
    return all.length === 0 ? [] : [[name, { people: all.length - machines, machines }] as const];
  });
  return counted.length === 0 ? {} : { engagement: Object.fromEntries(counted) };
};

/** A message with the mark of this run that is not the live message. */
const twinOf = (events: readonly LedgerEvent[], nonce: string | null, expected: Expected): LedgerEvent | undefined =>
  events.find(
    ({ nonceTag, providerMessageId }) =>
      nonce !== null && nonceTag === nonce && isOfMessage(providerMessageId, expected.message) === false,
  );

const twice = (twin: LedgerEvent, observed: JsonObject): Verdict => ({
  status: 'warn',
  reason: 'sent-twice',
  observed: { ...observed, otherMessage: twin.providerMessageId },
  expected: 'One message is sent under one mark.',
  remedy: [
    {
      say: `Find out why SquareOS sent a second message (${twin.providerMessageId}) for the same order: a customer would get every invoice twice.`,
    },
  ],
  owner: 'SquareOS admin',
});

const decided = (deciding: LedgerEvent, engagement: JsonObject, region: string | null): Verdict => {
  const observed = { ...seenAs(deciding), smtpResponse: deciding.smtpResponse, ...engagement };
  if (deciding.event !== 'delivery') return negativeEnd(deciding, observed, region);
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

/** A report on this message that says that its authentication failed (RFC 6591). */
const reportOf = (events: readonly LedgerEvent[], expected: Expected): LedgerEvent | undefined =>
  events.find((event) => event.feedbackType?.trim().toLowerCase() === 'auth-failure' && isGenuine(event, expected.message));

const reported = (report: LedgerEvent, observed: JsonObject): Verdict => ({
  status: 'warn',
  reason: 'report-auth-failure',
  observed: { ...observed, report: seenAs(report), diagnostic: report.diagnostic },
  expected: 'The recipient’s provider authenticates the message.',
  remedy: [
    { say: 'Look at SPF, DKIM and their alignment with the From domain: the recipient’s provider reports a failure of them.' },
  ],
  owner: 'DNS admin',
});

export const liveCallback = defineCheck({
  id: 'live-callback',
  title: 'The provider’s verified callback says that the live message was delivered',
  severity: 'blocker',
  why: 'A queue row is not a delivery: without the callback the platform never learns what became of an invoice.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html'],
  reasons,
  needs: ['live.callback'],
  uses: ['profile.tenant', 'live.receipt', 'live.rows', 'ses.configurationSet', 'sns.subscriptions'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const tenant = facts['profile.tenant'];
    const sent = facts['live.receipt'];
    // SES behind its SMTP interface calls back over SNS like any other SES.
    const smtp = tenant.state === 'observed' && tenant.value.provider === 'SMTP' && tenant.value.smtp?.ses === null;
    const { deciding, events } = facts['live.callback'].value;
    const rows = facts['live.rows'];
    const place = tenant.state === 'observed' ? sesPlaceOf(tenant.value) : null;
    const expected: Expected = {
      message: sent.state === 'observed' ? sent.value.receipt : null,
      configurationSet: place?.configurationSet ?? null,
    };
    if (deciding === null) {
      const leads: Leads = {
        strays: rows.state === 'observed' ? (rows.value.strays ?? null) : null,
        unnamedSet: unnamedSetOf(seenOrNull(tenant), facts['ses.configurationSet']),
        queues: smtp ? null : deadLetterQueues(facts['sns.subscriptions']),
      };
      return missing(facts['live.callback'].value, smtp, expected, leads);
    }
    const verdict = decided(deciding, engagementOf(events, expected), place?.region ?? null);
    const report = reportOf(events, expected);
    if (report !== undefined && verdict.status === 'pass') return reported(report, verdict.observed ?? {});
    const twin = twinOf(events, sent.state === 'observed' ? sent.value.nonce : null, expected);
    return twin === undefined || verdict.status !== 'pass' ? verdict : twice(twin, verdict.observed ?? {});
  },
});
