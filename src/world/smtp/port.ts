// The reading side: looks as far as it is asked, never sends DATA.
import type { InjectionTest, SmtpPort, SmtpSession, SmtpTarget, TlsOffer } from '../../core/ports/smtp.ts';
import { meetOthers } from './addresses.ts';
import { testInjection } from './injection.ts';
import { PLANNED_OCTETS } from '../../mail/smtp/ehlo.ts';
import { openSession } from './open.ts';
import { Session } from './session.ts';
import type { SmtpSettings } from './settings.ts';
import { tryTlsOffers } from './tls-offers.ts';

type Until = Parameters<SmtpPort['probe']>[1];

const look = async (
  session: Session,
  target: SmtpTarget,
  settings: SmtpSettings,
  until: Until,
  recipient: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  if (!(await openSession(session, target, until === 'ehlo' ? 'ehlo' : 'tls', signal)) || until === 'ehlo' || until === 'tls')
    return;
  if (!(await session.signIn()) || until === 'auth') return;
  if (!(await session.mail(settings.sender, PLANNED_OCTETS)) || !(await session.rcpt(recipient))) return;
  await session.courtesy('RSET');
};

/** The SMTP port of one tenant. Each probe is a session of its own. */
export const createSmtpPort = (settings: SmtpSettings): SmtpPort => ({
  async probe(target, until, options = {}): Promise<SmtpSession> {
    const used = options.anonymous === true ? { ...settings, username: null } : settings;
    const session = new Session(target, used);
    try {
      await look(session, target, used, until, options.recipient ?? settings.recipient, options.signal);
      if (until === 'rcpt' && options.anonymous !== true) {
        await session.reachOthers();
        const { seen } = session.log;
        seen.reach = await meetOthers(seen.reach, seen.address, target, used, options.signal);
      }
    } finally {
      await session.quit();
    }
    return session.result();
  },
  injection: (target: SmtpTarget, signal?: AbortSignal): Promise<InjectionTest> => testInjection(target, settings, signal),
  tlsOffers: (target: SmtpTarget, signal?: AbortSignal): Promise<readonly TlsOffer[]> => tryTlsOffers(target, settings, signal),
});
