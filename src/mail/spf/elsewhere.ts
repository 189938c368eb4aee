// Records that an SPF policy draws in from somebody else's zone: who mends them, and what whoever publishes the policy can do meanwhile.
import { isSubdomainOf } from '../../text/domain-name.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { SpfTree } from './tree.ts';

/** Under one roof: the one lies in the other, or both below one domain. */
const isKin = (a: string, b: string): boolean => {
  const roof = (name: string): string => name.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.');
  return isSubdomainOf(a, b) || isSubdomainOf(b, a) || roof(a) === roof(b);
};

/** The term of the judged record through which another one, told by its place, is drawn in. */
const leadingTo = ({ nodes }: SpfTree, wanted: number): string | null => {
  const holds = (at: number | null): boolean =>
    at !== null && (at === wanted || nodes[at]?.terms.some(({ node }) => node !== null && node > at && holds(node)) === true);
  return nodes[0]?.terms.find(({ node }) => holds(node))?.text ?? null;
};

/** What whoever publishes the judged record can do about one that somebody else runs; empty where it is their own. */
export const elsewhere = (tree: SpfTree, at: number): string => {
  const { domain, state } = tree.nodes[at] ?? { domain: tree.domain, state: 'ok' };
  // Of a name without a record there is nobody to mend one; what draws it in has to go.
  const place = state === 'none' ? tree.nodes.findIndex(({ terms }) => terms.some(({ node }) => node === at)) : at;
  const whose = tree.nodes[place]?.domain ?? domain;
  const term = place <= 0 || isKin(whose, tree.domain) ? null : leadingTo(tree, place);
  if (term === null) return '';
  return ` That record is for whoever runs ${whose} to mend; until then, or where nothing sends by it any more, take “${excerpt(term)}” out of the SPF record of ${tree.domain}.`;
};
