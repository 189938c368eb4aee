// The relay does not also take TLS versions that RFC 8996 forbids.
import type { Judgement } from '../../core/finding.ts';
import { relayFor } from '../../mail/smtp/relay-table.ts';
import { defineCheck } from '../check.ts';

export const smtpTlsPolicy = defineCheck({
  id: 'smtp-tls-policy',
  title: 'The relay refuses TLS 1.0 and 1.1',
  severity: 'warning',
  why: 'A relay that still takes them can be talked down to them by whoever sits between.',
  owner: 'mail provider admin',
  references: ['RFC 8996', 'RFC 9325 section 3.1.1'],
  needs: ['smtp.tlsOffers', 'smtp.session'],
  evaluate(facts): Judgement {
    const offers = facts['smtp.tlsOffers'];
    const session = facts['smtp.session'];
    const { host, banner } = session.value;
    const accepted = offers.value.offers.filter((one) => one.accepted === true).map((one) => one.offer);
    const old = accepted.filter((offer) => offer === 'TLSv1' || offer === 'TLSv1.1');
    const observed = { accepted, notTried: offers.value.offers.filter((one) => one.accepted === null).map((one) => one.offer) };
    if (old.length === 0) return { status: 'pass', reason: 'ok', observed };
    // The customers of a large mail service cannot change its policy; that client and server agree on better is seen elsewhere.
    const service = relayFor({ relay: null, host, banner })?.hosts ?? null;
    if (service !== null) {
      return { status: 'pass', reason: 'providers-policy', observed };
    }
    return {
      status: 'fail',
      reason: 'old-versions-offered',
      observed,
      expected: 'Handshakes that offer only TLS 1.0 or 1.1 fail.',
      fix: `Have ${old.join(' and ')} switched off at ${host} (Postfix: smtpd_tls_mandatory_protocols = >=TLSv1.2; Exim: openssl_options = +no_tlsv1 +no_tlsv1_1).`,
    };
  },
});
