// Which SPF name a provider publishes, and whether a policy lets that provider pass (RFC 7208 §5.2: qualifiers and order decide).
import { sameName } from '../../text/domain-name.ts';
import { coversAll, type Network, networkOf } from './network.ts';
import type { SpfNode, SpfTree } from './tree.ts';

/** SPF names by relay key. `owned`: the provider normally uses a return path of its own, where the gym publishes nothing. */
const TARGETS: { readonly [relay: string]: { readonly target: string; readonly owned: boolean } } = {
  ses: { target: 'amazonses.com', owned: true },
  gmail: { target: '_spf.google.com', owned: false },
  microsoft365: { target: 'spf.protection.outlook.com', owned: false },
  sendgrid: { target: 'sendgrid.net', owned: true },
  mailgun: { target: 'mailgun.org', owned: false },
  mandrill: { target: 'spf.mandrillapp.com', owned: true },
  brevo: { target: 'spf.brevo.com', owned: true },
  mailjet: { target: 'spf.mailjet.com', owned: false },
  zoho: { target: 'zoho.com', owned: false },
};

/** Null for a relay that publishes none, or that is not known. */
export const spfTargetOf = (relay: string): { readonly target: string; readonly owned: boolean } | null => TARGETS[relay] ?? null;

export type Authorised =
  /** An include or redirect of the provider's name is reached through `+` terms before any `all`. */
  | 'by-name'
  /** The policy lists all the addresses that the provider's own record lists. */
  | 'by-address'
  | 'no'
  /** A sign before the include keeps it from passing. */
  | 'qualified'
  /** The include stands behind `all`. */
  | 'after-all'
  /** A term with macros of sender or address may do it. */
  | 'dynamic';

const nodeAt = (tree: SpfTree, index: number | null): SpfNode | null => (index === null ? null : (tree.nodes[index] ?? null));

/** Terms of the record, and of what it draws in through `+`, that a receiver may read. */
const reached = (tree: SpfTree, node: SpfNode): SpfNode['terms'] =>
  node.terms.flatMap((term) => {
    const inside = nodeAt(tree, term.node);
    const follow = inside !== null && term.qualifier === '+' && !term.dead;
    return term.dead ? [] : [term, ...(follow ? reached(tree, inside) : [])];
  });

const names = (tree: SpfTree, term: SpfNode['terms'][number], target: string): boolean => {
  if (term.kind !== 'include' && term.kind !== 'redirect') return false;
  const drawn = nodeAt(tree, term.node)?.domain ?? term.text.replace(/^[+\-~?]?(include:|redirect=)/i, '');
  return sameName(drawn, target);
};

const passing = (tree: SpfTree, terms: SpfNode['terms']): readonly Network[] =>
  terms.filter((term) => term.qualifier === '+').flatMap((term) => term.networks.flatMap((text) => networkOf(text) ?? []));

/** `provider` is the tree of the provider's own record; null where it was not asked. */
export const authorised = (tree: SpfTree, target: string, provider: SpfTree | null): Authorised => {
  const [root] = tree.nodes;
  if (root === undefined) return 'no';
  const terms = reached(tree, root);
  const named = terms.filter((term) => names(tree, term, target));
  if (named.some((term) => term.qualifier === '+')) return 'by-name';
  const theirs = provider?.nodes[0] === undefined ? [] : passing(provider, reached(provider, provider.nodes[0]));
  if (theirs.length > 0 && coversAll(passing(tree, terms), theirs)) return 'by-address';
  if (named.length > 0) return 'qualified';
  if (root.terms.some((term) => term.dead && names(tree, term, target))) return 'after-all';
  return terms.some((term) => term.dynamic && term.qualifier === '+') ? 'dynamic' : 'no';
};
