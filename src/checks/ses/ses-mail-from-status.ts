// SES uses the gym's own MAIL FROM domain, or says why not.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { mailFromMxState } from '../../mail/dns/mail-from-mx.ts';
import { coveringOf, governingOf } from '../../facts/derived.ts';
import { seenOrNull } from '../../core/observation.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const RECORDS = [{ check: 'mail-from' }] as const;

const reasons = {
  'not-set': { status: ['warn'], says: 'The identity has no MAIL FROM domain of its own.' },
  'declared-not-set': { status: ['fail'], says: 'The profile declares a MAIL FROM domain, and SES has none.' },
  'other-than-declared': { status: ['fail'], says: 'SES has another MAIL FROM domain than the profile declares.' },
  'pending-dns-wrong': { status: ['fail'], says: 'SES waits for an MX record that DNS does not show.', follows: RECORDS },
  pending: { status: ['pending'], says: 'DNS is right, and SES begins to use the domain by itself.' },
  'temporary-failure': {
    status: ['warn', 'fail', 'pending'],
    says: 'SES no longer sees the MX of the domain, and gives up after 72 hours.',
    follows: RECORDS,
  },
  failed: { status: ['fail'], says: 'SES gave up looking for the MX of the domain.' },
  'no-identity': { status: ['not-applicable'], says: 'No identity covers the sender; ses-identity-verified says so.' },
} as const satisfies Reasons;

type MailFrom = NonNullable<IdentityDetail['mailFrom']>;
type Dns = 'right' | 'wrong' | 'unseen';
type Found = Judgement<keyof typeof reasons | EngineReason>;

const LOOK_AGAIN_HOURS = 1;
const EXPECTED = 'SES says MailFromDomainStatus SUCCESS.';

const where = (name: string): string => `Amazon SES / Identities / ${name} / Authentication / Custom MAIL FROM domain`;

/** SES finishes by itself only while its MX is there. */
const inDns = (seen: Observation<Facts['dns.mailFrom']>): Dns => {
  if (seen.state !== 'observed' || !isAnswer(seen.value.mx.outcome)) return 'unseen';
  return mailFromMxState(seen.value.mx.values, seen.value.expectedMx) === 'ok' ? 'right' : 'wrong';
};

const setDomain = (say: string, name: string, domain: string, region: string, onFailure = 'USE_DEFAULT_VALUE'): DraftAct => ({
  say,
  command: `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${name} --mail-from-domain ${domain} --behavior-on-mx-failure ${onFailure} --region ${region}`,
});

interface Around {
  readonly region: string;
  readonly dns: Dns;
  readonly now: string | null;
}

const lookAgain = (now: string | null): { readonly retryAt?: string } =>
  now === null ? {} : { retryAt: new Date(Date.parse(now) + LOOK_AGAIN_HOURS * 3_600_000).toISOString() };

/** What the mail does while SES does not use the domain. */
const meanwhile = ({ behaviorOnMxFailure: behaviour }: MailFrom): string => {
  if (behaviour === 'REJECT_MESSAGE') return 'SES refuses every message meanwhile.';
  if (behaviour === 'USE_DEFAULT_VALUE') return 'SES uses amazonses.com meanwhile, and SPF does not align.';
  return `What SES does with mail meanwhile is not known here (BehaviorOnMxFailure ${behaviour ?? 'was not told'}).`;
};

/** SES has not seen the record, and looks again by itself: what a fresh look at DNS shows decides. */
const looking = (name: string, mailFrom: MailFrom, { dns, now }: Around): Found => {
  const domain = mailFrom.domain ?? name;
  const observed = { identity: name, ...mailFrom, dns };
  const reason = mailFrom.status === 'PENDING' ? 'pending' : 'temporary-failure';
  if (dns === 'right') {
    const say = `Run again in an hour: DNS is right, and SES looks again by itself. ${meanwhile(mailFrom)}`;
    const remedy = [doThis(say, 'implementation engineer')];
    return { status: 'pending', reason, observed, expected: EXPECTED, remedy, ...lookAgain(now) };
  }
  if (reason === 'pending' && dns === 'unseen') return cannotJudge(`the DNS records that SES waits for at ${domain}`, observed);
  const refuses = mailFrom.behaviorOnMxFailure === 'REJECT_MESSAGE';
  return {
    status: reason === 'pending' || refuses ? 'fail' : 'warn',
    reason: reason === 'pending' ? 'pending-dns-wrong' : reason,
    observed,
    expected: EXPECTED,
    remedy: [doThis(`Publish the MX record of ${domain}: SES looks for it for 72 hours. ${meanwhile(mailFrom)}`)],
    owner: 'DNS admin',
  };
};

const byStatus = (name: string, mailFrom: MailFrom, domain: string, around: Around): Found => {
  const observed = { identity: name, ...mailFrom };
  switch (mailFrom.status) {
    case 'SUCCESS':
      return { status: 'pass', reason: 'ok', observed };
    case 'PENDING':
    case 'TEMPORARY_FAILURE':
      return looking(name, mailFrom, around);
    case 'FAILED': {
      const first =
        around.dns === 'right' ? 'The MX is in DNS now.' : `See that ${domain} has exactly one MX and one SPF record.`;
      const say = `${first} Then set the domain again at ${where(name)}: SES does not look again by itself. ${meanwhile(mailFrom)}`;
      return {
        status: 'fail',
        reason: 'failed',
        observed: { ...observed, dns: around.dns },
        expected: EXPECTED,
        remedy: [setDomain(say, name, domain, around.region, mailFrom.behaviorOnMxFailure ?? undefined)],
        ...(around.dns === 'wrong' ? { follows: ['mail-from'] } : {}),
      };
    }
    default:
      return cannotJudge(`the MAIL FROM status of ${name}`, observed);
  }
};

const notSet = (name: string, declared: string | null, region: string): Found => {
  const domain = declared ?? `bounce.${name.split('@').at(-1) ?? name}`;
  return {
    status: declared === null ? 'warn' : 'fail',
    reason: declared === null ? 'not-set' : 'declared-not-set',
    observed: { identity: name, declared },
    expected: `A custom MAIL FROM domain below ${name}.`,
    remedy: [setDomain(`Set ${domain} at ${where(name)}, and publish the MX and SPF records shown there.`, name, domain, region)],
  };
};

export const sesMailFromStatus = defineCheck({
  id: 'ses-mail-from-status',
  title: 'SES sends with the gym’s own MAIL FROM domain',
  severity: 'blocker',
  why: 'Without it the envelope sender is amazonses.com: SPF passes and does not count for the gym’s domain.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/mail-from.html'],
  reasons,
  needs: ['ses.identity'],
  uses: ['dns.mailFrom', 'profile.tenant', 'run.clock'],
  evaluate(facts) {
    const identity = facts['ses.identity'].value;
    const { region } = identity;
    const governing = governingOf(identity);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const covering = coveringOf(identity);
    // An address identity without a MAIL FROM of its own: whether it takes its domain's is not documented, so that one is judged.
    const own = governing.detail.mailFrom?.domain !== null && governing.detail.mailFrom !== null;
    const { name, detail } = own || covering.kind !== 'known' ? governing : covering;
    const declared = seenOrNull(facts['profile.tenant'])?.ses?.mailFrom ?? null;
    const domain = detail.mailFrom?.domain ?? null;
    // With a domain of one's own SES tells it in every answer; without one it may tell nothing.
    if (detail.mailFrom === null && declared !== null)
      return cannotJudge(`the MAIL FROM domain of ${name}`, { identity: name, declared });
    if (detail.mailFrom === null || domain === null) return notSet(name, declared, region);
    if (declared !== null && declared.toLowerCase() !== domain.toLowerCase()) {
      return {
        status: 'fail',
        reason: 'other-than-declared',
        observed: { identity: name, declared, domain },
        expected: `The MAIL FROM domain is ${declared}.`,
        remedy: [
          profileField(`SES sends with ${domain}: declare that one, if it is right.`, 'ses.mailFrom', domain),
          setDomain(`Else set ${declared} at ${where(name)}.`, name, declared, region),
        ],
      };
    }
    const clock = facts['run.clock'];
    const now = clock.state === 'observed' ? clock.value.now : null;
    return byStatus(name, detail.mailFrom, domain, { region, dns: inDns(facts['dns.mailFrom']), now });
  },
});
