// The SPF record set of the MAIL FROM domain, for every check that asks for it: merged, corrected, with the provider in it; never a second record.
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { mendSpf, mergeSpf } from '../../mail/spf/merge.ts';
import { authorised } from '../../mail/spf/provider.ts';
import type { SpfTree } from '../../mail/spf/tree.ts';
import { changeRecord } from '../remedy.ts';

type Fact = Facts['dns.spf'];

const LETS_PASS: ReadonlySet<string> = new Set(['by-name', 'by-address', 'dynamic']);

/** The name to include; null where the provider's page says what to do instead, and where nobody knows the provider. */
const wanted = ({ provider, mailFrom }: Fact): string | null =>
  provider !== null && (mailFrom?.kind === 'custom' || !provider.owned) ? provider.target : null;

/** Terms of the record itself that make it void: they draw in a domain without SPF, or the record itself. */
const voidTerms = (tree: SpfTree): ReadonlySet<string> =>
  new Set(
    (tree.nodes[0]?.terms ?? [])
      .filter(({ node }) => ['none', 'loop'].includes(tree.nodes[node ?? -1]?.state ?? ''))
      .map(({ text }) => text),
  );

/** The records that stand there and the one that should; null where only a person can say. */
const policy = (fact: Fact): { readonly before: readonly string[]; readonly after: string } | null => {
  const tree = fact.mailFrom?.tree;
  const root = tree?.nodes[0];
  if (tree === undefined || root === undefined) return null;
  const include = wanted(fact);
  if (root.state === 'none') return include === null ? null : { before: root.others, after: mergeSpf([], include) };
  if (root.state === 'several') return { before: root.others, after: mergeSpf(root.others, include) };
  if (root.state !== 'ok' || root.text === null) return null;
  const by = fact.provider === null ? 'by-name' : authorised(tree, fact.provider.target, fact.provider.tree);
  const mended = mendSpf(root.text, voidTerms(tree));
  return { before: [root.text], after: include !== null && !LETS_PASS.has(by) ? mergeSpf([mended], include) : mended };
};

/** None where nothing has to change, or where only a person can say what. */
export const spfRecords = (fact: Fact): readonly RecordSetChange[] => {
  const found = policy(fact);
  if (fact.mailFrom === null || found === null) return [];
  const { domain, texts } = fact.mailFrom;
  const change = changeRecord({ name: domain, type: 'TXT', before: found.before, after: [found.after], all: texts });
  return change === null ? [] : [change];
};
