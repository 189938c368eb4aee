// Has the live message sent, at most once: the intent is durable before the act, the outcome after it.
import { isSimulated, SIMULATED, type SendPurpose, templateOf } from '../core/journal.ts';
import { TEMPLATE_NAMES } from '../core/profile.ts';
import type { Receipt, SendOutcome } from '../core/live.ts';
import { ObservationError } from '../core/errors.ts';
import { idOf } from '../core/proof.ts';
import type { OutgoingMessage } from '../core/ports/smtp.ts';
import type { SesEnvelope, Writes } from '../core/ports/writes.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { Profile } from '../profile/profile.ts';
import type { RunContext, Session } from './context.ts';
import { sendState } from './state.ts';

/** The last digit of the run's own nonce is 0. */
const digitOf = (purpose: SendPurpose): string => {
  if (isSimulated(purpose)) return { bounce: 'b', complaint: 'c', success: 'd' }[SIMULATED[purpose]];
  return String(TEMPLATE_NAMES.findIndex((name) => name === templateOf(purpose)) + 1);
};

/** Each purpose has a nonce of its own, derived from the run's. */
export const nonceFor = (nonce: string, purpose: SendPurpose): string =>
  purpose === 'live' ? nonce : nonce.slice(0, -1) + digitOf(purpose);

const recipientFor = (profile: Profile, purpose: SendPurpose, nonce: string): string =>
  isSimulated(purpose) ? `${SIMULATED[purpose]}+${nonce}@simulator.amazonses.com` : profile.live.recipient;

/** What SES fills in, for the message of a template. */
const templateFor = (profile: Profile, purpose: SendPurpose): Pick<OutgoingMessage, 'template'> => {
  const name = templateOf(purpose);
  const said = name === null ? undefined : profile.squareos.templates[name];
  return typeof said === 'object' ? { template: { name: said.ses, data: said.data } } : {};
};

const composeMessage = (profile: Profile, purpose: SendPurpose, nonce: string): OutgoingMessage => {
  const from = profile.squareos.sender.senderValue;
  return {
    from,
    to: recipientFor(profile, purpose, nonce),
    replyTo: profile.squareos.sender.replyTo ?? null,
    subject: `SquareOS email certification of ${profile.tenant} (${nonce})`,
    text: [
      `This is the one live message that certifies the email provider of ${profile.tenant}.`,
      `It was requested by ${profile.live.optIn.by} (${profile.live.optIn.reference}). No answer is needed.`,
      '',
      `Run: ${nonce}`,
      // A link of the gym’s own shows in the mailbox whether it was led through somebody else’s host.
      ...(profile.sending.websiteUrl === undefined ? [] : [`Website: ${profile.sending.websiteUrl}`]),
      '',
    ].join('\n'),
    nonce,
    messageId: `${nonce}@${from.slice(from.lastIndexOf('@') + 1)}`,
    ...templateFor(profile, purpose),
  };
};

/** Rehearsals to the simulator are certify's own; everything else the platform sends, where it is to. */
const certifySends = (profile: Profile, purpose: SendPurpose): boolean => isSimulated(purpose) || profile.live.via === 'provider';

const envelopeOf = (profile: Profile): SesEnvelope => {
  const { configurationSet, tenant, identityArn } = sesPlaceOf(profile);
  return { configurationSet, tenant, identityArn };
};

const register = async (ctx: RunContext, writes: Writes, message: OutgoingMessage, receipt: Receipt | null): Promise<void> => {
  await writes.ledger.register({
    nonce: message.nonce,
    recipient: message.to,
    channel: ctx.loaded.profile.provider === 'SES' ? 'ses' : 'smtp',
    campaignId: ctx.loaded.profile.live.campaign ?? null,
    providerMessageId: receipt === null ? null : idOf(receipt),
    messageId: receipt?.messageId ?? message.messageId,
    join: receipt?.join ?? 'exact',
  });
};

/** Registers the provider id once it is known; idempotent, so that a resume repeats it. */
export const registerReceipt = async (ctx: RunContext, session: Session, purpose: SendPurpose = 'live'): Promise<void> => {
  const { profile } = ctx.loaded;
  const receipt = sendState(session.state(), purpose).receipt;
  if (ctx.writes === null || receipt === null || !certifySends(profile, purpose) || profile.callback.ledger.attest === true)
    return;
  await register(ctx, ctx.writes, composeMessage(profile, purpose, nonceFor(session.state().nonce, purpose)), receipt);
};

const handOver = async (
  ctx: RunContext,
  writes: Writes,
  session: Session,
  message: OutgoingMessage,
  purpose: SendPurpose,
): Promise<SendOutcome> => {
  const { profile } = ctx.loaded;
  const accepted = (): SendOutcome => ({
    kind: 'accepted',
    receipt: { providerMessageId: null, requestId: null, sentAt: ctx.reads.clock.now().toISOString(), via: 'squareos' },
  });
  if (!certifySends(profile, purpose)) {
    if (profile.live.trigger === 'person') {
      await ctx.people.sendByHand(message.nonce, profile.live.recipient);
      return accepted();
    }
    const outcome = await writes.platform.trigger(
      profile.live.trigger.path,
      withNonce(profile.live.trigger.body, message, templateOf(purpose)),
      purpose === 'live' ? session.state().runId : `${session.state().runId}-${purpose}`,
    );
    return outcome;
  }
  if (profile.provider === 'SES') return writes.ses.send(message, envelopeOf(profile));
  return (await writes.smtp.send(message)).outcome;
};

/** `{nonce}`, `{recipient}`, `{from}`, `{subject}` and `{template}` in the trigger's body are filled in. */
const withNonce = (
  body: { readonly [key: string]: unknown },
  message: OutgoingMessage,
  template: string | null,
): { readonly [key: string]: unknown } => {
  const values: { readonly [name: string]: string } = {
    nonce: message.nonce,
    recipient: message.to,
    from: message.from,
    subject: message.subject,
    template: template ?? '',
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/\{(nonce|recipient|from|subject|template)\}/g, (_, name: string) => values[name] ?? '');
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]));
    return value;
  };
  const told = template === null ? {} : { template };
  return { nonce: message.nonce, recipient: message.to, ...told, ...(fill(body) as object) };
};

/** What each line of the send log holds, the recipient masked. */
const about = (ctx: RunContext, { to, template }: OutgoingMessage, startedAt: number) => ({
  to: ctx.mask(to),
  template_name: template?.name ?? 'certify-live',
  duration_ms: Math.round(ctx.reads.clock.elapsed() - startedAt),
});

const logLine = async (
  ctx: RunContext,
  session: Session,
  message: OutgoingMessage,
  outcome: SendOutcome,
  startedAt: number,
): Promise<void> => {
  await session.append({
    type: 'log',
    line: {
      event: outcome.kind === 'accepted' ? 'email_sent' : 'email_send_failed',
      message_id: outcome.kind === 'accepted' ? outcome.receipt.providerMessageId : null,
      ...about(ctx, message, startedAt),
      ...(outcome.kind === 'accepted' ? {} : { code: outcome.code }),
    },
  });
};

/** Development logs the message that it would have sent. */
export const logInstead = async (ctx: RunContext, session: Session, purpose: SendPurpose): Promise<void> => {
  const startedAt = ctx.reads.clock.elapsed();
  const message = composeMessage(ctx.loaded.profile, purpose, nonceFor(session.state().nonce, purpose));
  const line = { event: 'email_logged', message_id: null, ...about(ctx, message, startedAt) } as const;
  await session.append({ type: 'log', line });
};

/** What a party said, as it may be stored: a refusal names the recipient as often as not. Ids stay as they are: callbacks name them. */
const stored = (ctx: RunContext, outcome: SendOutcome): SendOutcome => {
  const masked = (text: string): string => {
    const told = ctx.mask(text);
    return typeof told === 'string' ? told : text;
  };
  if (outcome.kind !== 'accepted') return { ...outcome, message: masked(outcome.message) };
  const { receipt } = outcome;
  return receipt.reply === undefined ? outcome : { ...outcome, receipt: { ...receipt, reply: masked(receipt.reply) } };
};

/** The reason for not sending when the attempt cannot be registered first. */
const withheldBy = (error: ObservationError): string =>
  error.unseen.code === 'EMAIL_SUPPRESSED' ? 'suppressed' : 'ledger-not-writable';

/** One attempt. Everything that can fail harmlessly comes before the intent. */
export const sendLive = async (ctx: RunContext, session: Session, purpose: SendPurpose, attempt: 1 | 2): Promise<void> => {
  const { writes } = ctx;
  if (writes === null) throw new Error('a read-only command came to a send');
  const { profile } = ctx.loaded;
  const message = composeMessage(profile, purpose, nonceFor(session.state().nonce, purpose));
  if (certifySends(profile, purpose) && profile.callback.ledger.attest !== true) {
    try {
      await register(ctx, writes, message, null);
    } catch (error) {
      if (!(error instanceof ObservationError)) throw error;
      await session.append({ type: 'send-withheld', purpose, reason: withheldBy(error), because: [error.unseen.message] });
      return;
    }
  }
  ctx.signal.throwIfAborted();
  await session.append({ type: 'send-intended', purpose, attempt, nonce: message.nonce });
  const startedAt = ctx.reads.clock.elapsed();
  const outcome = stored(ctx, await handOver(ctx, writes, session, message, purpose));
  await session.append({ type: 'send-ended', purpose, attempt, outcome });
  await logLine(ctx, session, message, outcome, startedAt);
};
