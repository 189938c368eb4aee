// Meets the hosts that take the From domain's mail as a sending server does: STARTTLS, certificate, DANE; and whether the zone is signed.
import { NotAsked } from '../../core/probe.ts';
import type { DnsAnswer } from '../../core/ports/dns.ts';
import type { SmtpSession } from '../../core/ports/smtp.ts';
import type { DaneRecord, MailHost } from '../../facts/dns-deep.ts';
import { type ChainDigest, matchesChain, parseTlsa, whyUnusable } from '../../mail/dns/dane.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { defineProbe } from '../probe.ts';
import { mailHostsOf, NOT_DEEP, NOT_PLAYED } from './incoming.ts';

/** A domain with more is not met host by host. */
const MOST_HOSTS = 6;

const digestsOf = ({ tls }: SmtpSession): readonly ChainDigest[] =>
  (tls?.path ?? []).flatMap(({ digest, keyDigest, digest512 = null, keyDigest512 = null }) =>
    digest === undefined || keyDigest === undefined
      ? []
      : [{ certificate: { sha256: digest, sha512: digest512 }, key: { sha256: keyDigest, sha512: keyDigest512 } }],
  );

const shortened = (text: string): string => (text.length > 30 ? `${text.slice(0, 22)}…` : text);

const daneRecords = (answer: DnsAnswer, session: SmtpSession): readonly DaneRecord[] =>
  answer.records.flatMap(({ data }) => {
    const tlsa = parseTlsa(data);
    if (tlsa === null) return [];
    const why = whyUnusable(tlsa);
    const usable = why === null;
    const matches = usable ? matchesChain(tlsa, digestsOf(session)) : null;
    return [{ text: shortened(data), usable, ...(why === null ? {} : { why }), matches }];
  });

/** Stages before the server has said a word: what keeps from it says nothing of it. */
const ON_THE_WAY: ReadonlySet<string> = new Set(['resolve', 'connect', 'greeting', 'ehlo']);

/** Pure: what one session and the TLSA answer come to. */
export const mailHostOf = (host: string, session: SmtpSession, tlsa: DnsAnswer): MailHost => {
  const broken = session.stages.find(({ ok, stage }) => !ok && stage !== 'quit');
  const away = broken !== undefined && ON_THE_WAY.has(broken.stage) ? (broken.error ?? 'CLOSED') : null;
  const notOffered = broken?.error === 'STARTTLS_NOT_OFFERED';
  const { tls } = session;
  return {
    host,
    unreachable: away,
    startTls: away === null ? !(notOffered || broken?.stage === 'starttls') : null,
    tlsError: broken?.stage === 'tls' ? (broken.error ?? 'TLS_FAILED') : null,
    certificate:
      tls === null
        ? null
        : {
            trusted: tls.chainTrusted,
            error: tls.chainError,
            namesHost: tls.hostMatches,
            validTo: tls.validTo,
            issuer: tls.issuer,
            protocol: tls.protocol,
          },
    dane: tlsa.records.length === 0 ? null : { validated: tlsa.authenticated, records: daneRecords(tlsa, session) },
  };
};

/** A zone is signed when its parent has DS; only a resolver that validates vouches for its answers (RFC 4035 §3.2.3). */
export const dnssecOf = (mx: DnsAnswer, ds: DnsAnswer): 'validated' | 'signed' | 'unsigned' | 'unseen' => {
  if (mx.authenticated || ds.authenticated) return ds.outcome === 'found' || mx.authenticated ? 'validated' : 'unsigned';
  if (!isAnswer(ds.outcome)) return 'unseen';
  return ds.outcome === 'found' ? 'signed' : 'unsigned';
};

export const mailHostsProbe = defineProbe({
  key: 'dns.mailHosts',
  needs: [],
  permissions: [],
  async ask({ dns, mailHosts, sender: { domain, deep } }, _facts, signal) {
    if (!deep) return new NotAsked(NOT_DEEP);
    if (mailHosts === null) return new NotAsked(NOT_PLAYED);
    const [mx, ds] = await Promise.all([dns.ask(domain, 'MX'), dns.ask(domain, 'DS')]);
    const named = mailHostsOf(domain, mx);
    if (named === null || named.length === 0) return new NotAsked(`No mail host of ${domain} is known.`);
    const hosts = await Promise.all(
      named.slice(0, MOST_HOSTS).map(async (host) => {
        const [session, tlsa] = await Promise.all([mailHosts.session(host, signal), dns.ask(`_25._tcp.${host}`, 'TLSA')]);
        return mailHostOf(host, session, tlsa);
      }),
    );
    return { domain, dnssec: dnssecOf(mx, ds), hosts };
  },
});
