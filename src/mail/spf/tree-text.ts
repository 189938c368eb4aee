// The SPF tree as rows that a person reads: each record under the one that draws it in, with what every term costs.
import { excerpt } from '../../text/excerpt.ts';
import type { SpfNode, SpfTerm, SpfTree } from './tree.ts';

export interface SpfRow {
  /** The domain, with a mark for every record above it. */
  readonly record: string;
  /** Terms of the ten that it uses, with everything it draws in. */
  readonly costs: number;
  readonly terms: string;
  /** Left out where the record is fine. */
  readonly trouble?: string;
}

const isRange = ({ kind }: SpfTerm): boolean => kind === 'ip4' || kind === 'ip6';

const termText = (term: SpfTerm): string => {
  const notes = [
    ...(term.cost > 0 ? [String(term.cost)] : []),
    ...(term.isVoid === true ? ['finds nothing'] : []),
    ...(term.dead ? ['never read'] : []),
    ...(term.dynamic ? ['depends on the message'] : []),
  ];
  return notes.length === 0 ? excerpt(term.text) : `${excerpt(term.text)} (${notes.join(', ')})`;
};

/** Long lists of ranges as their number; the other terms in their order. */
const termsText = (terms: readonly SpfTerm[]): string => {
  const ranges = terms.filter(isRange);
  if (ranges.length <= 3) return terms.map(termText).join(' ');
  const first = terms.findIndex(isRange);
  return terms
    .flatMap((term, at) => (at === first ? [`${ranges.length} ip4/ip6 ranges`] : isRange(term) ? [] : [termText(term)]))
    .join(' ');
};

const rowOf = (node: SpfNode): SpfRow => ({
  record: `${'› '.repeat(node.depth)}${node.domain}`,
  costs: node.terms.reduce((sum, term) => sum + (term.dead ? 0 : term.cost), 0),
  terms: termsText(node.terms),
  ...(node.state === 'ok' ? {} : { trouble: [node.state, ...node.errors].join(': ') }),
});

export const spfRows = (tree: SpfTree): readonly SpfRow[] => tree.nodes.map(rowOf);
