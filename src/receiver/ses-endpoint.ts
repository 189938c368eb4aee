// POST /engagement/email/ses/webhook: token (already checked) → topic → certificate URL → signature → freshness → rows.
import { digestOf } from '../text/digest.ts';
import { isSubscribeUrl } from '../aws/sns/certificate-url.ts';
import { parseSnsBody } from './reading/sns-envelope.ts';
import type { SnsEnvelope } from './reading/sns-envelope.ts';
import { parseSesMessage } from './reading/ses-event.ts';
import type { SesEvent } from './reading/ses-event.ts';
import { spoken } from './reading/event-fields.ts';
import { accepted, rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Certificates } from './certificates.ts';
import type { GroupCommit } from './group-commit.ts';
import { bury } from './ledger/dead-letters.ts';
import type { DeadLetter } from './ledger/dead-letters.ts';
import type { IncomingEvent } from './ledger/rows.ts';
import type { ChannelAccount, ReceiverOptions } from './options.ts';
import { accountOfTopic, UNSIGNED, verifyEnvelope } from './sns-verify.ts';
import type { Verified } from './sns-verify.ts';

export interface Callback {
  /** As posted, decoded as UTF-8. */
  readonly body: string;
  readonly headers: { readonly [name: string]: unknown };
  /** Those whose token was right; at least one. */
  readonly accounts: readonly ChannelAccount[];
}

export interface SesEndpoint {
  readonly certificates: Certificates;
  readonly ledger: GroupCommit;
  readonly options: Pick<ReceiverOptions, 'confirm' | 'clock'>;
}

export const answerSes = async (endpoint: SesEndpoint, callback: Callback): Promise<Answer> => {
  const parsed = parseSnsBody(callback.body);
  if (parsed.kind === 'malformed') return rejected('malformed', parsed.detail);
  if (parsed.kind === 'raw' || callback.headers['x-amz-sns-rawdelivery'] === 'true') return answerRaw(endpoint, callback);
  const { envelope } = parsed;
  const verdict = await verifyEnvelope(envelope, callback.accounts, endpoint.certificates, endpoint.options.clock.now());
  if ('refusal' in verdict) return rejected(verdict.refusal, verdict.detail);
  if (envelope.type === 'SubscriptionConfirmation') return confirm(endpoint, envelope, verdict.verified);
  // GETting the SubscribeURL of an UnsubscribeConfirmation would subscribe again.
  if (envelope.type === 'UnsubscribeConfirmation') return accepted();
  return applyMessage(endpoint, envelope.message, envelope.messageId, verdict.verified, callback.body);
};

/** Raw delivery carries no signature and no topic: only the header names one, for accounts that require no signature. */
const answerRaw = async (endpoint: SesEndpoint, { body, headers, accounts }: Callback): Promise<Answer> => {
  const topicArn = headers['x-amz-sns-topic-arn'];
  const unsigned = accounts.filter((account) => !account.requireSnsSignature);
  if (unsigned.length === 0) return rejected('raw-delivery', 'switch raw message delivery off on the SNS subscription');
  const account = typeof topicArn === 'string' ? accountOfTopic(topicArn, unsigned) : undefined;
  if (account === undefined) return rejected('topic');
  const id = headers['x-amz-sns-message-id'];
  const sourceId = typeof id === 'string' ? id : null;
  return applyMessage(endpoint, body, sourceId, { account, ...UNSIGNED }, body);
};

const confirm = async ({ options }: SesEndpoint, envelope: SnsEnvelope, { topic }: Verified): Promise<Answer> => {
  const { subscribeUrl, token } = envelope;
  if (subscribeUrl === null || token === null || !isSubscribeUrl(subscribeUrl, topic, token)) return rejected('subscribe-url');
  const confirmed = await options.confirm(subscribeUrl).catch(() => false);
  return confirmed ? accepted({ subscriptionConfirmed: true }) : rejected('confirmation-failed');
};

/** As JSON writes the sign that no text of a row may hold. */
const NUL = String.raw`\u0000`;

type Source = Pick<Verified, 'account' | keyof typeof UNSIGNED>;

const applyMessage = async (
  endpoint: SesEndpoint,
  message: string,
  sourceId: string | null,
  source: Source,
  body: string,
): Promise<Answer> => {
  const parsed = parseSesMessage(message);
  if (parsed.kind === 'validation' || parsed.kind === 'unknown-event') return accepted();
  const receivedAt = endpoint.options.clock.now().toISOString();
  if (parsed.kind === 'event' && !(message.includes(NUL) && JSON.stringify(parsed.event).includes(NUL))) {
    const { processed, duplicates } = await endpoint.ledger.apply(incoming(parsed.event, sourceId, source, receivedAt));
    return accepted({ processed, duplicates });
  }
  const about = parsed.kind === 'incomplete' ? aboutOf(parsed.event, sourceId, source, receivedAt) : NOTHING_KNOWN;
  const reason = parsed.kind === 'event' ? 'nul-in-text' : parsed.reason;
  const digest = digestOf(body);
  await endpoint.ledger.act((tx) => bury(tx, { account: source.account.id, reason, digest, receivedAt, ...about }));
  return accepted({ errors: 1 });
};

const NOTHING_KNOWN: Pick<DeadLetter, 'message' | 'nonceTag' | 'fields'> = { message: null, nonceTag: null, fields: {} };

/** An incomplete event still says which message it is about: enough to find it, and to replay it when its row is known. */
const aboutOf = (event: SesEvent, sourceId: string | null, source: Source, receivedAt: string): typeof NOTHING_KNOWN => {
  const [one] = incoming({ ...event, recipients: [''], eventAt: event.eventAt || receivedAt }, sourceId, source, receivedAt);
  if (one === undefined || JSON.stringify(one).includes(NUL)) return NOTHING_KNOWN;
  return { message: one.message, nonceTag: one.nonceTag, fields: { event: { ...one, smtpResponse: null, diagnostic: null } } };
};

const storable = (text: string | null): string | null => text?.replaceAll('\0', '').slice(0, 128) ?? null;

/** One row a recipient. */
const incoming = (event: SesEvent, sourceId: string | null, source: Source, receivedAt: string): IncomingEvent[] =>
  event.recipients.map((recipient) => ({
    account: source.account.id,
    message: event.messageId,
    recipient,
    event: event.event,
    subtype: event.subtype,
    eventAt: event.eventAt,
    receivedAt,
    sourceId: storable(sourceId),
    signatureVersion: source.signatureVersion,
    fingerprint: source.fingerprint,
    signingCertUrl: source.signingCertUrl,
    configurationSet: event.configurationSet,
    smtpResponse: spoken(event.smtpResponse),
    status: spoken(event.causes[recipient]?.status ?? event.cause.status, 16),
    diagnostic: spoken(event.causes[recipient]?.diagnostic ?? event.cause.diagnostic),
    feedbackType: spoken(event.cause.feedbackType, 32),
    nonceTag: event.nonceTag,
    origin: 'sns',
  }));
