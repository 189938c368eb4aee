// What each state of an identity means, in words and with its remedy.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { cannotJudge } from '../unseen.ts';

type Fact = Facts['ses.identity'];

/** VerificationInfo.ErrorType (SESv2 API reference, VerificationInfo). */
const ERRORS: Readonly<Record<string, string>> = {
  HOST_NOT_FOUND: 'the record’s name does not exist in DNS: publish the three DKIM CNAME records',
  TYPE_NOT_FOUND: 'the name exists without the wanted record: publish the DKIM records as CNAME',
  INVALID_VALUE: 'a record has another value: correct the DKIM records',
  DNS_SERVER_ERROR: 'the domain’s name server failed or refused: have its operator look',
  SERVICE_ERROR: 'SES had an error of its own: start the verification again',
  REPLICATION_ACCESS_DENIED: 'the parent identity does not allow the replica: allow it in the parent’s region',
  REPLICATION_PRIMARY_NOT_FOUND: 'the parent identity is missing: create it, or use Easy DKIM here',
};

export const notFound = (fact: Fact): Judgement => {
  const similar = fact.similar ?? [];
  const other = similar.length === 0 ? '' : ` or the name (there are ${similar.join(', ')})`;
  return {
    status: 'fail',
    reason: 'not-found',
    observed: { region: fact.region, looked: fact.candidates.map(({ name }) => name), similar },
    expected: `An identity for the sender exists in ${fact.region}; one of another region does not count.`,
    fix: `In Amazon SES, ${fact.region}, Identities: create ${fact.declared} and publish its DKIM records; or correct the region${other}.`,
  };
};

/** A verified identity that is not the declared one: mail goes out under settings that nobody looks at. */
export const otherThanDeclared = (fact: Fact, name: string, level: string): Judgement | null => {
  const declared = fact.declared.toLowerCase();
  if (name.toLowerCase() === declared) return null;
  const asked = fact.candidates.find((candidate) => candidate.name.toLowerCase() === declared);
  const observed = { region: fact.region, declared: fact.declared, governing: name };
  const expected = `${fact.declared} governs the sender: its DKIM, MAIL FROM and configuration set are the ones in use.`;
  if (asked === undefined && !name.toLowerCase().endsWith(`.${declared}`) && !name.toLowerCase().endsWith(`@${declared}`)) {
    const fix = `Set ses.identity and externalAccountId to ${name}, or correct the sender address: ${fact.declared} does not cover it.`;
    return { status: 'fail', reason: 'declared-not-in-force', observed, expected, fix };
  }
  const reason = level === 'address' ? 'address-overrides-domain' : 'other-domain-governs';
  const fix =
    level === 'address'
      ? `Delete the address identity ${name} so that ${fact.declared} governs, or declare it as ses.identity and give it the same settings.`
      : `Set ses.identity and externalAccountId to ${name}: it is the most exact identity that exists for the sender.`;
  return { status: 'warn', reason, observed, expected, fix };
};

const failed = (name: string, detail: IdentityDetail): Judgement => {
  const error = detail.verification?.errorType ?? null;
  const because = error === null ? 'restart the verification after the DNS records are right' : (ERRORS[error] ?? error);
  return {
    status: 'fail',
    reason: detail.verificationStatus === 'NOT_STARTED' ? 'not-started' : 'verification-failed',
    observed: { identity: name, status: detail.verificationStatus, errorType: error, ...detail.verification },
    expected: 'SES says VerificationStatus SUCCESS and VerifiedForSendingStatus true.',
    fix: `Identity ${name}: ${because}. Then start verification again in Amazon SES / Identities / ${name}.`,
    ...(error === 'SERVICE_ERROR' ? {} : { owner: 'DNS admin' as const }),
  };
};

const unconfirmedAddress = (name: string): Judgement => ({
  status: 'fail',
  reason: 'address-unconfirmed',
  observed: { identity: name },
  expected: 'Whoever reads the mailbox has opened the link in the mail from Amazon.',
  fix: `Open the verification mail in the mailbox of ${name} within 24 hours, or resend it; better, verify the domain.`,
  owner: 'gym owner',
});

const temporary = (name: string, detail: IdentityDetail): Judgement => ({
  status: detail.verifiedForSending === true ? 'warn' : 'fail',
  reason: 'temporary-failure',
  observed: { identity: name, lastSuccess: detail.verification?.lastSuccess ?? null },
  expected: 'SES sees the DNS records at each look; it withdraws the verification when it goes on.',
  fix: `Find out why SES cannot see the DNS records of ${name} now: a lost record, or a name server that does not answer.`,
  owner: 'DNS admin',
});

export const byStatus = (name: string, detail: IdentityDetail): Judgement | 'verified' | 'pending' => {
  const status = detail.verificationStatus;
  if (status === 'TEMPORARY_FAILURE') return temporary(name, detail);
  if (status === 'PENDING') return detail.type === 'EMAIL_ADDRESS' ? unconfirmedAddress(name) : 'pending';
  if (status === 'FAILED' || status === 'NOT_STARTED') return failed(name, detail);
  if (status !== null && status !== 'SUCCESS') return cannotJudge(`the verification of ${name}`, { status });
  if (detail.verifiedForSending === null) return cannotJudge(`whether ${name} is verified for sending`, { status });
  return detail.verifiedForSending ? 'verified' : failed(name, detail);
};

export const addressOnly = (name: string): Judgement => ({
  status: 'warn',
  reason: 'address-only',
  observed: { identity: name },
  expected: 'The domain is verified, so that its DKIM and MAIL FROM authenticate the mail.',
  fix: `Verify the domain of ${name} as well; an address alone has no DKIM and no MAIL FROM of its own.`,
});
