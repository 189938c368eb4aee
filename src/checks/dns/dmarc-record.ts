// A DMARC policy applies to the From domain, and receivers read it as it was meant.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { mendDmarc, strictest } from '../../mail/dmarc/mend.ts';
import { type DmarcResult, dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { type DmarcProblem, isDmarc, meantAsDmarc, whyUnread, wrongSeparator } from '../../mail/dmarc/record.ts';
import { type WalkStep, walkSteps } from '../../mail/dmarc/walk.ts';
import { outcomeText } from '../../mail/dns/outcome.ts';
import { isSpf } from '../../mail/spf/record.ts';
import { isWithin } from '../../text/domain-name.ts';
import { excerpt } from '../../text/excerpt.ts';
import { defineCheck } from '../check.ts';
import { changeRecord } from '../remedy.ts';
import { pendingInCaches, STALE } from './caches.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Fact = Facts['dns.dmarc'];
type Lookup = Fact['apex'];

const FAIL = ['fail'] as const;
const WARN = ['warn'] as const;

const FAULTS = {
  missing: { status: FAIL, says: 'Nothing that is DMARC stands at the domain or above it.' },
  'several-records': { status: FAIL, says: 'More than one DMARC record stands at a name, so receivers discard all of them.' },
  'doubled-domain': { status: FAIL, says: 'The record stands at a name to which the DNS panel appended the zone once more.' },
  'at-the-domain-itself': { status: FAIL, says: 'The record stands at the domain itself, where no receiver looks.' },
  'not-read-as-dmarc': { status: FAIL, says: 'A record was meant as DMARC, and receivers do not read it as such.' },
  'no-policy': { status: FAIL, says: 'The record has no valid p= and no report address, so it counts as none.' },
  'dangling-cname': { status: FAIL, says: '_dmarc is a CNAME to a name where there is no record.' },
  'other-txt': { status: FAIL, says: 'Another TXT record answers at _dmarc, most often from a wildcard.' },
} as const satisfies Reasons;

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

interface Fault {
  readonly reason: keyof typeof FAULTS;
  readonly say: string;
  /** The domain below whose `_dmarc` the record belongs. */
  readonly at: string;
  /** The text to publish; null where only a person can say. */
  readonly record: string | null;
  /** A misplaced record, which goes. */
  readonly misplaced?: Lookup;
}

const several = ({ walk }: Fact, steps: readonly WalkStep[]): Fault | null => {
  const step = steps.find((one) => one.kind === 'several');
  if (step === undefined) return null;
  const records = walk.find(({ name }) => name === `_dmarc.${step.domain}`)?.values.filter(isDmarc) ?? [];
  const say = `Keep one DMARC record at _dmarc.${step.domain} and delete the others: it has ${records.length}, so receivers discard all of them.`;
  return { reason: 'several-records', say, at: step.domain, record: strictest(records) ?? null };
};

const misplaced = ({ domain, apex, doubled }: Fact): Fault | null => {
  const twice = doubled?.values.find(isDmarc);
  if (doubled !== null && twice !== undefined) {
    const say = `Move the DMARC record at ${doubled.name} to _dmarc.${domain}: the DNS panel appended its zone. Enter _dmarc only.`;
    return { reason: 'doubled-domain', say, at: domain, record: twice, misplaced: doubled };
  }
  const atDomain = apex.values.find(isDmarc);
  if (atDomain === undefined) return null;
  const say = `Move the DMARC record of ${domain} to _dmarc.${domain}: at the domain itself no receiver looks.`;
  return { reason: 'at-the-domain-itself', say, at: domain, record: atDomain, misplaced: apex };
};

const DEFAULT = (domain: string): string => `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`;

const separatorWords = (text: string): string => {
  const separator = wrongSeparator(text);
  return separator === null ? '' : ` Its tags are separated by ${separator}, and receivers look for semicolons.`;
};

const unread = ({ domain, walk: [own] }: Fact, steps: readonly WalkStep[]): Fault | null => {
  const discarded = steps.find((step) => step.kind === 'none' && step.discarded !== null);
  if (discarded?.kind === 'none' && discarded.discarded !== null) {
    const say = `Give the DMARC record at _dmarc.${discarded.domain} a valid p=: without one, and without a report address, it counts as none.${separatorWords(discarded.discarded.text)}`;
    return { reason: 'no-policy', say, at: discarded.domain, record: mendDmarc(discarded.discarded.text) };
  }
  if (own === undefined) return null;
  const text = own.values.find(meantAsDmarc);
  if (text !== undefined) {
    const say = `Rewrite the record at ${own.name}: “${excerpt(text)}” is not read as DMARC, because ${whyUnread(text)}. It must begin with v=DMARC1; in exactly this case.`;
    return { reason: 'not-read-as-dmarc', say, at: domain, record: mendDmarc(text) };
  }
  if (own.chain.length > 0 && own.outcome !== 'found') {
    const say = `Replace the CNAME at ${own.name}, or have the record at its target published: it leads to ${own.chain.at(-1)}, where there is none.`;
    return { reason: 'dangling-cname', say, at: domain, record: DEFAULT(domain) };
  }
  if (own.values.length === 0) return null;
  const what = own.values.some(isSpf) ? 'an SPF record, most often from a wildcard' : 'a TXT record that is no DMARC record';
  return {
    reason: 'other-txt',
    say: `Publish a DMARC record at ${own.name}: it answers with ${what}.`,
    at: domain,
    record: DEFAULT(domain),
  };
};

const faultOf = (fact: Fact, steps: readonly WalkStep[]): Fault =>
  several(fact, steps) ??
  misplaced(fact) ??
  unread(fact, steps) ?? {
    reason: 'missing',
    say: `Publish a DMARC record at _dmarc.${fact.domain}, with an address of yours for the reports: there is none.`,
    at: fact.domain,
    record: DEFAULT(fact.domain),
  };

const faultRecords = (fact: Fact, { reason, at, record, misplaced: away }: Fault): readonly RecordSetChange[] => {
  if (record === null) return [];
  const name = `_dmarc.${at}`;
  const own = fact.walk.find((one) => one.name === name);
  const there = own?.values ?? [];
  const alias = own?.chain[0];
  // What an alias or a wildcard answers does not stand at the name itself.
  const before = alias === undefined ? there.filter((text) => isDmarc(text) || meantAsDmarc(text)) : [];
  const all = alias !== undefined || reason === 'other-txt' ? [] : there;
  const changes = [
    alias === undefined ? null : changeRecord({ name, type: 'CNAME', before: [alias], after: [], all: [alias] }),
    changeRecord({ name, type: 'TXT', before, after: [record], all }),
    away === undefined
      ? null
      : changeRecord({ name: away.name, type: 'TXT', before: away.values.filter(isDmarc), after: [], all: away.values }),
  ];
  return changes.filter((change) => change !== null);
};

/** The record in force, changed; none where it stands at an alias, or where only a person can say. */
const changed = (fact: Fact, domain: string, text: string, after: string | null): readonly RecordSetChange[] => {
  const name = `_dmarc.${domain}`;
  const own = fact.walk.find((one) => one.name === name);
  if (after === null || own === undefined || own.chain.length > 0) return [];
  const change = changeRecord({ name, type: 'TXT', before: [text], after: [after], all: own.values });
  return change === null ? [] : [change];
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
  'rua-invalid': (tag) => `correct rua=: “${excerpt(tag)}” is no address with mailto: before it, so reports are lost.`,
  'ruf-invalid': (tag) => `correct ruf=: “${excerpt(tag)}” is no address with mailto: before it, so reports are lost.`,
  'malformed-tag': (tag) => `correct or remove “${excerpt(tag)}”, which is no name=value and is ignored.`,
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
    remedy: [askAgain(`the DMARC record of ${domain}`, outcomeText(lookup?.outcome ?? 'timeout'), [`${name} TXT`])],
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
  const say = `Remove psd=y from the DMARC record at _dmarc.${domain}: it is for public suffixes such as co.uk. With it, what is signed as ${domain} no longer counts for the names below, nor theirs for it.`;
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
  const mended = changed(fact, domain, record.text, mendDmarc(record.text));
  const records = mended.length === 0 ? {} : { records: mended };
  const warn = { status: 'warn', observed, expected: expectedAt(fact) } as const;
  // Readers of RFC 7489 apply the policy to pct % of the mail; readers of RFC 9989 to all of it.
  if (policy !== 'none' && record.pct !== null && record.pct < 100) {
    const rest = policy === 'reject' ? 'quarantine' : 'none';
    const say = `Remove pct=${record.pct} from the record at ${at}: RFC 9989 dropped it, so receivers differ. Some apply ${policy} to all mail that fails, others to ${record.pct} % of it and ${rest} to the rest. What holds a policy back now is t=y.`;
    return { ...warn, reason: 'pct-read-differently', remedy: [{ say, ...records }] };
  }
  const tags = record.problems.flatMap(({ problem, tag }) => (isTag(problem) ? [{ problem, tag }] : []));
  const [first] = tags;
  if (first !== undefined) {
    const say = `At ${at}: ${tags.map(({ problem, tag }) => TAG_ADVICE[problem](tag)).join(' Also ')}${separatorWords(record.text)}`;
    return { ...warn, reason: first.problem, remedy: [{ say, ...records }] };
  }
  const mode = record.testing ? 'testing' : 'ok';
  return { status: 'pass', reason: policy === 'none' ? 'policy-none' : mode, observed };
};

const judgeFault = (fact: Fact, steps: readonly WalkStep[]): Told => {
  const fault = faultOf(fact, steps);
  const records = faultRecords(fact, fault);
  return {
    status: 'fail',
    reason: fault.reason,
    observed: { domain: fact.domain, walk: fact.walk.map(({ name, outcome, values }) => ({ name, outcome, values })) },
    expected: expectedAt(fact),
    remedy: [{ say: fault.say, ...(records.length === 0 ? {} : { records }) }],
  };
};

/** A record was meant for the From domain itself, and receivers discard it: a parent's policy applying instead is no answer. */
const isSpoiled = (fact: Fact, [own]: readonly WalkStep[]): boolean =>
  own?.kind === 'several' ||
  (own?.kind === 'none' && (own.discarded !== null || fact.walk[0]?.values.some(meantAsDmarc) === true));

export const dmarcRecord = defineCheck({
  id: 'dmarc-record',
  title: 'One DMARC policy applies to the From domain',
  severity: 'warning',
  why: 'Gmail, Yahoo and Microsoft ask bulk senders for DMARC; without it anybody can send invoices in the gym’s name.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.10', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  reasons,
  needs: ['dns.dmarc'],
  uses: ['dns.alignment', 'dns.whereSeen', 'run.clock'],
  evaluate(facts): Told {
    const fact = facts['dns.dmarc'].value;
    const steps = walkSteps(fact.walk);
    const result = dmarcPolicy(steps, fact.apex.outcome !== 'nxdomain');
    if (result.kind === 'unseen') return unseen(fact, result.domain);
    const alignment = facts['dns.alignment'];
    const suffix = falseSuffix(alignment.state === 'observed' ? alignment.value.from.registrable : null, steps);
    if (suffix !== null && !isSpoiled(fact, steps)) return judgeSuffix(fact, suffix);
    if (result.kind === 'applied' && !isSpoiled(fact, steps)) return judgeApplied(fact, result);
    const fault = judgeFault(fact, steps);
    const right = (values: readonly string[]): boolean => values.filter(isDmarc).length === 1;
    return pendingInCaches(facts, [{ name: `_dmarc.${fact.domain}`, type: 'TXT', right }], fault) ?? fault;
  },
});
