// The hosts that take the domain's mail as a sending server meets them: STARTTLS, a certificate that holds, DANE that matches.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { certificateWords } from '../../text/tls-fault.ts';

type Fact = Facts['dns.mailHosts'];
type Host = Fact['hosts'][number];

const WARN = ['warn'] as const;

/** Where the reason lies before the host. */
const AWAY: { readonly [code: string]: string } = {
  ADDRESS_REFUSED: 'its address is not public, and was not connected to',
  ENOTFOUND: 'its name has no address',
  TIMEOUT: 'no answer in time',
};

/** DANE counts only where the resolver validated it, and only with a usage that means something for SMTP (RFC 7672 §2.2, §3.1). */
const counting = ({ dane }: Host) => (dane?.validated === true ? dane.records.filter(({ usable }) => usable) : []);

/** No record that was compared matches, and none is of a kind that was not compared. */
const daneFails = (host: Host): boolean => {
  const records = counting(host);
  return records.length > 0 && records.every(({ matches }) => matches === false);
};

const certificateFault = (host: Host): string | null => {
  const { certificate } = host;
  // With DANE that matches, names and dates of the certificate mean nothing (RFC 7672 §3.1.1).
  if (certificate === null || counting(host).some(({ matches }) => matches === true)) return null;
  if (!certificate.trusted) return certificateWords(certificate.error) ?? `is refused by TLS (${certificate.error})`;
  return certificate.namesHost ? null : 'is for another name';
};

type Fault = {
  readonly reason: 'dane-mismatch' | 'dane-unusable' | 'no-starttls' | 'tls-fails' | 'certificate';
  readonly act: DraftAct;
};

/** TLSA records of which none means anything: the host is taken for one without DANE. */
const unusableDane = ({ host, dane }: Host): Fault | null => {
  const [first] = dane?.records ?? [];
  if (dane?.validated !== true || first === undefined || dane.records.some(({ usable }) => usable)) return null;
  const say = `Publish a TLSA record of the form “3 1 1” for ${host}, or remove the one there: ${first.why ?? 'it is of no use for mail'}, so senders take the host for one without DANE.`;
  return { reason: 'dane-unusable', act: { say, command: `dig _25._tcp.${host} TLSA` } };
};

const faultOf = (host: Host): Fault | null => {
  if (host.unreachable !== null) return null;
  const name = host.host;
  if (host.startTls === false) {
    return {
      reason: 'no-starttls',
      act: doThis(`Have STARTTLS switched on at the mail host ${name}: mail to the domain crosses the internet readable.`),
    };
  }
  if (host.tlsError !== null) {
    return {
      reason: 'tls-fails',
      act: doThis(
        `Have the TLS settings of the mail host ${name} looked at: it offers STARTTLS, and the handshake fails (${host.tlsError}).`,
      ),
    };
  }
  if (daneFails(host)) {
    const say = `Publish the TLSA record of the certificate that ${name} shows, or install the one that DNS names: senders that check DANE do not deliver to it.`;
    return { reason: 'dane-mismatch', act: { say, command: `dig _25._tcp.${name} TLSA` } };
  }
  const why = certificateFault(host);
  if (why === null) return unusableDane(host);
  return {
    reason: 'certificate',
    act: doThis(
      `Have a certificate of a public authority for ${name} installed there: what it shows ${why}. Senders that apply MTA-STS do not deliver to it.`,
    ),
  };
};

const ORDER: readonly Fault['reason'][] = ['dane-mismatch', 'no-starttls', 'tls-fails', 'certificate', 'dane-unusable'];

const observedOf = ({ domain, dnssec, hosts }: Fact) => ({
  domain,
  dnssec,
  hosts: hosts.map(({ host, unreachable, startTls, tlsError, certificate, dane }) => ({
    host,
    unreachable,
    startTls,
    tlsError,
    certificate,
    dane: dane === null ? null : { validated: dane.validated, records: dane.records },
  })),
});

export const mailHostSecurity = defineCheck({
  id: 'mail-host-security',
  title: 'The domain’s mail hosts encrypt, with a certificate that holds',
  severity: 'info',
  why: 'Replies and bounces reach these hosts: without STARTTLS anybody on the way reads them, and strict senders do not deliver at all.',
  owner: 'DNS admin',
  references: ['RFC 3207 §3', 'RFC 7672 §3.1', 'RFC 8461 §4.2', 'RFC 4035 §3.2.3'],
  reasons: {
    'no-starttls': { status: WARN, says: 'A mail host does not offer STARTTLS, or refuses it.' },
    'tls-fails': { status: WARN, says: 'A mail host offers STARTTLS, and the handshake fails.' },
    certificate: { status: WARN, says: 'A mail host shows a certificate that does not hold for its name.' },
    'dane-unusable': { status: WARN, says: 'None of a mail host’s signed TLSA records means anything for mail.' },
    'dane-mismatch': { status: WARN, says: 'A mail host shows another certificate than its signed TLSA records name.' },
  },
  clauses: {
    'RFC 3207 §3': ['no-starttls'],
    'RFC 3207 §6': ['tls-fails'],
    'RFC 8461 §4.2': ['certificate'],
    'RFC 7672 §3.1': ['dane-mismatch'],
    'RFC 7672 §3.1.3': ['dane-unusable'],
  },
  needs: ['dns.mailHosts'],
  evaluate(facts) {
    const fact = facts['dns.mailHosts'].value;
    const observed = observedOf(fact);
    const faults = fact.hosts.flatMap((host) => faultOf(host) ?? []);
    const first = ORDER.find((reason) => faults.some((fault) => fault.reason === reason));
    if (first !== undefined) {
      const expected =
        'Every mail host offers STARTTLS, with a trusted certificate for its name or one that its signed TLSA records name.';
      const sorted = faults.toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
      return { status: 'warn', reason: first, observed, expected, remedy: sorted.map(({ act }) => act) };
    }
    const away = fact.hosts.filter(({ unreachable }) => unreachable !== null);
    if (away.length === 0) return { status: 'pass', reason: 'ok', observed };
    const reason = away.length === fact.hosts.length ? 'cannot-judge' : 'partly-observed';
    const list = away.map(({ host, unreachable }) => `${host} (${AWAY[unreachable ?? ''] ?? unreachable})`).join(', ');
    const say = `Look from a place that may connect to port 25 outward: ${list} could not be met from here, which says nothing of the mail hosts.`;
    const command = away.map(({ host }) => `openssl s_client -starttls smtp -connect ${host}:25`).join('\n');
    return {
      status: 'inconclusive',
      reason,
      observed,
      expected: 'The mail hosts answer on port 25.',
      remedy: [{ say, ...(away.every(({ host }) => /^[a-z0-9.-]+$/i.test(host)) ? { command } : {}), owner: 'network admin' }],
    };
  },
});
