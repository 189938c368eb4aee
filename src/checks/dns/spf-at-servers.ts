// Whether the SPF record that the name servers already have mends what a cache's older one still shows: by the record itself, since
// only what the older one draws in was asked.
import type { Facts } from '../../facts/index.ts';
import { MAX_LOOKUPS } from '../../mail/spf/check.ts';
import type { Directive, SpfRecord } from '../../mail/spf/record.ts';
import { isSpf, parseSpf } from '../../mail/spf/record.ts';
import type { SpfNode, SpfTree } from '../../mail/spf/tree.ts';
import { sameName } from '../../text/domain-name.ts';
import { harmful, wanted } from './spf-record.ts';

type Fact = Facts['dns.spf'];

/** In one spelling: as a term is compared with one of the older record. */
const spelt = (text: string): string => text.replace(/^\+/, '').toLowerCase();

const termsOf = ({ directives, redirect }: SpfRecord): readonly string[] => [
  ...directives.map(({ text }) => text),
  ...(redirect === null ? [] : [`redirect=${redirect.text}`]),
];

const letsIn = (target: string, { directives, redirect }: SpfRecord): boolean => {
  const all = directives.findIndex(({ mechanism }) => mechanism.kind === 'all');
  const read: readonly Directive[] = all < 0 ? directives : directives.slice(0, all);
  const included = read.some(
    ({ mechanism, qualifier }) => mechanism.kind === 'include' && qualifier === '+' && sameName(mechanism.domain.text, target),
  );
  return included || (all < 0 && redirect !== null && sameName(redirect.text, target));
};

const SPOILT: readonly SpfNode['state'][] = ['none', 'several', 'syntax', 'loop', 'not-followed'];

const isSpoilt = (tree: SpfTree, at: number | null): boolean => {
  const node = at === null ? undefined : tree.nodes[at];
  return node !== undefined && (SPOILT.includes(node.state) || node.terms.some((term) => isSpoilt(tree, term.node)));
};

/** DNS questions of the record, each new term counted as the one that it causes itself. */
const lookupsOf = (terms: readonly string[], older: SpfNode['terms']): number => {
  const cost = (text: string): number =>
    older.find((term) => spelt(term.text) === spelt(text))?.cost ?? (/^(?:[+\-~?])?(?:ip[46]:|all$)/i.test(text) ? 0 : 1);
  return terms.reduce((sum, text) => sum + cost(text), 0);
};

/** Whether what the name servers say is one record that can be read, names the provider, and has none of the older one's faults. */
export const mendedAtServers =
  (fact: Fact, tree: SpfTree) =>
  (values: readonly string[]): boolean => {
    const [only, ...more] = values.filter(isSpf);
    const [root] = tree.nodes;
    if (only === undefined || more.length > 0 || only === root?.text) return false;
    const parsed = parseSpf(only);
    if (!parsed.ok) return false;
    const target = wanted(fact);
    if (target !== null && !letsIn(target, parsed.record)) return false;
    const older = root?.terms ?? [];
    const bad = [...harmful(tree, fact.strangers), ...older.filter(({ node }) => isSpoilt(tree, node)).map(({ text }) => text)];
    const terms = termsOf(parsed.record);
    const kept = new Set(bad.map(spelt));
    return !terms.some((text) => kept.has(spelt(text))) && lookupsOf(terms, older) <= MAX_LOOKUPS;
  };
