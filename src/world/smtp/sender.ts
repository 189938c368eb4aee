// The sending side: one attempt, no retry, and an outcome that says whether the relay can have the message.
import type { SendOutcome } from '../../core/live.ts';
import type { OutgoingMessage, SmtpReached, SmtpReply, SmtpSender, SmtpSession } from '../../core/ports/smtp.ts';
import { queuedId } from '../../mail/smtp/queued-id.ts';
import { passesByItself } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { replyText } from '../../mail/smtp/reply.ts';
import { expects } from './log.ts';
import { openSession } from './open.ts';
import { Session } from './session.ts';
import type { SenderSettings } from './settings.ts';
import { WireError } from './wire.ts';

interface Sent {
  readonly outcome: SendOutcome;
  readonly reached: SmtpReached;
}

/** Not accepted, and it cannot have been: the last stage says why. A broken connection before the dot may be tried again. */
const refused = (session: SmtpSession): SendOutcome => {
  const last = session.stages.at(-1);
  const stage = last?.stage ?? 'resolve';
  const reply = last?.reply ?? null;
  if (reply !== null && last?.error === null) {
    const temporary = passesByItself(refusalCause(reply, placeIn(session, stage)));
    return { kind: 'refused', code: String(reply.code), message: replyText(reply), temporary, stage };
  }
  const code = last?.error ?? 'CLOSED';
  return { kind: 'refused', code, message: last?.detail ?? 'The session ended.', temporary: passing.has(code), stage };
};

/** Errors that another attempt may not meet. Wrong TLS, a wrong address or a missing password stay wrong. */
const passing = new Set([
  'TIMEOUT',
  'CLOSED',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ESERVFAIL',
  'ETIMEOUT',
]);

const accepted = (
  reply: SmtpReply,
  message: OutgoingMessage,
  settings: SenderSettings,
  banner: string | null,
  sentAt: string,
): SendOutcome => {
  const found = queuedId({
    reply: replyText(reply),
    host: settings.target.host,
    banner,
    relay: settings.relay ?? null,
    pattern: settings.queueIdPattern ?? null,
    messageId: message.messageId,
  });
  return {
    kind: 'accepted',
    receipt: {
      providerMessageId: found.id,
      requestId: null,
      sentAt,
      via: 'provider',
      reply: replyText(reply),
      join: found.join,
      messageId: message.messageId,
    },
  };
};

/** Body first, dot after: only when the dot has been handed to the system can the relay have the message. */
const transmit = async (session: Session, body: string, message: OutgoingMessage, settings: SenderSettings): Promise<Sent> => {
  const { times, wire, log } = session;
  const ready = await log.stage('data', () => session.say('DATA'), expects(3));
  if (ready === null) return { outcome: refused(log.result()), reached: 'before-data' };
  try {
    await wire.octets(Buffer.from(body, 'latin1'), times.dataBlock);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return cutShort(session);
  }
  return wire.ended === null && wire.unread === 0 ? finish(session, message, settings) : cutShort(session);
};

/** Before the dot the relay cannot have the message, whatever it said last. */
const cutShort = async ({ log, wire }: Session): Promise<Sent> => {
  await log.stage(
    'data',
    () => wire.reply(0),
    (reply) => ({ ok: false, reply, error: null, detail: null }),
  );
  return { outcome: refused(log.result()), reached: 'mid-data' };
};

const finish = async (session: Session, message: OutgoingMessage, settings: SenderSettings): Promise<Sent> => {
  const { times, log } = session;
  const sentAt = new Date().toISOString();
  const reply = await log.stage('final-dot', () => session.say('.', times.finalDot), expects(2));
  const last = log.last;
  if (reply !== null) return { outcome: accepted(reply, message, settings, log.seen.banner, sentAt), reached: 'answered' };
  const odd = last?.error === null ? last.reply : null;
  // A reply that neither takes nor refuses leaves open what became of the message.
  if (odd !== null && odd.code >= 400) return { outcome: refused(log.result()), reached: 'answered' };
  const why = odd === null ? (last?.detail ?? 'The connection ended.') : `the relay answered “${replyText(odd)}”.`;
  return {
    outcome: {
      kind: 'ambiguous',
      code: odd === null ? (last?.error ?? 'CLOSED') : String(odd.code),
      message: `The whole message was handed over, then: ${why} The relay may have queued it.`,
      stage: 'final-dot',
    },
    reached: 'after-dot',
  };
};

const deliver = async (session: Session, message: OutgoingMessage, settings: SenderSettings): Promise<Sent> => {
  const early = (): Sent => ({ outcome: refused(session.result()), reached: 'before-data' });
  // nodemailer is loaded only by a command that sends.
  const { composeMessage, dotStuffed } = await import('./message.ts');
  const body = dotStuffed(await composeMessage(message, settings));
  if (!(await openSession(session, settings.target, 'tls'))) return early();
  // SquareOS's client would stop here too, with or without a login.
  if (!session.verified) session.log.refuse('auth', 'TLS_NOT_VERIFIED', 'Nothing was sent: the TLS session is not verified.');
  if (!session.verified || !(await session.signIn())) return early();
  if (!(await session.mail(settings.sender, body.length)) || !(await session.rcpt(message.to))) return early();
  return transmit(session, body, message, settings);
};

/** The sender of one tenant: each message a session of its own. Resolves for every behaviour of the relay. */
export const createSmtpSender = (settings: SenderSettings): SmtpSender => ({
  async send(message) {
    const session = new Session(settings.target, settings);
    try {
      const sent = await deliver(session, message, settings);
      return { ...sent, session: session.result() };
    } finally {
      await session.quit();
    }
  },
});
