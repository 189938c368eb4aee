// What a check says of an SPF policy and of the provider that must pass under it.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { excerpt } from '../../text/excerpt.ts';
import { zoneLine } from '../../text/zone-line.ts';
import { spfFaults } from '../../mail/spf/faults.ts';
import { mergeSpf } from '../../mail/spf/merge.ts';
import { type Authorised, authorised } from '../../mail/spf/provider.ts';
import { spfRows } from '../../mail/spf/tree-text.ts';

type Fact = Facts['dns.spf'];
type Subject = NonNullable<Fact['mailFrom']>;

const observedOf = ({ provider, fromDomain, evaluation }: Fact, { domain, kind, tree }: Subject, by: Authorised | null) => ({
  domain,
  kind,
  record: tree.nodes[0]?.text ?? null,
  lookups: tree.lookups,
  voids: tree.voids,
  provider: provider?.target ?? null,
  authorised: by,
  tree: spfRows(tree).map((row) => ({ ...row })),
  evaluation,
  informationOnly: fromDomain,
});

/** The one record to publish: what stands there, merged, with the provider in it; in words where nobody knows the provider. */
const toPublish = (fact: Fact, { domain, tree, kind }: Subject): string => {
  if (kind === 'return-path' && fact.provider?.owned === true) {
    return `Set up ${domain} as the provider’s page on return paths says; most ask for a CNAME to a host of theirs.`;
  }
  const [root] = tree.nodes;
  const several = root?.state === 'several' ? root.others : [];
  const published = root?.state === 'ok' && root.text !== null ? [root.text] : several;
  const include =
    fact.provider !== null && (fact.mailFrom?.kind === 'custom' || !fact.provider.owned) ? fact.provider.target : null;
  if (published.length === 0 && include === null) {
    return `Publish one TXT record at ${domain} that begins with v=spf1, has the include that the mail provider names, and ends with ~all.`;
  }
  return `Publish, as the only SPF record:\n${zoneLine(domain, 'TXT', mergeSpf(published, include))}`;
};

const WHY: { readonly [K in Exclude<Authorised, 'by-name' | 'by-address'>]: readonly [reason: string, advice: string] } = {
  no: ['provider-not-included', 'does not let the provider pass'],
  qualified: ['include-qualified', 'has a sign before the provider’s include, which keeps it from passing'],
  'after-all': ['include-after-all', 'names the provider behind “all”, where no receiver reads it'],
  dynamic: ['dynamic', 'decides by macros of sender or address, which cannot be judged without a message'],
};

const judgeNone = (subject: Subject): readonly [reason: string, advice: string] => {
  const [lookalike] = subject.tree.nodes[0]?.others ?? [];
  if (lookalike === undefined) return ['spf-missing', `${subject.domain} has no SPF record.`];
  return [
    'not-read-as-spf',
    `“${excerpt(lookalike)}” at ${subject.domain} is not read as SPF: the text must begin with v=spf1 and a space.`,
  ];
};

type Say = (status: Judgement['status'], reason: string, advice: string) => Judgement;

/** For a given client the receiver's own result decides; null where it is a pass, so that weaknesses are still told. */
const judgeEvaluation = (evaluation: NonNullable<Fact['evaluation']>, say: Say): Judgement | null => {
  const { result, ip, domain, decidedBy, problem, explanation } = evaluation;
  if (result === 'pass') return null;
  const by = decidedBy === null ? (problem ?? 'no term matches') : `“${decidedBy.term}” in the record of ${decidedBy.domain}`;
  const says = explanation === null ? '' : ` The domain says: ${explanation}`;
  if (result === 'temperror')
    return say('inconclusive', 'cannot-judge', `Ask again later: SPF of ${domain} for ${ip} is temperror (${by}).`);
  return say(
    'fail',
    `result-${result}`,
    `SPF of ${domain} is ${result} for ${ip}: ${by}. Let the record list that address, or send from one it lists.${says}`,
  );
};

/** Faults of the whole policy first, then whether the provider passes, then what is merely weak. */
export const judgeSpf = (fact: Fact, subject: Subject): Judgement => {
  const { tree, domain, kind } = subject;
  const by = fact.provider === null ? null : authorised(tree, fact.provider.target, fact.provider.tree);
  const observed = observedOf(fact, subject, by);
  const expected = `One SPF record at ${domain}${fact.provider === null ? '' : ` that lets ${fact.provider.target} pass`}, within 10 DNS lookups.`;
  const say = (status: Judgement['status'], reason: string, advice: string): Judgement => ({
    status,
    reason,
    observed,
    expected,
    fix: advice,
  });
  const publish = `\n${toPublish(fact, subject)}`;
  // Whether this is the return path is only certain where SES or the profile says so.
  const sure = kind === 'custom' || (kind === 'return-path' && fact.provider?.owned !== true);
  if (tree.nodes[0]?.state === 'none') {
    const [reason, advice] = judgeNone(subject);
    return say(sure ? 'fail' : 'warn', reason, advice + publish);
  }
  const faults = spfFaults(tree);
  const [worst] = faults;
  const told = faults.filter((fault) => fault.level === worst?.level).map((fault) => fault.advice);
  const fix = told.join('\n');
  if (worst?.level === 'error') return say('fail', worst.reason, worst.reason === 'several-spf' ? fix + publish : fix);
  const unseen = worst?.level === 'unseen';
  if (unseen) return say('inconclusive', tree.nodes[0]?.state === 'unseen' ? 'cannot-judge' : 'partly-observed', fix);
  const evaluated = fact.evaluation === null ? null : judgeEvaluation(fact.evaluation, say);
  if (evaluated !== null) return evaluated;
  if (fact.evaluation === null && by !== null && by !== 'by-name' && by !== 'by-address') {
    const [reason, why] = WHY[by];
    return say(sure && by !== 'dynamic' ? 'fail' : 'warn', reason, `The SPF record of ${domain} ${why}.${publish}`);
  }
  return worst === undefined ? { status: 'pass', reason: 'ok', observed } : say('warn', worst.reason, fix);
};
