// A DMARC policy applies to the From domain, and receivers read it as it was meant.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Observation } from '../../core/observation.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { mendDmarc } from '../../mail/dmarc/mend.ts';
import { type DmarcResult, dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { type DmarcProblem, meantAsDmarc } from '../../mail/dmarc/record.ts';
import { countingRecord, type WalkStep, walkSteps } from '../../mail/dmarc/walk.ts';
import { isWithin } from '../../text/domain-name.ts';
import { excerpt } from '../../text/excerpt.ts';
import { defineCheck } from '../check.ts';
import { changeRecord } from '../remedy.ts';
import { besideServers, STALE } from './caches.ts';
import { FAULTS, type Fault, faultOf, faultRecords, hiddenFault, separatorWords } from './dmarc-fault.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Fact = Facts['dns.dmarc'];

const WARN = ['warn'] as const;

/** A tag that some or all receivers do not read as it was meant. A removed or unknown tag is ignored by design. */
const TAGS = {
  'p-missing': { status: WARN, says: 'p= is missing, so readers of RFC 7489 may discard the record.' },
  'p-invalid': { status: WARN, says: 'p= is none of none, quarantine, reject, so the policy counts as none.' },
  'p-not-second': { status: WARN, says: 'p= does not follow v=DMARC1, which some readers of RFC 7489 require.' },
  'sp-invalid': { status: WARN, says: 'sp= is none of none, quarantine, reject, so the whole policy counts as none.' },
  'np-invalid': { status: WARN, says: 'np= is none of none, quarantine, reject, so the whole policy counts as none.' },
  'adkim-invalid': { status: WARN, says: 'adkim= is neither r nor s and is ignored.' },
  'aspf-invalid': { status: WARN, says: 'aspf= is neither r nor s and is ignored.' },
  'psd-invalid': { status: WARN, says: 'psd= is none of y, n, u and is ignored.' },
  't-invalid': { status: WARN, says: 't= is neither y nor n and is ignored.' },
  'fo-invalid': { status: WARN, says: 'fo= has an option that does not exist.' },
  'rua-invalid': { status: WARN, says: 'rua= has an address that is none, so reports are lost.' },
  'ruf-invalid': { status: WARN, says: 'ruf= has an address that is none, so reports are lost.' },
  'malformed-tag': { status: WARN, says: 'A piece of the record is no name=value and is ignored.' },
  'duplicate-tag': { status: WARN, says: 'A tag stands there twice, and readers differ in which counts.' },
} as const satisfies Reasons;

const reasons = {
  ...FAULTS,
  ...TAGS,
  'pct-read-differently': { status: WARN, says: 'pct= is read by RFC 7489 and ignored by RFC 9989, so receivers differ.' },
  'psd-y': {
    status: WARN,
    says: 'psd=y says that the domain is a public suffix, such as co.uk, so no name below it counts as its own.',
  },
  testing: {
    status: ['pass'],
    says: 't=y: receivers that read RFC 9989 apply the policy one level lower; those that read RFC 7489 apply it as it is written.',
  },
  'policy-none': { status: ['pass'], says: 'The policy asks for nothing: mail that fails is delivered all the same.' },
  ...STALE,
  ...UNANSWERED,
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

/** The record in force, changed; none where it stands at an alias, or where only a person can say. */
const changed = (fact: Fact, domain: string, text: string, after: string | null): readonly RecordSetChange[] => {
  const name = `_dmarc.${domain}`;
  const own = fact.walk.find((one) => one.name === name);
  if (after === null || own === undefined || own.chain.length > 0) return [];
  const change = changeRecord({ name, type: 'TXT', before: [text], after: [after], all: own.values });
  return change === null ? [] : [change];
};

/** Where the record in force stands: at `_dmarc` of the domain, or where a CNAME there leads. */
const placeOfRecord = (fact: Fact, domain: string): string => {
  const name = `_dmarc.${domain}`;
  const end = fact.walk.find((one) => one.name === name)?.chain.at(-1);
  return end === undefined ? name : `${end}, where the CNAME at ${name} leads`;
};

type Tag = Exclude<DmarcProblem, 'removed-tag' | 'unknown-tag'>;

/** What to do about one tag, after `At _dmarc.example.com: `. */
const TAG_ADVICE: { readonly [K in Tag]: (tag: string) => string } = {
  'p-missing': () => 'add p= right after v=DMARC1; without it readers of RFC 7489 may discard the record.',
  'p-invalid': () => 'correct p=, which is none of none, quarantine, reject: the policy counts as none.',
  'p-not-second': () => 'move p= to the second place, right after v=DMARC1: some readers of RFC 7489 require it.',
  'sp-invalid': () => 'correct sp=, which is none of none, quarantine, reject: the whole policy counts as none.',
  'np-invalid': () => 'correct np=, which is none of none, quarantine, reject: the whole policy counts as none.',
  'adkim-invalid': () => 'correct adkim=, which is neither r nor s and is ignored.',
  'aspf-invalid': () => 'correct aspf=, which is neither r nor s and is ignored.',
  'psd-invalid': () => 'remove psd=, which is none of y, n, u and is ignored.',
  't-invalid': () => 'remove t=, which is neither y nor n and is ignored.',
  'fo-invalid': () => 'correct fo=, which has an option that does not exist: there are 0, 1, d, s, with colons between.',
  'rua-invalid': (tag) =>
    tag === ''
      ? 'remove rua=, or put an address into it: it is empty, so no report is sent.'
      : `correct rua=: “${excerpt(tag)}” is no address with mailto: before it, so reports are lost.`,
  'ruf-invalid': (tag) =>
    tag === ''
      ? 'remove ruf=, or put an address into it: it is empty, so no report is sent.'
      : `correct ruf=: “${excerpt(tag)}” is no address with mailto: before it, so reports are lost.`,
  'malformed-tag': (tag) =>
    tag.trim() === ''
      ? 'remove one of the semicolons between which nothing stands.'
      : `correct or remove “${excerpt(tag)}”, which is no name=value and is ignored.`,
  'duplicate-tag': (tag) => `keep one ${tag}=: it stands there twice, and readers differ in which counts.`,
};

const isTag = (problem: DmarcProblem): problem is Tag => problem !== 'removed-tag' && problem !== 'unknown-tag';

const expectedAt = (fact: Fact): string =>
  `One record that begins with v=DMARC1 at _dmarc.${fact.domain}, or at a parent domain.`;

const unseen = (fact: Fact, domain: string): Told => {
  const name = `_dmarc.${domain}`;
  const lookup = fact.walk.find((one) => one.name === name);
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { name, outcome: lookup?.outcome ?? null, detail: lookup?.detail ?? null },
    expected: 'DNS answers for every name of the DMARC tree walk.',
    ...askAgain(`the DMARC record of ${domain}`, lookup?.outcome ?? 'timeout', [`${name} TXT`]),
  };
};

/** A domain that somebody registered calls itself a public suffix: the names below it are then strangers to it. */
const falseSuffix = (registrable: string | null, steps: readonly WalkStep[]): (WalkStep & { kind: 'record' }) | null =>
  steps.find(
    (step): step is WalkStep & { kind: 'record' } =>
      step.kind === 'record' && step.record.psd === 'y' && registrable !== null && isWithin(step.domain, registrable),
  ) ?? null;

const judgeSuffix = (fact: Fact, { domain, record }: WalkStep & { kind: 'record' }): Told => {
  const records = changed(fact, domain, record.text, mendDmarc(record.text, ['psd']));
  const say = `Remove psd=y from the DMARC record at ${placeOfRecord(fact, domain)}: it is for public suffixes such as co.uk. With it, what is signed as ${domain} no longer counts for the names below, nor theirs for it.`;
  return {
    status: 'warn',
    reason: 'psd-y',
    observed: { domain: fact.domain, at: `_dmarc.${domain}`, record: record.text },
    expected: expectedAt(fact),
    remedy: [{ say, ...(records.length === 0 ? {} : { records }) }],
  };
};

const judgeApplied = (fact: Fact, { applied, organizational }: DmarcResult & { kind: 'applied' }): Told => {
  const { record, policy, domain } = applied;
  const at = `_dmarc.${domain}`;
  const observed = { domain: fact.domain, at, record: record.text, policy, organizationalDomain: organizational };
  const where = placeOfRecord(fact, domain);
  const mended = changed(fact, domain, record.text, mendDmarc(record.text));
  const records = mended.length === 0 ? {} : { records: mended };
  const warn = { status: 'warn', observed, expected: expectedAt(fact) } as const;
  // Readers of RFC 7489 apply the policy to pct % of the mail; readers of RFC 9989 to all of it.
  if (policy !== 'none' && record.pct !== null && record.pct < 100) {
    const rest = policy === 'reject' ? 'quarantine' : 'none';
    const say = `Remove pct=${record.pct} from the record at ${where}: RFC 9989 dropped it, so receivers differ. Some apply ${policy} to all mail that fails, others to ${record.pct} % of it and ${rest} to the rest. What holds a policy back now is t=y.`;
    return { ...warn, reason: 'pct-read-differently', remedy: [{ say, ...records }] };
  }
  const tags = record.problems.flatMap(({ problem, tag }) => (isTag(problem) ? [{ problem, tag }] : []));
  const [first] = tags;
  if (first !== undefined) {
    const say = `At ${where}: ${tags.map(({ problem, tag }) => TAG_ADVICE[problem](tag)).join(' Also ')}${separatorWords(record.text)}`;
    return { ...warn, reason: first.problem, remedy: [{ say, ...records }] };
  }
  const mode = record.testing ? 'testing' : 'ok';
  return { status: 'pass', reason: policy === 'none' ? 'policy-none' : mode, observed };
};

/** Of a domain that does not exist nothing can be published; the From domain is looked at as one that answers go to. */
const ofNoDomain = (fact: Fact, { reason }: Fault, registrable: string | null): Pick<Told, 'follows'> =>
  reason === 'missing' && fact.apex.outcome === 'nxdomain' && fact.apex.chain.length === 0 && registrable === fact.domain
    ? { follows: ['sender-domain-receives'] }
    : {};

const judgeFault = (fact: Fact, steps: readonly WalkStep[], { registrable, shared }: Place): Told => {
  const fault = faultOf(fact, steps, shared);
  const records = faultRecords(fact, fault);
  return {
    status: 'fail',
    reason: fault.reason,
    observed: { domain: fact.domain, walk: fact.walk.map(({ name, outcome, values }) => ({ name, outcome, values })) },
    expected: expectedAt(fact),
    remedy: [{ say: fault.say, ...(records.length === 0 ? {} : { records }) }],
    ...ofNoDomain(fact, fault, registrable),
  };
};

interface Place {
  readonly registrable: string | null;
  /** The registrable domain, where mail is authenticated as another name below it than the From domain's own. */
  readonly shared: string | null;
}

/** A record at the From domain alone would make it an organisation of its own (RFC 9989 §4.10), to which that name is a stranger. */
const placeOf = (alignment: Observation<Facts['dns.alignment']>): Place => {
  if (alignment.state !== 'observed') return { registrable: null, shared: null };
  const { from, spf, spfAssumed, dkim } = alignment.value;
  const others = [...(spf === null || spfAssumed ? [] : [spf]), ...dkim];
  const outside = others.some((one) => one.registrable === from.registrable && !isWithin(one.domain, from.domain));
  return { registrable: from.registrable, shared: outside ? from.registrable : null };
};

/** A record was meant for the From domain itself, and receivers discard it: a parent's policy applying instead is no answer. */
const isSpoiled = (fact: Fact, [own]: readonly WalkStep[]): boolean =>
  own?.kind === 'several' ||
  hiddenFault(fact) !== null ||
  (own?.kind === 'none' && (own.discarded !== null || fact.walk[0]?.values.some(meantAsDmarc) === true));

const judgeWalk = (
  fact: Fact,
  steps: readonly WalkStep[],
  result: Exclude<DmarcResult, { kind: 'unseen' }>,
  place: Place,
  suffix: ReturnType<typeof falseSuffix>,
): Told => {
  const spoiled = isSpoiled(fact, steps);
  if (suffix !== null && !spoiled) return judgeSuffix(fact, suffix);
  return result.kind === 'applied' && !spoiled ? judgeApplied(fact, result) : judgeFault(fact, steps, place);
};

const isUsable = (values: readonly string[]): boolean => countingRecord(values) !== null;

const isFaultless = (values: readonly string[]): boolean => {
  const record = countingRecord(values);
  return record !== null && !record.problems.some(({ problem }) => isTag(problem)) && record.pct === null && record.psd !== 'y';
};

export const dmarcRecord = defineCheck({
  id: 'dmarc-record',
  title: 'One DMARC policy applies to the From domain',
  severity: 'warning',
  why: 'Gmail, Yahoo and Microsoft ask bulk senders for DMARC; without it anybody can send invoices in the gym’s name.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.10', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  reasons: ofSender(reasons),
  clauses: {
    'RFC 9989 §4.7': [
      'not-read-as-dmarc',
      'p-invalid',
      'sp-invalid',
      'np-invalid',
      'adkim-invalid',
      'aspf-invalid',
      'psd-invalid',
      't-invalid',
      'fo-invalid',
      'rua-invalid',
      'ruf-invalid',
      'pct-read-differently',
      'psd-y',
      'testing',
      'policy-none',
    ],
    'RFC 9989 §4.8': ['malformed-tag', 'duplicate-tag', 'hidden-character', 'look-alike'],
    'RFC 9989 §4.10': [
      'missing',
      'several-records',
      'at-the-domain-itself',
      'joined-to-spf',
      'other-name',
      'retired-type',
      'other-type',
      'other-txt',
    ],
    'RFC 9989 §4.10.1': ['no-policy', 'p-missing'],
    'RFC 7489 §6.3': ['p-not-second'],
    'RFC 6604 §3': ['dangling-cname'],
    'RFC 4592 §2.2': ['wildcard'],
    'RFC 1035 §5.1': ['doubled-domain'],
  },
  needs: ['dns.dmarc'],
  uses: ['dns.alignment', 'dns.whereSeen', 'run.clock'],
  evaluate(facts): Told {
    const fact = facts['dns.dmarc'].value;
    const steps = walkSteps(fact.walk);
    const result = dmarcPolicy(steps, fact.apex.outcome !== 'nxdomain');
    if (result.kind === 'unseen') return unseen(fact, result.domain);
    const place = placeOf(facts['dns.alignment']);
    const suffix = falseSuffix(place.registrable, steps);
    const told = judgeWalk(fact, steps, result, place, suffix);
    if (told.status === 'pass') return told;
    // Where the policy comes from; of one that is missing, where it belongs.
    const several = steps.find(({ kind }) => kind === 'several')?.domain ?? fact.domain;
    const at = result.kind === 'applied' && !isSpoiled(fact, steps) ? (suffix ?? result.applied).domain : several;
    const right = told.status === 'fail' ? isUsable : isFaultless;
    return besideServers(facts, [{ name: `_dmarc.${at}`, type: 'TXT', right }], told);
  },
});
