// The relay's certificate is vouched for by a trusted authority. Host name, dates and strength are findings of their own.
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import {
  judgeCertificate,
  seenCertificate,
  seenFault,
  whichCertificate,
  type Certificate,
  type CertificateFault,
} from './certificate.ts';

const reasons = {
  'self-signed': { status: ['fail'], says: 'The relay’s certificate is signed by itself.' },
  'intermediate-missing': { status: ['fail'], says: 'The relay does not send the intermediate certificate that signed its own.' },
  'unknown-authority': { status: ['fail'], says: 'The chain ends at an authority that nobody here trusts.' },
  revoked: { status: ['fail'], says: 'The certificate was revoked.' },
  'signature-wrong': { status: ['fail'], says: 'A certificate of the chain was not signed by the one that it names.' },
  'not-for-servers': { status: ['fail'], says: 'A certificate of the chain is not for TLS servers.' },
  'not-an-authority': { status: ['fail'], says: 'A certificate of the chain may not vouch for others, and does.' },
  'name-not-permitted': { status: ['fail'], says: 'An authority of the chain may not vouch for this name.' },
  'not-trusted': { status: ['fail'], says: 'TLS refuses the chain for a reason of its own.' },
} as const satisfies Reasons;

type Told = (certificate: Certificate, host: string, which: string, port: number, at: number) => readonly DraftAct[];

const FROM_PUBLIC = 'Have a certificate from a public authority installed';

const inHouse = profileField(
  'Or, for an authority of your own, give its certificate (PEM) here, and have SquareOS trust it too.',
  'trust.caFile',
  null,
);

/** TLS ends a chain at a root only, whatever else the file holds. */
const rootMissing = (c: Certificate, which: string): DraftAct => ({
  ...profileField(
    `Add the root to the file: it holds ${which}, which ${c.path.at(-1)?.issuer ?? 'another'} issued, and TLS trusts a chain by its root alone.`,
    'trust.caFile',
    null,
  ),
  owner: 'implementation engineer',
});

const acts: { readonly [R in keyof typeof reasons]: Told } = {
  'self-signed': (_c, host, which) => [
    doThis(`${FROM_PUBLIC} on ${host}: ${which} is signed by itself, so nobody vouches for it.`),
    inHouse,
  ],
  'intermediate-missing': (c, host) => [
    doThis(
      `Have the whole chain (“fullchain”) configured on ${host}: it sends its own certificate without the intermediate that signed it (${c.issuer}).`,
    ),
  ],
  'unknown-authority': (c, host, which) =>
    c.endsBelowRoot === true
      ? [rootMissing(c, which)]
      : [
          doThis(
            `${FROM_PUBLIC} on ${host}${c.chain.length === 1 ? ', with its whole chain' : ''}: the chain ends at ${which}, issued by ${
              c.path.at(-1)?.issuer ?? c.issuer
            }, which no authority in force vouches for.`,
          ),
          inHouse,
        ],
  revoked: (_c, host, which) => [doThis(`Have a new certificate installed on ${host}: ${which} was revoked.`)],
  'signature-wrong': (_c, host, which) => [
    doThis(
      `Have the chain on ${host} put together again from the authority’s own files: ${which} names an issuer whose key did not sign it.`,
    ),
  ],
  'not-for-servers': (_c, host, which) => [
    doThis(
      `Have a certificate for TLS servers (extended key usage serverAuth) installed on ${host}: ${which} is for another use.`,
    ),
  ],
  'not-an-authority': (c, host, which, _port, at) => [
    doThis(
      c.path[at]?.authority === true
        ? `Have a certificate installed on ${host} that is signed as its authority allows: ${which} vouches for no further authorities, or for fewer than stand below it (path length ${c.path[at].pathLength ?? 0}).`
        : `Have a certificate installed on ${host} that an authority signed: ${which} may not sign others (its basic constraints say so).`,
    ),
  ],
  'name-not-permitted': (c, host, which, _port, at) => [
    doThis(
      `Have a certificate for ${host} issued by an authority that may vouch for it: ${which} vouches for ${c.path[at]?.refusesName ?? 'other names'} (name constraints).`,
    ),
  ],
  'not-trusted': (c, host, _which, port) => [
    doThis(`${FROM_PUBLIC} on ${host}: TLS refuses the chain with ${c.chainError ?? 'no code'}.`),
    { say: 'This shows what it sends:', command: `openssl s_client -showcerts -connect ${host}:${port} -servername ${host}` },
  ],
};

/** A chain that ends at once, because the certificate above may not sign: to TLS it looks like one that is not sent. */
const MAY_BE_LEFT_OUT: readonly CertificateFault['reason'][] = ['unknown-authority', 'intermediate-missing'];

const mayNotSign = (offers: Observation<Facts['smtp.tlsOffers']>): string | null =>
  offers.state === 'observed' ? (offers.value.offers.find((one) => one.issuerMayNotSign)?.issuerMayNotSign ?? null) : null;

const leftOut = (certificate: Certificate, host: string, subject: string) => ({
  status: 'fail' as const,
  reason: 'not-an-authority' as const,
  observed: { ...seenCertificate(certificate), chain: certificate.chain, error: certificate.chainError, mayNotSign: subject },
  expected: `A chain from ${certificate.subject} to a trusted authority.`,
  remedy: [
    doThis(
      `Have a certificate installed on ${host} that an authority signed which may: ${subject}, which it sends, signed the certificate below it, and its key usage does not let it sign any (keyCertSign is missing). Clients leave it out and find no issuer.`,
    ),
  ],
});

export const smtpCertificate = defineCheck({
  id: 'smtp-certificate',
  title: 'The relay’s certificate is issued by a trusted authority',
  severity: 'blocker',
  why: 'Anybody between can pose as a relay whose certificate nobody vouches for, and read the password and the mail.',
  owner: 'mail provider admin',
  references: ['RFC 8314 §5', 'RFC 7817', 'RFC 5280 §6'],
  reasons,
  clauses: {
    'RFC 5280 §6.1': ['self-signed', 'unknown-authority', 'not-trusted'],
    'RFC 8446 §4.4.2': ['intermediate-missing'],
    'RFC 5280 §6.3': ['revoked'],
    'RFC 5280 §6.1.3': ['signature-wrong'],
    'RFC 5280 §4.2.1.12': ['not-for-servers'],
    'RFC 5280 §4.2.1.9': ['not-an-authority'],
    'RFC 5280 §4.2.1.10': ['name-not-permitted'],
  },
  needs: ['smtp.session', 'run.clock'],
  uses: ['smtp.tlsOffers'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const unfit = mayNotSign(facts['smtp.tlsOffers']);
    const told = (fault: CertificateFault & { check: 'smtp-certificate' }, certificate: Certificate) => ({
      status: 'fail' as const,
      reason: fault.reason,
      observed: { ...seenFault(certificate, fault.at), chain: certificate.chain, error: certificate.chainError },
      expected: `A chain from ${certificate.subject} to a trusted authority.`,
      ...(fault.reason === 'unknown-authority' && certificate.endsBelowRoot === true
        ? { owner: 'implementation engineer' as const }
        : {}),
      remedy: acts[fault.reason](certificate, session.host, whichCertificate(certificate, fault.at), session.port, fault.at),
    });
    const fails = (fault: CertificateFault & { check: 'smtp-certificate' }, certificate: Certificate) =>
      unfit !== null && MAY_BE_LEFT_OUT.includes(fault.reason)
        ? leftOut(certificate, session.host, unfit)
        : told(fault, certificate);
    return judgeCertificate('smtp-certificate', session, facts['run.clock'].value.now, fails, (certificate) => ({
      status: 'pass',
      reason: 'ok',
      observed: { ...seenCertificate(certificate), chain: certificate.chain, error: certificate.chainError },
    }));
  },
});
