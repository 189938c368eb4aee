// The relay does not also take TLS versions that RFC 8996 forbids.
import type { Reasons } from '../../core/reason.ts';
import { relayFor } from '../../mail/smtp/relay-table.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { endedBefore } from './session-end.ts';
import { listed } from '../../text/listed.ts';

const reasons = {
  'old-versions-offered': {
    status: ['fail'],
    says: 'The relay also takes TLS 1.0 or 1.1.',
    follows: [{ check: 'smtp-tls-version', reasons: ['too-old'] }],
  },
  'providers-policy': { status: ['pass'], says: 'It takes them too, and its customers cannot change that.' },
} as const satisfies Reasons;

const OLD: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1']);
const EXPECTED = 'Handshakes that offer only TLS 1.0 or 1.1 fail.';

export const smtpTlsPolicy = defineCheck({
  id: 'smtp-tls-policy',
  title: 'The relay refuses TLS 1.0 and 1.1, unless its provider takes them from everybody',
  severity: 'warning',
  why: 'A relay that still takes them can be talked down to them by whoever sits between.',
  owner: 'mail provider admin',
  references: ['RFC 8996', 'RFC 9325 §3.1.1'],
  reasons,
  clauses: {
    'RFC 9325 §3.1.1': ['old-versions-offered'],
  },
  needs: ['smtp.tlsOffers', 'smtp.session'],
  evaluate(facts) {
    const { offers } = facts['smtp.tlsOffers'].value;
    const session = facts['smtp.session'].value;
    const { host, banner } = session;
    const accepted = offers.filter((one) => one.accepted === true).map((one) => one.offer);
    const old = accepted.filter((offer) => OLD.has(offer));
    const notTried = offers.filter((one) => one.accepted === null);
    const observed = { accepted, notTried: notTried.map((one) => one.offer) };
    // Who completes no handshake at all refuses no version of it.
    if (accepted.length === 0 && session.tls === null) return endedBefore(session, 'a TLS session');
    const unseen = notTried.filter((one) => OLD.has(one.offer));
    if (accepted.length === 0) {
      const why = offers.find(({ detail }) => detail !== '')?.detail ?? '';
      const say = `Run \`certify check\` again, later: ${host} spoke TLS in the session, and let none of the further connections come so far. ${why}`;
      return { status: 'inconclusive', reason: 'cannot-judge', observed, expected: EXPECTED, remedy: [doThis(say.trim())] };
    }
    if (old.length === 0 && unseen.length > 0) {
      const say = `Run \`certify check\` again, from another computer if it stays so: whether ${host} takes ${listed(unseen.map((one) => one.offer))} was not seen. ${unseen[0]?.detail ?? ''}`;
      return { status: 'inconclusive', reason: 'partly-observed', observed, expected: EXPECTED, remedy: [doThis(say.trim())] };
    }
    if (old.length === 0) return { status: 'pass', reason: 'ok', observed };
    // The customers of a large mail service cannot change its policy; that client and server agree on better is seen elsewhere.
    const service = relayFor({ relay: null, host, banner })?.hosts ?? null;
    if (service !== null) return { status: 'pass', reason: 'providers-policy', observed };
    return {
      status: 'fail',
      reason: 'old-versions-offered',
      observed,
      expected: EXPECTED,
      remedy: [
        doThis(
          `Have ${listed(old)} switched off at ${host} (Postfix: smtpd_tls_mandatory_protocols = >=TLSv1.2; Exim with OpenSSL: openssl_options = +no_tlsv1 +no_tlsv1_1; Exim with GnuTLS, as Debian builds it: tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1).`,
        ),
      ],
    };
  },
});
