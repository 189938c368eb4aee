// SPF where receivers look for it: the policy of the MAIL FROM domain can be read, and shuts out nobody who is known to send.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { type SendingServer, sendingServers, spfHolds } from '../../facts/spf-servers.ts';
import { spfFaults } from '../../mail/spf/faults.ts';
import { type Authorised, letsPass, type Standing, standing } from '../../mail/spf/provider.ts';
import { nobodySeenPasses } from '../../mail/spf/reach.ts';
import { spfRows } from '../../mail/spf/tree-text.ts';
import { isSubdomainOf } from '../../text/domain-name.ts';
import { excerpt } from '../../text/excerpt.ts';
import { spoiltBy } from '../../text/hidden-characters.ts';
import { defineCheck } from '../check.ts';
import { aliasGone } from './alias.ts';
import { OTHER_MAIL_FROM } from './mail-from-mx.ts';
import { type CacheFacts, besideServers } from './caches.ts';
import { clauses, reasons } from './spf-reasons.ts';
import { mendedAtServers } from './spf-at-servers.ts';
import { faultActs, spfRecords } from './spf-record.ts';
import { askAgain, unsignedPart } from './unanswered.ts';

type Fact = Facts['dns.spf'];
type Subject = NonNullable<Fact['mailFrom']>;

type Reason = keyof typeof reasons;
type Told = Judgement<Reason | EngineReason>;

const observedOf = (
  { provider, fromDomain, evaluation }: Fact,
  { domain, kind, tree }: Subject,
  by: Standing | null,
  servers: readonly SendingServer[],
) => ({
  domain,
  kind,
  record: tree.nodes[0]?.text ?? null,
  lookups: tree.lookups,
  voids: tree.voids,
  provider: provider?.target ?? null,
  authorised: by?.by ?? null,
  blocked: by?.blocked ?? null,
  servers: servers.map(({ address, known, evaluation: { result, decidedBy } }) => ({ address, known, result, decidedBy })),
  tree: spfRows(tree).map((row) => ({ ...row })),
  evaluation,
  informationOnly: fromDomain,
});

/** The one record to publish; in words where the provider's page says what, or nobody knows the provider. */
const publishing = (fact: Fact, { domain, kind }: Subject, why: string): readonly DraftAct[] => {
  if (kind === 'return-path' && fact.provider?.owned === true)
    return [
      {
        say: `Set up ${domain} as the provider’s page on return paths says: ${why}. Most ask for a CNAME to a host of theirs.`,
        owner: 'mail provider admin',
      },
    ];
  const records = spfRecords(fact);
  return records.length > 0
    ? [{ say: `Publish this as the only SPF record of ${domain}: ${why}.`, records }]
    : [
        {
          say: `Publish one TXT record at ${domain} that begins with v=spf1, has the include that the mail provider names, and ends with ~all: ${why}.`,
        },
      ];
};

const NOT_PASSING: {
  readonly [K in Exclude<Authorised, 'by-name' | 'named' | 'by-address' | 'blocked'>]: readonly [reason: Reason, why: string];
} = {
  no: ['provider-not-included', 'what stands there does not let the provider pass'],
  qualified: ['include-qualified', 'a sign before the provider’s include keeps it from passing'],
  'after-all': ['include-after-all', 'the provider stands behind “all”, where no receiver reads it'],
  dynamic: ['dynamic', 'what stands there decides by macros of sender or address, which cannot be judged without a message'],
};

type Say = (
  status: Judgement['status'],
  reason: Reason,
  remedy: readonly DraftAct[],
  more?: Pick<Told, 'follows' | 'clause' | 'trouble' | 'unanswered'>,
) => Told;

/** Why the domain has no SPF record although somebody published one: it stands at another name, or as another type. */
const misplacedWhy = ({ domain, elsewhere }: Subject): { readonly reason: Reason; readonly why: string } | null => {
  const [there] = elsewhere;
  if (there === undefined) return null;
  if (there.type === 'SPF')
    return {
      reason: 'retired-type',
      why: 'it stands there as the retired record type SPF (99), which no receiver asks for (RFC 7208 §3.1)',
    };
  if (isSubdomainOf(domain, there.name))
    return { reason: 'other-name', why: `the one of ${there.name} does not hold for the names below it (RFC 7208 §3)` };
  return { reason: 'other-name', why: `the one at ${there.name} is not read for ${domain}` };
};

/** The CNAME goes, and the record comes; in words where nobody knows what it says. */
const withoutAlias = (fact: Fact, { domain, tree }: Subject, alias: string): readonly DraftAct[] => {
  const records = spfRecords(fact);
  const rest =
    records.length > 0
      ? 'the SPF record'
      : 'records of its own, among them one that begins with v=spf1, has the include that the mail provider names, and ends with ~all';
  const say = `Replace the CNAME at ${domain} by ${rest}: it leads to ${alias}, which has no SPF record, and nothing can stand beside a CNAME (RFC 1034 §3.6.2). A web page under this name then needs an A record.`;
  return [{ say, records: records.length > 0 ? records : aliasGone(tree.domain, [alias]) }];
};

const judgeNone = (fact: Fact, subject: Subject, sure: boolean, say: Say): Told => {
  const [root] = subject.tree.nodes;
  const [lookalike] = root?.others ?? [];
  const status = sure ? 'fail' : 'warn';
  if (subject.alias !== null && lookalike === undefined) {
    // A MAIL FROM of SES needs an MX there too: the whole act stands with it.
    const more = subject.kind === 'custom' ? { follows: ['mail-from'] } : {};
    return say(status, 'alias-in-the-way', withoutAlias(fact, subject, subject.alias), more);
  }
  if (lookalike === undefined) {
    // Of a name that does not exist, that is the fault; the From domain is looked at as one that answers go to.
    const absent = root?.outcome === 'nxdomain' && subject.kind !== 'custom' ? { follows: ['sender-domain-receives'] } : {};
    const beside = misplacedWhy(subject);
    if (beside !== null) return say(status, beside.reason, publishing(fact, subject, beside.why), absent);
    return say(status, 'spf-missing', publishing(fact, subject, 'it has none'), absent);
  }
  const spoilt = spoiltBy(lookalike);
  if (spoilt !== null)
    return say(status, spoilt.reason, publishing(fact, subject, `it holds ${spoilt.words}, so it is not read as SPF`));
  const why = `“${excerpt(lookalike)}” is not read as SPF, because the text must begin with v=spf1 and a space`;
  return say(status, 'not-read-as-spf', publishing(fact, subject, why));
};

/** Whether the provider passes; null where it does. */
const judgeStanding = (fact: Fact, subject: Subject, found: Standing, sure: boolean, say: Say): Told | null => {
  const { by, blocked } = found;
  if (by === 'by-name' || by === 'named' || by === 'by-address') return null;
  const status = sure && letsPass(found) === false ? 'fail' : 'warn';
  if (by === 'blocked') {
    const term = blocked?.term ?? 'all';
    const advice = `Move “${excerpt(term)}” behind the provider’s include in the SPF record of ${subject.domain}, or remove it: it keeps ${blocked?.first} to ${blocked?.last} from passing, which are the provider’s.`;
    const records = spfRecords(fact);
    return say(status, 'provider-blocked', [{ say: advice, ...(records.length === 0 ? {} : { records }) }]);
  }
  const [reason, why] = NOT_PASSING[by];
  if (by !== 'dynamic') return say(status, reason, publishing(fact, subject, why));
  return say(status, reason, [
    {
      say: `Ask the mail provider whether its servers pass under the SPF record of ${subject.domain}, or look at a message that was received: ${why}.`,
    },
  ]);
};

const decided = ({ decidedBy, problem }: SendingServer['evaluation']): string =>
  decidedBy === null ? (problem ?? 'no term matches') : `“${decidedBy.term}” in the record of ${decidedBy.domain}`;

/** For a given client the receiver's own result decides; null where it is a pass, so that weaknesses are still told. */
const judgeEvaluation = (evaluation: NonNullable<Fact['evaluation']>, say: Say): Told | null => {
  const { result, ip, domain, explanation } = evaluation;
  // No policy at all is told as that, whoever the client is.
  if (result === 'pass' || result === 'none') return null;
  const by = decided(evaluation);
  if (result === 'temperror') {
    const why = { words: `temperror (${by})`, outcome: 'servfail' } as const;
    const { remedy, ...met } = askAgain(`SPF of ${domain} for ${ip}`, why, [`${domain} TXT`]);
    return say('inconclusive', 'cannot-judge', remedy, met);
  }
  const says = explanation === null ? '' : ` The domain says: ${explanation}`;
  return say('fail', `result-${result}`, [
    { say: `Let the SPF record of ${domain} list ${ip}, or send from an address that it lists: it is ${result} (${by}).${says}` },
  ]);
};

const BARRED = {
  fail: 'result-fail',
  softfail: 'result-softfail',
  neutral: 'result-neutral',
  permerror: 'result-permerror',
} as const;

const HOW_KNOWN: { readonly [K in SendingServer['known']]: string } = {
  named: 'smtp.sendsFrom names',
  host: 'the relay’s host has; name in smtp.sendsFrom what mail really leaves from, if it is another',
  message: 'the message that was received came from, unless a filter of the receiver stands between',
};

/**
 * Whoever is known to send and does not pass; null where nobody is. Sure of what the tenant named, where the return path is; where
 * others pass, a message that does not has come by way of a filter, and the relay’s host does not send.
 */
const judgeServers = (servers: readonly SendingServer[], { domain }: Subject, sure: boolean, say: Say): Told | null => {
  const barred = servers.filter(({ evaluation: { result } }) => Object.hasOwn(BARRED, result));
  const [first] = barred.toSorted((a, b) => Number(b.known === 'named') - Number(a.known === 'named'));
  if (first === undefined) return null;
  const { known, evaluation } = first;
  const list = barred.map(({ address }) => address).join(', ');
  const act = `Let the SPF record of ${domain} list ${list}, which ${HOW_KNOWN[known]}: for ${first.address} it is ${evaluation.result} (${decided(evaluation)}).`;
  const reason = BARRED[evaluation.result as keyof typeof BARRED];
  return say(sure && known === 'named' ? 'fail' : 'warn', reason, [{ say: act }]);
};

const judgeFaults = (fact: Fact, { tree }: Subject, say: Say): Told | null => {
  const faults = spfFaults(tree, fact.strangers);
  const errors = faults.filter((fault) => fault.level === 'error');
  if (errors[0] !== undefined) {
    const redirects = tree.nodes[0]?.terms.some(
      ({ kind, node }) => kind === 'redirect' && tree.nodes[node ?? -1]?.state === 'none',
    );
    const clause = errors[0].reason === 'include-without-spf' && redirects === true ? { clause: 'RFC 7208 §6.1' } : {};
    return say('fail', errors[0].reason, faultActs(fact, errors), clause);
  }
  const silent = faults.filter((fault) => fault.level === 'unseen');
  if (silent[0] === undefined) return null;
  const questions = silent.map(({ question }) => question);
  const { advice: words, outcome, bogusZone } = silent[0];
  const reason = tree.nodes[0]?.state === 'unseen' ? 'cannot-judge' : 'partly-observed';
  const { remedy, ...met } =
    bogusZone === null
      ? askAgain(`SPF of ${tree.domain} (${questions.join(', ')})`, { words, outcome }, questions)
      : unsignedPart(tree.domain, bogusZone, questions);
  return say('inconclusive', reason, remedy, met);
};

/** Faults of the whole policy first, then whether the provider passes, then what is merely weak. */
type Seen = CacheFacts & { readonly 'message.spf': Observation<Facts['message.spf']> };

/** What a newer record at the name servers cannot be seen to mend: weaknesses, and what an address got. */
const NOT_WAITED_FOR = /^result-|^(?:neutral-all|no-all|after-all|ptr|equals-for-colon|version-twice|too-large|dynamic)$/;

/** An older record in a cache is no fault where every name server has one that mends it. */
const judgeSpf = (fact: Fact, subject: Subject, seen: Seen): Told => {
  const judged = judgeSeen(fact, subject, seen);
  const told =
    subject.kind === 'custom' && judged.status !== 'pass'
      ? { ...judged, follows: [...OTHER_MAIL_FROM, ...(judged.follows ?? [])] }
      : judged;
  if (told.status === 'pass' || told.status === 'inconclusive' || NOT_WAITED_FOR.test(told.reason)) return told;
  const right = mendedAtServers(fact, subject.tree);
  return besideServers(seen, [{ name: subject.domain, type: 'TXT', right }], told);
};

const judgeSeen = (fact: Fact, subject: Subject, seen: Seen): Told => {
  const { tree, domain, kind } = subject;
  const by = fact.provider === null ? null : standing(tree, fact.provider.target, fact.provider.tree);
  const message = seen['message.spf'];
  const servers = sendingServers(fact, message);
  const observed = observedOf(fact, subject, by, servers);
  const expected = `One SPF record at ${domain}${fact.provider === null ? '' : ` that lets ${fact.provider.target} pass`}, within 10 DNS lookups.`;
  const say: Say = (status, reason, remedy, more = {}) => ({ status, reason, observed, expected, remedy, ...more });
  // Whether this is the return path is only certain where SES or the profile says so.
  const sure = kind === 'custom' || (kind === 'return-path' && fact.provider?.owned !== true);
  if (tree.nodes[0]?.state === 'none') return judgeNone(fact, subject, sure, say);
  const faulty = judgeFaults(fact, subject, say);
  if (faulty !== null) return faulty;
  const evaluated = fact.evaluation === null ? null : judgeEvaluation(fact.evaluation, say);
  if (evaluated !== null) return evaluated;
  const holds = spfHolds(fact, message);
  // An address that was seen to pass says more than the provider's spelling; one of several ranges that is blocked stays blocked.
  const asked = fact.evaluation === null && by !== null && (holds !== true || by.by === 'blocked');
  const barred = asked ? judgeStanding(fact, subject, by, sure, say) : null;
  if (barred !== null) return barred;
  const shutOut = by === null && holds === null ? nobodySeenPasses(tree) : null;
  if (shutOut !== null) return say(sure ? 'fail' : 'warn', 'nobody-passes', publishing(fact, subject, shutOut));
  const told = holds === true ? servers.filter(({ known }) => known === 'named') : servers;
  const shut = fact.evaluation === null ? judgeServers(told, subject, sure, say) : null;
  if (shut !== null) return shut;
  const weak = spfFaults(tree, fact.strangers).filter((fault) => fault.level === 'weak');
  if (weak[0] !== undefined) return say('warn', weak[0].reason, faultActs(fact, weak));
  return { status: 'pass', reason: fact.evaluation !== null || holds === true ? 'ok' : 'servers-unknown', observed };
};

export const spfAuthorises = defineCheck({
  id: 'spf-authorises',
  title: 'SPF at the MAIL FROM domain can be read and shuts out nobody who is known to send',
  severity: 'blocker',
  why: 'Receivers judge SPF at the MAIL FROM domain; when it fails there, only DKIM is left, and forwarded or broken mail is refused.',
  owner: 'DNS admin',
  references: ['RFC 7208 §2.4, §4.6.4', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html'],
  reasons,
  clauses,
  needs: ['dns.spf'],
  uses: ['message.spf', 'dns.whereSeen', 'run.clock'],
  evaluate(facts) {
    const fact = facts['dns.spf'].value;
    const { mailFrom, provider, fromDomain } = fact;
    if (mailFrom !== null) return judgeSpf(fact, mailFrom, facts);
    return {
      status: 'not-applicable',
      reason: 'provider-return-path',
      observed: { provider: provider?.target ?? null, informationOnly: fromDomain },
    };
  },
});
