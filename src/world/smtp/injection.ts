// Whether a relay carries out, inside TLS, a command that was sent in clear before the handshake (RFC 3207 §4.2).
import type { InjectionTest, SmtpTarget } from '../../core/ports/smtp.ts';
import { WireError } from './wire.ts';
import { Session } from './session.ts';
import type { SmtpSettings } from './settings.ts';

const notTested = (detail: string): InjectionTest => ({ result: 'not-tested', detail });

/**
 * `STARTTLS` and `NOOP` in one packet, the handshake, then EHLO and QUIT. A server that kept the NOOP answers it inside TLS,
 * so that the reply to QUIT is not 221 but the one that belonged to EHLO.
 */
const run = async (session: Session, target: SmtpTarget, signal?: AbortSignal): Promise<InjectionTest> => {
  if (target.secure) return notTested('There is no STARTTLS on an implicit TLS port.');
  if (!(await session.connect(signal)) || !(await session.greeting()) || !(await session.hello(false))) {
    return notTested('The session ended before STARTTLS.');
  }
  if (session.ehlo?.starttls !== true) return notTested('STARTTLS is not offered.');
  const reply = await session.say('STARTTLS\r\nNOOP', session.times.command, 'STARTTLS + NOOP in one packet');
  if (reply.code !== 220) return { result: 'refused', detail: `The server refused the packet with ${reply.code}.` };
  session.wire.takeUnread();
  if (!(await session.secure())) return { result: 'refused', detail: 'The server ended the session instead of upgrading it.' };
  const first = await session.say(`EHLO ${session.ehloName}`);
  const second = await session.say('QUIT');
  return second.code === 221 || first.code >= 500
    ? { result: 'dropped', detail: 'The command sent before the handshake was dropped.' }
    : { result: 'executed', detail: 'The command sent in clear before the handshake was answered inside TLS.' };
};

/** One session without credentials. Resolves for every behaviour of the server. */
export const testInjection = async (target: SmtpTarget, settings: SmtpSettings, signal?: AbortSignal): Promise<InjectionTest> => {
  const session = new Session(target, { ...settings, username: null, password: null });
  try {
    return await run(session, target, signal);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return notTested(error.message);
  } finally {
    await session.quit();
  }
};
