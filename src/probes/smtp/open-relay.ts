// Whether the relay takes mail for strangers from a client that did not sign in: one attempt, up to RCPT, never DATA.
import type { SmtpSession, SmtpStage } from '../../core/ports/smtp.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { passesByItself } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { defineProbe } from '../probe.ts';
import { encrypted } from './other-mode.ts';

/** Reserved by RFC 2606, so no relay is its final destination; nothing is ever sent there. */
const STRANGER = 'open-relay-test@example.net';

/** Where a relay answers about senders and recipients. */
const ENVELOPE: readonly SmtpStage[] = ['mail', 'rcpt'];

/** A client that is turned away, or put off, was not told whether the relay serves strangers. */
const resultOf = (session: SmtpSession): Facts['smtp.openRelay']['result'] => {
  const last = session.stages.at(-1);
  if (last?.stage === 'rcpt' && last.ok) return 'accepted';
  if (last === undefined || last.reply === null || last.reply.code < 400 || !ENVELOPE.includes(last.stage)) return 'not-reached';
  return passesByItself(refusalCause(last.reply, placeIn(session, last.stage))) ? 'not-reached' : 'refused';
};

export const smtpOpenRelayProbe = defineProbe({
  key: 'smtp.openRelay',
  needs: ['smtp.session'],
  permissions: [],
  async ask({ smtp, sender: { relay } }, facts, signal) {
    const session = facts['smtp.session'];
    if (relay === null) return new NotAsked('There is no relay to ask.');
    if (relay.username === null) return new NotAsked('The relay is used without a login, so it must know its clients otherwise.');
    if (!encrypted(session.value)) return new NotAsked('The session with the relay did not get as far as TLS.');
    const target = { host: relay.host, port: relay.port, secure: relay.secure };
    const attempt = await smtp.probe(target, 'rcpt', { anonymous: true, recipient: STRANGER, signal });
    return { result: resultOf(attempt), recipientDomain: 'example.net', session: attempt };
  },
});
