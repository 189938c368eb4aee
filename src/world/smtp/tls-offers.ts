// Which protocol versions and key exchanges the relay takes: one handshake for each, because a server tells only by doing.
import { createSecureContext } from 'node:tls';
import type { SmtpTarget, TlsOffer } from '../../core/ports/smtp.ts';
import { issuerThatMayNotSign } from './chain.ts';
import { openSession } from './open.ts';
import { Session } from './session.ts';
import type { SmtpSettings } from './settings.ts';
import type { TlsChoice } from '../authorities.ts';
import type { Socket } from 'node:net';
import { HandshakeTap } from './certificate-request.ts';

/** OpenSSL 3 refuses TLS 1.0 and 1.1 on our own side unless the security level is lowered. */
const OLD = 'DEFAULT@SECLEVEL=0';

const offers: readonly { readonly offer: string; readonly choice: TlsChoice }[] = [
  { offer: 'TLSv1', choice: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: OLD } },
  { offer: 'TLSv1.1', choice: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: OLD } },
  { offer: 'TLSv1.2', choice: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } },
  { offer: 'TLSv1.3', choice: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } },
  { offer: 'static RSA', choice: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'kRSA:!NULL' } },
];

/** The versions whose handshake shows what is sent, and whether a client certificate is asked for. */
const READABLE: ReadonlySet<string> = new Set(['TLSv1.2', 'TLSv1.3']);

const canOffer = (choice: TlsChoice): boolean => {
  try {
    createSecureContext(choice);
    return true;
  } catch {
    return false;
  }
};

/** Errors of our own side: they say nothing about the server. */
const ours = new Set(['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_SSL_NO_CIPHERS_AVAILABLE', 'TIMEOUT']);

const tryOffer = async (
  { offer, choice }: (typeof offers)[number],
  target: SmtpTarget,
  settings: SmtpSettings,
  signal: AbortSignal | undefined,
): Promise<TlsOffer> => {
  if (!canOffer(choice)) return { offer, accepted: null, detail: `This computer’s OpenSSL cannot offer ${offer}.` };
  const taps: HandshakeTap[] = [];
  const tapped = (socket: Socket): HandshakeTap => {
    const tap = new HandshakeTap(socket);
    taps.push(tap);
    return tap;
  };
  const anonymous = { ...settings, username: null, password: null };
  const session = READABLE.has(offer) ? new Session(target, anonymous, choice, tapped) : new Session(target, anonymous, choice);
  try {
    await openSession(session, target, 'tls', signal);
    const stage = session.result().stages.find((one) => one.stage === 'tls');
    if (stage === undefined) return { offer, accepted: null, detail: 'The session ended before the handshake.' };
    if (stage.ok) {
      const unfit = issuerThatMayNotSign(taps.flatMap((tap) => tap.certificates));
      const detail = `The server accepted ${session.log.seen.tls?.cipher ?? offer}.`;
      return { offer, accepted: true, detail, ...(unfit === null ? {} : { issuerMayNotSign: unfit }) };
    }
    const known = stage.error !== null && !ours.has(stage.error);
    const detail = stage.detail ?? 'The handshake failed.';
    const demanded = taps.some((tap) => tap.askedForCertificate);
    return { offer, accepted: known ? false : null, detail, ...(demanded ? { demandsCertificate: true as const } : {}) };
  } finally {
    await session.quit();
  }
};

/** One connection after the other, so that no relay takes it for an attack. */
export const tryTlsOffers = async (
  target: SmtpTarget,
  settings: SmtpSettings,
  signal?: AbortSignal,
): Promise<readonly TlsOffer[]> => {
  const results: TlsOffer[] = [];
  for (const offer of offers) results.push(await tryOffer(offer, target, settings, signal));
  return results;
};
