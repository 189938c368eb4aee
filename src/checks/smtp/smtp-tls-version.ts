// The session with the relay uses TLS 1.2 or 1.3 with forward secrecy.
import type { Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { endedBefore, seenAt, stageOf } from './session-end.ts';
import { listed } from '../../text/listed.ts';

type Offers = Facts['smtp.tlsOffers']['offers'];

const reasons = {
  'too-old': { status: ['fail'], says: 'The relay takes only TLS versions that are forbidden.' },
  'broken-cipher': { status: ['fail'], says: 'The relay chose a cipher that is broken.' },
  'no-forward-secrecy': { status: ['warn'], says: 'The relay chose a key exchange without forward secrecy.' },
} as const satisfies Reasons;

const CURRENT: ReadonlySet<string | null> = new Set(['TLSv1.2', 'TLSv1.3']);
/** RFC 9325 §4.1: ciphers without authentication or encryption, or with known breaks. */
const BROKEN = /NULL|EXPORT|ADH|AECDH|RC4|DES|MD5|IDEA|SEED/;

const acceptsCurrent = (offers: Offers): boolean => offers.some((one) => CURRENT.has(one.offer) && one.accepted === true);

const acceptedOld = (offers: Offers): readonly string[] =>
  offers
    .filter((one) => one.offer.startsWith('TLSv1') && !CURRENT.has(one.offer) && one.accepted === true)
    .map((one) => one.offer);

export const smtpTlsVersion = defineCheck({
  id: 'smtp-tls-version',
  title: 'The relay speaks TLS 1.2 or 1.3 with forward secrecy',
  severity: 'blocker',
  why: 'Older versions are broken and switched off in current clients: SquareOS could not connect, or its mail could be read.',
  owner: 'mail provider admin',
  references: ['RFC 9325 §3.1.1', 'RFC 8996'],
  reasons,
  clauses: {
    'RFC 9325 §3.1.1': ['too-old'],
    'RFC 9325 §4.1': ['broken-cipher', 'no-forward-secrecy'],
  },
  needs: ['smtp.session'],
  uses: ['smtp.tlsOffers'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const { tls, host } = session;
    const offers = facts['smtp.tlsOffers'].state === 'observed' ? facts['smtp.tlsOffers'].value.offers : [];
    const old = acceptedOld(offers);
    const expected = 'TLS 1.2 or 1.3 with an ephemeral key exchange and a cipher that is not broken.';
    if (tls === null) {
      if (old.length === 0 || acceptsCurrent(offers)) return endedBefore(session, 'a TLS session');
      return {
        status: 'fail',
        reason: 'too-old',
        observed: { ...seenAt(session, stageOf(session, 'tls')), accepts: old },
        expected,
        remedy: [doThis(`Have TLS 1.2 and 1.3 switched on at ${host}, and ${listed(old)} off: it takes nothing newer.`)],
      };
    }
    const observed = { protocol: tls.protocol, cipher: tls.cipher, forwardSecrecy: tls.forwardSecrecy };
    const cipher = tls.cipher ?? 'no cipher';
    if (BROKEN.test(cipher)) {
      const act = doThis(
        `Have the ciphers of ${host} limited to ECDHE with AES-GCM or ChaCha20: it chose ${cipher}, which is broken.`,
      );
      return { status: 'fail', reason: 'broken-cipher', observed, expected, remedy: [act] };
    }
    if (!tls.forwardSecrecy) {
      const act = doThis(
        `Have ECDHE ciphers put first at ${host}: it chose ${cipher}, with which whoever gets its key later can read recorded mail.`,
      );
      return { status: 'warn', reason: 'no-forward-secrecy', observed, expected, remedy: [act] };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
