// `certify lab trigger`: one correctly signed SNS message, or one adapter callback, to a webhook under development.
import path from 'node:path';
import { newMessageId } from '../aws/send-email.ts';
import { labKeys } from '../keys.ts';
import type { Forgery } from '../scenario/types.ts';
import { EVENT_SUBJECT } from '../ses/publisher.ts';
import { adapterBody } from '../smtp/adapter.ts';
import { readRelayBehaviour } from '../smtp/behaviour.ts';
import { certificatePath, postOf, type Signer, signedEnvelope, snsHost } from '../sns/envelope.ts';
import { forge } from '../sns/forge.ts';
import { post } from '../sns/post.ts';
import { openState } from '../state.ts';
import { ADAPTER_EVENTS, messageText, TOPIC_ARN, TRIGGER_EVENTS } from './events.ts';

export { TRIGGER_EVENTS } from './events.ts';

export interface TriggerOptions {
  /** One of TRIGGER_EVENTS. */
  readonly event: string;
  /** A loopback URL; it may carry its `?token=`. */
  readonly to: string;
  /** The signing key lives here, so that the certificate stays the same from one call to the next (`lab up --state` shares it). */
  readonly stateDir: string;
  readonly topicArn: string;
  /** Default `2`. */
  readonly signatureVersion?: '1' | '2';
  readonly messageId?: string;
  readonly recipient?: string;
  readonly configurationSet?: string;
  /** The identity feedback form (`notificationType`) instead of event publishing. */
  readonly feedbackForm?: boolean;
  /** Raw delivery: the event without its envelope. */
  readonly raw?: boolean;
  /** Makes it one of the posts that a webhook must refuse. */
  readonly forgery?: Forgery;
}

export interface TriggerAnswer {
  /** null when no HTTP answer came. */
  readonly status: number | null;
  readonly body: string;
  /** Transport error, or `not-loopback`. */
  readonly error: string | null;
  readonly durationMs: number;
  readonly posted: { readonly headers: { readonly [name: string]: string }; readonly body: string };
  readonly messageId: string;
  /** Where the message says its certificate is, and the files that hold it and its authority; null for adapter callbacks. */
  readonly certificate: { readonly url: string; readonly file: string; readonly authorityFile: string } | null;
}

interface Request {
  readonly to: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const confirmation = (options: TriggerOptions, signer: Signer): Request => {
  const type = options.event === 'subscription-confirmation' ? 'SubscriptionConfirmation' : 'UnsubscribeConfirmation';
  const { topicArn, to } = options;
  const message = `You have chosen to ${type === 'SubscriptionConfirmation' ? 'subscribe to' : 'leave'} the topic ${topicArn}.`;
  const token = 'f'.repeat(192);
  const envelope = signedEnvelope(
    { type, topicArn, message, subject: null, version: options.signatureVersion ?? '2', token, at: new Date() },
    signer,
  );
  return { to, ...postOf(envelope, null) };
};

const notification = (options: TriggerOptions, signer: Signer, messageId: string): Request => {
  const { topicArn, to, event } = options;
  const subscriptionArn = `${topicArn}:00000000-0000-4000-8000-000000000000`;
  const message = messageText(options, messageId);
  const subject = options.feedbackForm === true || event === 'validation' ? null : EVENT_SUBJECT;
  const version = options.signatureVersion ?? '2';
  const envelope = signedEnvelope(
    { type: 'Notification', topicArn, message, subject, version, subscriptionArn, at: new Date() },
    signer,
  );
  if (options.forgery !== undefined) {
    const { endpoint, headers, body } = forge(options.forgery, envelope, subscriptionArn, to, signer);
    return { to: endpoint, headers, body };
  }
  const signed = postOf(envelope, subscriptionArn);
  return options.raw === true
    ? { to, headers: { ...signed.headers, 'x-amz-sns-rawdelivery': 'true' }, body: message }
    : { to, ...signed };
};

const adapterCallback = (options: TriggerOptions, messageId: string): Request => {
  const event = ADAPTER_EVENTS.find((name) => `smtp-${name}` === options.event) ?? 'delivered';
  const behaviour = { ...readRelayBehaviour({}, 'trigger').adapter, event };
  const body = adapterBody(behaviour, { queuedId: messageId, messageId: null }, new Date()) ?? '{}';
  return { to: options.to, headers: { 'content-type': 'application/json' }, body };
};

/** Builds the message, posts it once, and tells what was answered. Throws for an event or topic ARN that it does not know. */
export const trigger = async (options: TriggerOptions): Promise<TriggerAnswer> => {
  if (!TRIGGER_EVENTS.includes(options.event))
    throw new Error(`no such event: ${options.event}; there are ${TRIGGER_EVENTS.join(', ')}`);
  const region = TOPIC_ARN.exec(options.topicArn)?.[2];
  if (region === undefined) throw new Error(`not the ARN of an SNS topic: ${options.topicArn}`);
  const state = openState(options.stateDir);
  try {
    const keys = await labKeys(state, region);
    const { signer, authority } = keys;
    if (signer === null) throw new Error('the lab has no signing key');
    const smtp = options.event.startsWith('smtp-');
    const messageId = options.messageId ?? (smtp ? '4QxYzT1k2Jz9R' : newMessageId(region, new Date()));
    const confirming = options.event.endsWith('-confirmation');
    const request = smtp
      ? adapterCallback(options, messageId)
      : confirming
        ? confirmation(options, signer)
        : notification(options, signer, messageId);
    const startedAt = performance.now();
    const result = await post(request.to, request.headers, request.body, authority.certPem);
    return {
      status: result.kind === 'answered' ? result.status : null,
      body: result.kind === 'answered' ? result.body : '',
      error: result.kind === 'answered' ? null : result.kind === 'failed' ? result.code : 'not-loopback',
      durationMs: Math.round(performance.now() - startedAt),
      posted: { headers: request.headers, body: request.body },
      messageId,
      certificate: smtp
        ? null
        : {
            url: `https://${snsHost(region)}${certificatePath(signer.certPem)}`,
            file: state.file(path.basename(certificatePath(signer.certPem)), signer.certPem),
            authorityFile: state.file('lab-ca.pem', authority.certPem),
          },
    };
  } finally {
    state.close();
  }
};
