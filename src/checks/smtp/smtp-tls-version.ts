// The session with the relay uses TLS 1.2 or 1.3 with forward secrecy.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, seenAt, stageOf } from './session-end.ts';

const CURRENT: ReadonlySet<string | null> = new Set(['TLSv1.2', 'TLSv1.3']);
/** RFC 9325 §4.1: ciphers without authentication, with known breaks, or without authenticated encryption. */
const BROKEN = /NULL|EXPORT|ADH|AECDH|RC4|DES|MD5|IDEA|SEED/;

const acceptsCurrent = (offers: readonly { readonly offer: string; readonly accepted: boolean | null }[]): boolean =>
  offers.some((one) => CURRENT.has(one.offer) && one.accepted === true);

export const smtpTlsVersion = defineCheck({
  id: 'smtp-tls-version',
  title: 'The relay speaks TLS 1.2 or 1.3 with forward secrecy',
  severity: 'blocker',
  why: 'Older versions are broken and switched off in current clients: SquareOS could not connect, or its mail could be read.',
  owner: 'mail provider admin',
  references: ['RFC 9325 section 3.1.1', 'RFC 8996'],
  needs: ['smtp.session'],
  uses: ['smtp.tlsOffers'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    const { tls, host } = session;
    const offers = facts['smtp.tlsOffers'].state === 'observed' ? facts['smtp.tlsOffers'].value.offers : [];
    const old = offers.filter((one) => one.offer.startsWith('TLSv1') && !CURRENT.has(one.offer) && one.accepted === true);
    const expected = 'TLS 1.2 or 1.3 with an ephemeral key exchange and authenticated encryption.';
    if (tls === null) {
      if (old.length === 0 || acceptsCurrent(offers)) return endedBefore(session, 'a TLS session');
      const fix = `${host} takes only ${old.map((one) => one.offer).join(' and ')}. Have TLS 1.2 and 1.3 switched on and the older versions off.`;
      return {
        status: 'fail',
        reason: 'too-old',
        observed: { ...seenAt(session, stageOf(session, 'tls')), accepts: old.map((one) => one.offer) },
        expected,
        fix,
      };
    }
    const observed = { protocol: tls.protocol, cipher: tls.cipher, forwardSecrecy: tls.forwardSecrecy };
    if (BROKEN.test(tls.cipher ?? '')) {
      const fix = `${host} chose ${tls.cipher ?? ''}, which is broken. Have its cipher list limited to ECDHE with AES-GCM or ChaCha20.`;
      return { status: 'fail', reason: 'broken-cipher', observed, expected, fix };
    }
    if (!tls.forwardSecrecy) {
      const fix = `${host} chose ${tls.cipher ?? ''}, without forward secrecy: whoever gets its key later can read recorded mail. Have ECDHE ciphers put first.`;
      return { status: 'warn', reason: 'no-forward-secrecy', observed, expected, fix };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
