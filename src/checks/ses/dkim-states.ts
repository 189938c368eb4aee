// What each DKIM status of SES means, in words and with its remedy.
import type { Judgement } from '../../core/finding.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import type { GoverningIdentity } from '../../facts/derived.ts';
import { cannotJudge } from '../unseen.ts';

type Dkim = NonNullable<IdentityDetail['dkim']>;
type Known = Extract<GoverningIdentity, { kind: 'known' }>;

const EXPECTED = 'SES says DKIM status SUCCESS, with signing enabled.';

export const observedOf = (name: string, dkim: Dkim | null): NonNullable<Judgement['observed']> => ({
  identity: name,
  status: dkim?.status ?? null,
  signingEnabled: dkim?.signingEnabled ?? null,
  origin: dkim?.origin ?? null,
  keyLength: dkim?.currentKeyLength ?? null,
});

export const fail = (name: string, dkim: Dkim | null, reason: string, fix: string): Judgement => ({
  status: 'fail',
  reason,
  observed: observedOf(name, dkim),
  expected: EXPECTED,
  fix,
});

const signed = (name: string, dkim: Dkim): Judgement => {
  if (dkim.currentKeyLength === 'RSA_1024_BIT' && dkim.nextKeyLength !== 'RSA_2048_BIT') {
    return {
      status: 'warn',
      reason: 'short-key',
      observed: observedOf(name, dkim),
      expected: 'The DKIM key has 2048 bits.',
      fix: `In Amazon SES / Identities / ${name} / Authentication / DKIM, choose RSA_2048_BIT; SES changes the key without new DNS records.`,
    };
  }
  return { status: 'pass', reason: 'ok', observed: observedOf(name, dkim) };
};

const where = (name: string): string => `In Amazon SES / Identities / ${name} / Authentication / DKIM`;

export const byStatus = (name: string, dkim: Dkim): Judgement | 'pending' => {
  if (dkim.signingEnabled === false) return fail(name, dkim, 'signing-disabled', `${where(name)}, enable DKIM signatures.`);
  switch (dkim.status) {
    case 'SUCCESS':
      return signed(name, dkim);
    case 'PENDING':
      return 'pending';
    case 'TEMPORARY_FAILURE':
      return {
        status: 'warn',
        reason: 'temporary-failure',
        observed: observedOf(name, dkim),
        expected: EXPECTED,
        fix: `SES cannot see the DKIM records of ${name} now and will stop signing when that goes on: check the records and the name servers.`,
        owner: 'DNS admin',
      };
    case 'FAILED':
      return fail(
        name,
        dkim,
        'failed',
        `${where(name)}, publish the records shown there, then start DKIM again: SES gave up after 72 hours.`,
      );
    case 'NOT_STARTED':
      return fail(
        name,
        dkim,
        'not-started',
        `${where(name)}, choose Easy DKIM with RSA_2048_BIT and publish the three CNAME records.`,
      );
    default:
      return cannotJudge(`the DKIM status of ${name}`, observedOf(name, dkim));
  }
};

/** An address identity has no tokens of its own: the covering domain signs, unless signing was turned off for the address. */
export const addressNotSigned = (governing: Known, domain: Known): Judgement | null => {
  const dkim = governing.detail.dkim;
  if (governing.level !== 'address' || dkim?.signingEnabled !== false || dkim.status === 'SUCCESS') return null;
  return {
    status: 'warn',
    reason: 'address-may-be-unsigned',
    observed: { address: governing.name, ...observedOf(domain.name, domain.detail.dkim) },
    expected: `${governing.name} is signed as its domain is.`,
    fix: `Delete the address identity ${governing.name}, so that ${domain.name} governs; or enable DKIM signatures for the address too.`,
  };
};
