// From TCP to the EHLO reply on the session that will be used: the opening that every visit to a relay shares.
import type { SmtpTarget } from '../../core/ports/smtp.ts';
import type { Session } from './session.ts';

/** False when a stage ended it; the log says which. `ehlo` stops before STARTTLS. */
export const openSession = async (
  session: Session,
  target: SmtpTarget,
  until: 'ehlo' | 'tls',
  signal?: AbortSignal,
): Promise<boolean> => {
  if (!(await session.connect(signal))) return false;
  if (target.secure) return (await session.secure()) && (await session.greeting()) && session.hello(true);
  if (!(await session.greeting()) || !(await session.hello(false))) return false;
  if (until === 'ehlo') return true;
  return (await session.startTls()) && (await session.secure()) && session.hello(true);
};
