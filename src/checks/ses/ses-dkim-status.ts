// SES signs the sender's mail with a key of the sender's own domain.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { governingOf, type GoverningIdentity, hasOwnDkim, signerOf, signingDomain } from '../../facts/derived.ts';
import { replicaRegion } from '../../mail/dkim/ses-zone.ts';
import { isReplicationError, VERIFICATION_ERRORS } from '../../aws/ses/verification-errors.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';
import { DKIM_RECORDS, type DkimDns, dkimInDns, waitingForDns } from './waiting-for-dns.ts';

const reasons = {
  'no-domain-identity': { status: ['fail'], says: 'Only the address is verified: no domain signs for it.' },
  'signing-disabled': { status: ['fail'], says: 'DKIM signatures are switched off for the identity.' },
  failed: { status: ['fail'], says: 'SES gave up looking for the DKIM records.' },
  'replication-failed': {
    status: ['fail'],
    says: 'The identity is a replica, and its parent identity does not let it have its key.',
  },
  'not-started': { status: ['fail'], says: 'Nobody has turned on Easy DKIM for the identity.' },
  'pending-dns-wrong': { status: ['fail'], says: 'SES waits for DKIM records that DNS does not show.' },
  'pending-dns-unseen': { status: ['inconclusive'], says: 'SES waits for DKIM records, and DNS could not be seen.' },
  pending: { status: ['pending'], says: 'DNS is right, and SES begins to sign by itself.' },
  'temporary-failure': {
    status: ['warn'],
    says: 'SES cannot see the DKIM records now, and stops signing when that goes on.',
    follows: DKIM_RECORDS.map((check) => ({ check })),
  },
  'short-key': { status: ['warn'], says: 'The DKIM key has 1024 bits.' },
  'key-changing': { status: ['warn'], says: 'SES signs with 1024 bits now, and is about to change to 2048 by itself.' },
  'address-may-be-unsigned': { status: ['warn'], says: 'Signing is switched off for the address identity beside its domain.' },
  'no-identity': { status: ['not-applicable'], says: 'No identity covers the sender; ses-identity-verified says so.' },
} as const satisfies Reasons;

type Dkim = NonNullable<IdentityDetail['dkim']>;
type Known = Extract<GoverningIdentity, { kind: 'known' }>;
type Found = Judgement<keyof typeof reasons | EngineReason>;

const EXPECTED = 'SES says DKIM status SUCCESS, with signing enabled.';

const observedOf = (name: string, dkim: Dkim | null): NonNullable<Judgement['observed']> => ({
  identity: name,
  status: dkim?.status ?? null,
  signingEnabled: dkim?.signingEnabled ?? null,
  origin: dkim?.origin ?? null,
  keyLength: dkim?.currentKeyLength ?? null,
  nextKeyLength: dkim?.nextKeyLength ?? null,
});

const where = (name: string): string => `Amazon SES / Identities / ${name} / Authentication / DKIM`;

const easyDkim = (name: string, region: string): string =>
  `aws sesv2 put-email-identity-dkim-signing-attributes --email-identity ${name} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT --region ${region}`;

interface Around {
  readonly region: string;
  /** VerificationInfo.ErrorType. */
  readonly error: string | null;
  readonly dns: DkimDns;
  readonly now: string | null;
}

/** Of the key that signs now and the one that will, the present one is judged. */
const signed = (name: string, dkim: Dkim, region: string): Found => {
  const observed = observedOf(name, dkim);
  if (dkim.currentKeyLength !== 'RSA_1024_BIT') return { status: 'pass', reason: 'ok', observed };
  const expected = 'The DKIM key has 2048 bits.';
  if (dkim.nextKeyLength === 'RSA_2048_BIT') {
    const say = `Run again in two days: SES signs with 1024 bits now, and changes the key of ${name} to 2048 bits by itself.`;
    return { status: 'warn', reason: 'key-changing', observed, expected, remedy: [doThis(say, 'implementation engineer')] };
  }
  const say = `Have SES change the DKIM key of ${name} to 2048 bits; the DNS records stay as they are.`;
  return { status: 'warn', reason: 'short-key', observed, expected, remedy: [{ say, command: easyDkim(name, region) }] };
};

/** Of SES's older answer and a fresh look at DNS the fresh one decides who acts. */
const gaveUp = (name: string, dkim: Dkim, dns: DkimDns): Found => {
  const first = dns === 'visible' ? 'The DKIM records are in DNS now.' : 'See that the DKIM records shown there are in DNS.';
  return {
    status: 'fail',
    reason: 'failed',
    observed: { ...observedOf(name, dkim), dns },
    expected: EXPECTED,
    remedy: [doThis(`${first} Then start DKIM again at ${where(name)}: SES gave up after 72 hours and does not look by itself.`)],
    ...(dns === 'wrong' ? { follows: DKIM_RECORDS } : {}),
  };
};

/** A replica has no records of its own: only its parent mends it (SES Developer Guide, Deterministic Easy DKIM). */
const notReplicated = (name: string, dkim: Dkim, error: string): Found => {
  const parent = dkim.origin === null ? null : replicaRegion(dkim.origin);
  const whose = parent === null ? '' : ` The parent is ${name} in ${parent}.`;
  const say = `Mend it at the parent identity: ${VERIFICATION_ERRORS[error] ?? `SES said ${error}`}.${whose} Then start DKIM again at ${where(name)}.`;
  return {
    status: 'fail',
    reason: 'replication-failed',
    observed: { ...observedOf(name, dkim), errorType: error, parent },
    expected: EXPECTED,
    remedy: [doThis(say)],
  };
};

const notStarted = (name: string, dkim: Dkim, region: string): Found => {
  const say = `Turn on Easy DKIM with a 2048-bit key for ${name} (${where(name)}), and publish the three CNAME records that it gives.`;
  return {
    status: 'fail',
    reason: 'not-started',
    observed: observedOf(name, dkim),
    expected: EXPECTED,
    remedy: [{ say, command: easyDkim(name, region) }],
    // Without tokens there is nothing to publish: that check says the same, once.
    ...(dkim.tokens.length === 0 ? { follows: ['dkim-tokens'] } : {}),
  };
};

const lost = (name: string, dkim: Dkim, dns: DkimDns): Found => ({
  status: 'warn',
  reason: 'temporary-failure',
  observed: { ...observedOf(name, dkim), dns },
  expected: EXPECTED,
  remedy: [
    dns === 'visible'
      ? doThis('Run again in an hour: DNS shows the records now, and SES looks again by itself.', 'implementation engineer')
      : doThis(`Find out why SES cannot see the DKIM records of ${name}: a lost record, or a name server that does not answer.`),
  ],
  owner: dns === 'visible' ? 'AWS admin' : 'DNS admin',
});

const byStatus = (name: string, dkim: Dkim, around: Around): Found => {
  const neverHad = dkim.status === 'NOT_STARTED' && dkim.tokens.length === 0;
  if (dkim.signingEnabled === false && !neverHad) {
    const say = `Enable DKIM signatures for ${name} (${where(name)}).`;
    const command = `aws sesv2 put-email-identity-dkim-attributes --email-identity ${name} --signing-enabled --region ${around.region}`;
    const observed = observedOf(name, dkim);
    return { status: 'fail', reason: 'signing-disabled', observed, expected: EXPECTED, remedy: [{ say, command }] };
  }
  if (dkim.signingEnabled === null && !neverHad) return cannotJudge(`whether SES signs for ${name}`, observedOf(name, dkim));
  switch (dkim.status) {
    case 'SUCCESS':
      return signed(name, dkim, around.region);
    case 'PENDING':
      return waitingForDns(`DKIM of ${name}`, around.dns, around.now, observedOf(name, dkim));
    case 'TEMPORARY_FAILURE':
      return lost(name, dkim, around.dns);
    case 'FAILED':
      if (around.error !== null && isReplicationError(around.error)) return notReplicated(name, dkim, around.error);
      return gaveUp(name, dkim, around.dns);
    case 'NOT_STARTED':
      return notStarted(name, dkim, around.region);
    default:
      return cannotJudge(`the DKIM status of ${name}`, observedOf(name, dkim));
  }
};

/** An address identity has no tokens of its own: the covering domain signs, unless signing was turned off for the address. */
const addressNotSigned = (governing: Known, domain: Known): Found | null => {
  const dkim = governing.detail.dkim;
  if (governing.level !== 'address' || dkim?.signingEnabled !== false || dkim.status === 'SUCCESS') return null;
  const say = `Delete the address identity ${governing.name}, so that ${domain.name} governs; or enable DKIM signatures for the address too.`;
  return {
    status: 'warn',
    reason: 'address-may-be-unsigned',
    observed: { address: governing.name, ...observedOf(domain.name, domain.detail.dkim) },
    expected: `${governing.name} is signed as its domain is.`,
    remedy: [doThis(say)],
  };
};

export const sesDkimStatus = defineCheck({
  id: 'ses-dkim-status',
  title: 'SES signs the sender’s mail with DKIM for its own domain',
  severity: 'blocker',
  why: 'Without its own DKIM signature the gym’s mail fails DMARC or lands in spam, while SES still accepts every message.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html',
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html': [
      'no-domain-identity',
      'signing-disabled',
      'not-started',
      'short-key',
      'key-changing',
      'address-may-be-unsigned',
      'replication-failed',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html': [
      'failed',
      'pending-dns-wrong',
      'pending-dns-unseen',
      'pending',
      'temporary-failure',
    ],
  },
  needs: ['ses.identity'],
  uses: ['dns.dkim', 'dns.dkimKeys', 'run.clock'],
  evaluate(facts) {
    const identity = facts['ses.identity'].value;
    const { region } = identity;
    const governing = governingOf(identity);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const signer = signerOf(identity);
    if (signer.kind === 'uncertain') return partlyObserved(`The identity ${signer.name}`, signer.unseen, 'ses.identity');
    if (signer.kind === 'none' || (signer.level === 'address' && !hasOwnDkim(signer.detail))) {
      const say = `Verify the domain of ${governing.name} with Easy DKIM in ${region}; an address identity has no DKIM of its own.`;
      const observed = observedOf(governing.name, governing.detail.dkim);
      const command = `aws sesv2 create-email-identity --email-identity ${signingDomain(governing.name)} --region ${region}`;
      return { status: 'fail', reason: 'no-domain-identity', observed, expected: EXPECTED, remedy: [{ say, command }] };
    }
    const { name, detail } = signer;
    if (detail.dkim === null) return cannotJudge(`the DKIM status of ${name}`, { identity: name }, 'ses.identity');
    const clock = facts['run.clock'];
    const judged = byStatus(name, detail.dkim, {
      region,
      error: detail.verification?.errorType ?? null,
      dns: dkimInDns(facts['dns.dkim'], facts['dns.dkimKeys']),
      now: clock.state === 'observed' ? clock.value.now : null,
    });
    return (judged.status === 'pass' ? addressNotSigned(governing, signer) : null) ?? judged;
  },
});
