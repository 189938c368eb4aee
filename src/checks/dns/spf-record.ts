// The SPF record set of the MAIL FROM domain, for every check that asks for it: merged, corrected, with the provider in it; never a second record.
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { mendSpf, mergeSpf } from '../../mail/spf/merge.ts';
import { letsPass, standing } from '../../mail/spf/provider.ts';
import { openness, policyOf } from '../../mail/spf/reach.ts';
import { parseSpf } from '../../mail/spf/record.ts';
import type { SpfTree } from '../../mail/spf/tree.ts';
import { changeRecord } from '../remedy.ts';

type Fact = Facts['dns.spf'];

/** The name to include; null where the provider's page says what to do instead, and where nobody knows the provider. */
const wanted = ({ provider, mailFrom }: Fact): string | null =>
  provider !== null && (mailFrom?.kind === 'custom' || !provider.owned) ? provider.target : null;

/**
 * Terms of the record itself that have to go: they make it void, because they draw in a domain without SPF or the record itself, or
 * they let everybody pass.
 */
const harmful = (tree: SpfTree): ReadonlySet<string> => {
  const terms = tree.nodes[0]?.terms ?? [];
  const broken = terms.filter(({ node }) => ['none', 'loop'].includes(tree.nodes[node ?? -1]?.state ?? ''));
  return new Set([...broken.map(({ text }) => text), ...(openness(policyOf(tree))?.terms ?? [])]);
};

/** The record as it can be read: what stands there, or that with the lost spaces back; null where that is not all. */
const readable = ({ state, text }: SpfTree['nodes'][number]): string | null => {
  if (text === null || (state !== 'ok' && state !== 'syntax')) return null;
  return parseSpf(mendSpf(text)).ok ? text : null;
};

/** The records that stand there and the one that should; null where only a person can say. */
const policy = (fact: Fact): { readonly before: readonly string[]; readonly after: string } | null => {
  const tree = fact.mailFrom?.tree;
  const root = tree?.nodes[0];
  if (tree === undefined || root === undefined) return null;
  const include = wanted(fact);
  if (root.state === 'none') return include === null ? null : { before: root.others, after: mergeSpf([], include) };
  if (root.state === 'several') return { before: root.others, after: mergeSpf(root.others, include) };
  const text = readable(root);
  if (text === null) return null;
  const passes = fact.provider === null || letsPass(standing(tree, fact.provider.target, fact.provider.tree));
  const mended = mendSpf(text, harmful(tree));
  return { before: [text], after: include !== null && !passes ? mergeSpf([mended], include) : mended };
};

/** None where nothing has to change, or where only a person can say what. */
export const spfRecords = (fact: Fact): readonly RecordSetChange[] => {
  const found = policy(fact);
  if (fact.mailFrom === null || found === null) return [];
  const { domain, texts } = fact.mailFrom;
  const change = changeRecord({ name: domain, type: 'TXT', before: found.before, after: [found.after], all: texts });
  return change === null ? [] : [change];
};
