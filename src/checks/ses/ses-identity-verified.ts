// The identity that governs the sender is verified in this region, and it is the one that was declared.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { coveringOf, governingOf, sesPlaceOf } from '../../facts/derived.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { isWithin } from '../../text/domain-name.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField, squareosField } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';
import { VERIFICATION_ERRORS } from '../../aws/ses/verification-errors.ts';
import { meantThere, verifiedThere } from './verified-there.ts';
import { DKIM_RECORDS, dkimInDns, waitingForDns, type DkimDns } from './waiting-for-dns.ts';

/** A domain is verified by its DKIM records: what is wrong with these is said there. */
const BY_DKIM = [
  {
    check: 'ses-dkim-status',
    reasons: ['failed', 'replication-failed', 'not-started', 'pending-dns-wrong', 'pending-dns-unseen', 'pending'],
  },
] as const;

const reasons = {
  'not-found': {
    status: ['fail'],
    says: 'No identity in this region covers the sender.',
    follows: [{ check: 'ses-region', reasons: ['topic-elsewhere'] }],
  },
  'sender-outside': {
    status: ['fail'],
    says: 'The declared identity is verified, and the sender is not one of its addresses.',
    follows: [{ check: 'sender-account' }],
  },
  'verification-failed': { status: ['fail'], says: 'Amazon SES has not verified the identity.', follows: BY_DKIM },
  'not-started': { status: ['fail'], says: 'Nobody has started the verification of the identity.', follows: BY_DKIM },
  'pending-dns-wrong': { status: ['fail'], says: 'SES waits for records that DNS does not show.', follows: BY_DKIM },
  'pending-dns-unseen': { status: ['inconclusive'], says: 'SES waits for records, and DNS could not be seen.', follows: BY_DKIM },
  pending: { status: ['pending'], says: 'DNS is right, and SES finishes the verification by itself.', follows: BY_DKIM },
  'temporary-failure': {
    status: ['warn', 'fail', 'pending'],
    says: 'SES cannot see the DNS records now; it withdraws the verification when that goes on.',
    follows: [{ check: 'dkim-tokens' }, { check: 'dkim-keys' }],
  },
  'address-unconfirmed': { status: ['fail'], says: 'Nobody has opened the link in the verification mail from Amazon.' },
  'address-beside-domain': {
    status: ['warn'],
    says: 'An identity of the very address was never confirmed; the verified domain covers the sender all the same.',
  },
  'declared-not-in-force': { status: ['fail'], says: 'The declared identity does not cover the sender; another one governs.' },
  'address-overrides-domain': { status: ['warn'], says: 'An identity of the very address governs, not the declared domain.' },
  'other-domain-governs': { status: ['warn'], says: 'A more exact identity than the declared one governs.' },
  'address-only': { status: ['warn'], says: 'Only the address is verified, and no domain that covers it.' },
} as const satisfies Reasons;

const seen = <T>(observation: Observation<T>): T | null => (observation.state === 'observed' ? observation.value : null);

type Fact = Facts['ses.identity'];
type Found = Judgement<keyof typeof reasons | EngineReason>;

const createIdentity = (name: string, region: string, say: string): DraftAct => ({
  say,
  command: `aws sesv2 create-email-identity --email-identity ${name} --region ${region}`,
});

type Section = 'ses' | 'smtp.ses';

const notFound = (fact: Fact, identities: Observation<Facts['ses.identities']>, section: Section): Found => {
  const listed = seen(identities);
  const sender = fact.candidates.find(({ level }) => level === 'address')?.name ?? fact.declared;
  const domain = mailDomain(sender) ?? sender;
  const declared = (mailDomain(fact.declared) ?? fact.declared).toLowerCase();
  const outside = !isWithin(domain, declared);
  const observed = {
    region: fact.region,
    looked: fact.candidates.map(({ name }) => name),
    declared: fact.declared,
    ...(listed === null ? {} : { verified: listed.verified, similar: listed.similar }),
  };
  const expected = `An identity for ${sender} exists in ${fact.region}; one of another region does not count.`;
  if (outside && listed?.declared === 'verified') {
    const say = `Give the Sender Account an address of ${fact.declared}, which is verified in ${fact.region}: nothing there covers ${sender}.`;
    const or = `Or, when mail is to go out as ${domain}: verify that domain, publish its DKIM records, and declare it.`;
    const remedy = [
      squareosField(say, 'senderValue', null),
      { ...createIdentity(domain, fact.region, or), owner: 'AWS admin' as const },
    ];
    return { status: 'fail', reason: 'sender-outside', observed, expected, remedy, owner: 'SquareOS admin' };
  }
  const name = outside ? domain : fact.declared;
  return {
    status: 'fail',
    reason: 'not-found',
    observed,
    expected,
    remedy: [
      createIdentity(
        name,
        fact.region,
        `Create the identity ${name} in Amazon SES, ${fact.region}, and publish the DKIM records it shows.${verifiedThere(identities)}${meantThere(identities)}`,
      ),
      profileField(
        `Or, when the identity belongs to another account that lets this one send with it: name its ARN as ${section}.identityArn.`,
        `${section}.identityArn`,
        null,
      ),
    ],
  };
};

/** A verified identity that is not the declared one: mail goes out under settings that nobody looks at. */
const otherThanDeclared = (fact: Fact, name: string, level: 'address' | 'domain'): Found | null => {
  const declared = fact.declared.toLowerCase();
  const actual = name.toLowerCase();
  if (actual === declared) return null;
  const asked = fact.candidates.some((candidate) => candidate.name.toLowerCase() === declared);
  const observed = { region: fact.region, declared: fact.declared, governing: name };
  const expected = `${fact.declared} governs the sender: its DKIM, MAIL FROM and configuration set are the ones in use.`;
  const declare = (say: string): readonly DraftAct[] => [
    profileField(say, 'ses.identity', name),
    squareosField('Name the same identity in the Channel Account.', 'externalAccountId', name),
  ];
  if (!asked && !actual.endsWith(`.${declared}`) && !actual.endsWith(`@${declared}`)) {
    const remedy = declare(`Declare ${name}, or correct the sender address: ${fact.declared} does not cover it.`);
    return { status: 'fail', reason: 'declared-not-in-force', observed, expected, remedy };
  }
  if (level === 'domain') {
    const remedy = declare(`Declare ${name}: it is the most exact identity that exists for the sender.`);
    return { status: 'warn', reason: 'other-domain-governs', observed, expected, remedy };
  }
  const say = `Delete the address identity ${name} in Amazon SES, ${fact.region}, so that ${fact.declared} governs; or declare it as ses.identity and give it the same settings.`;
  return { status: 'warn', reason: 'address-overrides-domain', observed, expected, remedy: [doThis(say)] };
};

const failed = (name: string, detail: IdentityDetail, dns: DkimDns): Found => {
  const error = detail.verification?.errorType ?? null;
  const because = error === null ? '' : ` At its last look ${VERIFICATION_ERRORS[error] ?? `SES said ${error}`}.`;
  const first = dns === 'visible' ? 'DNS shows the DKIM records now.' : 'See that DNS shows its DKIM records.';
  return {
    status: 'fail',
    reason: detail.verificationStatus === 'NOT_STARTED' ? 'not-started' : 'verification-failed',
    observed: { identity: name, status: detail.verificationStatus, errorType: error, dns, ...detail.verification },
    expected: 'SES says VerificationStatus SUCCESS and VerifiedForSendingStatus true.',
    remedy: [
      doThis(
        `${first} Then start the verification of ${name} again: Amazon SES / Identities / ${name} / Authentication.${because}`,
      ),
    ],
    ...(dns === 'wrong' ? { follows: DKIM_RECORDS } : {}),
  };
};

const unconfirmedAddress = (name: string, region: string): Found => ({
  status: 'fail',
  reason: 'address-unconfirmed',
  observed: { identity: name },
  expected: 'Whoever reads the mailbox has opened the link in the mail from Amazon.',
  remedy: [
    doThis(`Open the verification mail of Amazon in the mailbox of ${name}: its link holds for 24 hours.`, 'gym owner'),
    doThis(`When the link has expired, have Amazon SES, ${region}, send it again; better, verify the domain.`, 'AWS admin'),
  ],
  owner: 'gym owner',
});

const temporary = (name: string, detail: IdentityDetail, dns: DkimDns): Found => {
  const sends = detail.verifiedForSending === true;
  const again = 'Run again in an hour: DNS shows the records now, and SES looks again by itself.';
  const look = `Find out why SES cannot see the DNS records of ${name}: a lost record, or a name server that does not answer.`;
  return {
    status: sends ? 'warn' : dns === 'visible' ? 'pending' : 'fail',
    reason: 'temporary-failure',
    observed: { identity: name, dns, lastSuccess: detail.verification?.lastSuccess ?? null },
    expected: 'SES sees the DNS records at each look; it withdraws the verification when it goes on.',
    remedy: [dns === 'visible' ? doThis(again, 'implementation engineer') : doThis(look)],
    owner: dns === 'visible' ? 'AWS admin' : 'DNS admin',
  };
};

/** SES lets an address send that its verified domain covers, confirmed or not (SES Developer Guide, creating-identities). */
const besideDomain = (name: string, domain: string, region: string): Found => ({
  status: 'warn',
  reason: 'address-beside-domain',
  observed: { identity: name, domain },
  expected: `${domain} alone governs the sender, with its DKIM, MAIL FROM and configuration set.`,
  remedy: [
    {
      say: `Delete the address identity ${name}, which nobody confirmed and whose settings come before those of ${domain}:`,
      command: `aws sesv2 delete-email-identity --email-identity ${name} --region ${region}`,
    },
  ],
});

interface Around {
  readonly region: string;
  readonly dns: DkimDns;
  readonly now: string | null;
}

/** null: it is verified. */
const byStatus = (name: string, detail: IdentityDetail, around: Around): Found | null => {
  const status = detail.verificationStatus;
  if (status === 'TEMPORARY_FAILURE') return temporary(name, detail, around.dns);
  if (status === 'PENDING' && detail.type === 'EMAIL_ADDRESS') return unconfirmedAddress(name, around.region);
  if (status === 'PENDING') return waitingForDns(`Verification of ${name}`, around.dns, around.now, { identity: name });
  if (status === 'FAILED' || status === 'NOT_STARTED') return failed(name, detail, around.dns);
  if (status !== null && status !== 'SUCCESS') return cannotJudge(`the verification of ${name}`, { status });
  if (detail.verifiedForSending === null) return cannotJudge(`whether ${name} is verified for sending`, { status });
  return detail.verifiedForSending ? null : failed(name, detail, around.dns);
};

const addressOnly = (name: string): Found => ({
  status: 'warn',
  reason: 'address-only',
  observed: { identity: name },
  expected: 'The domain is verified, so that its DKIM and MAIL FROM authenticate the mail.',
  remedy: [doThis(`Verify the domain of ${name} as well; an address alone has no DKIM and no MAIL FROM of its own.`)],
});

export const sesIdentityVerified = defineCheck({
  id: 'ses-identity-verified',
  title: 'The identity that governs the sender is verified in this region',
  severity: 'blocker',
  why: 'SES refuses every message from a sender whose identity is not verified in the sending region.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html': [
      'not-found',
      'sender-outside',
      'not-started',
      'address-unconfirmed',
      'address-beside-domain',
      'declared-not-in-force',
      'address-overrides-domain',
      'other-domain-governs',
      'address-only',
    ],
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html': [
      'verification-failed',
      'pending-dns-wrong',
      'pending-dns-unseen',
      'pending',
      'temporary-failure',
    ],
  },
  needs: ['ses.identity'],
  uses: ['ses.identities', 'dns.dkim', 'dns.dkimKeys', 'run.clock', 'profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const fact = facts['ses.identity'].value;
    const governing = governingOf(fact);
    const { section } = sesPlaceOf(seen(facts['profile.tenant']) ?? { ses: {} });
    if (governing.kind === 'none') return notFound(fact, facts['ses.identities'], section);
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const { name, level, detail } = governing;
    const around = {
      region: fact.region,
      dns: dkimInDns(facts['dns.dkim'], facts['dns.dkimKeys']),
      now: seen(facts['run.clock'])?.now ?? null,
    };
    const unverified = byStatus(name, detail, around);
    const domain = level === 'address' && unverified !== null ? coveringOf(fact) : null;
    if (domain?.kind === 'known' && domain.detail.verifiedForSending === true)
      return besideDomain(name, domain.name, fact.region);
    if (unverified !== null) return unverified;
    // Behind SMTP nobody declares an identity: whichever covers the sender is the right one.
    const other = section === 'ses' ? otherThanDeclared(fact, name, level) : null;
    if (other !== null) return other;
    if (level === 'address' && coveringOf(fact).kind === 'none') return addressOnly(name);
    return { status: 'pass', reason: 'ok', observed: { region: fact.region, identity: name } };
  },
});
