// Which SPF name a provider publishes, and whether a policy lets that provider pass (RFC 7208 §5.2: qualifiers and order decide).
import { sameName } from '../../text/domain-name.ts';
import { addressText, type Range } from './ranges.ts';
import { passing, type Policy, policyOf, within } from './reach.ts';
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
  /** An include or redirect of the provider's name is reached, and all addresses of its record pass. */
  | 'by-name'
  /** Such an include is reached; which addresses its record lets pass was not seen. */
  | 'named'
  /** All addresses of the provider's own record pass, without its name. */
  | 'by-address'
  | 'no'
  /** A sign before the include keeps it from passing. */
  | 'qualified'
  /** The include stands behind `all`. */
  | 'after-all'
  /** The provider is named, and a term before it keeps some or all of its addresses from passing. */
  | 'blocked'
  /** A term with macros of sender or address may do it. */
  | 'dynamic';

export interface Standing {
  readonly by: Authorised;
  /** With `blocked`: addresses of the provider that do not pass, and the term that decides. */
  readonly blocked: { readonly first: string; readonly last: string; readonly term: string | null } | null;
}

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

/** What the spelling says: whether the provider is named, and where. */
const spelling = (tree: SpfTree, target: string): Exclude<Authorised, 'by-name' | 'by-address' | 'blocked'> => {
  const [root] = tree.nodes;
  if (root === undefined) return 'no';
  const terms = reached(tree, root);
  const named = terms.filter((term) => names(tree, term, target));
  if (named.some((term) => term.qualifier === '+')) return 'named';
  if (named.length > 0) return 'qualified';
  if (root.terms.some((term) => term.dead && names(tree, term, target))) return 'after-all';
  return terms.some((term) => term.dynamic && term.qualifier === '+') ? 'dynamic' : 'no';
};

/** The addresses that the provider's own record lets pass, in the policy's tree or asked apart. */
const rangesOf = (policy: Policy, target: string, provider: SpfTree | null): readonly Range[] => {
  const at = policy.tree.nodes.findIndex(({ domain, state }) => state === 'ok' && sameName(domain, target));
  if (at >= 0) return passing(policy, at);
  return provider === null ? [] : passing(policyOf(provider), 0);
};

/** `provider` is the tree of the provider's own record; null where the policy draws it in, or where it was not asked. */
export const standing = (tree: SpfTree, target: string, provider: SpfTree | null): Standing => {
  const policy = policyOf(tree);
  const spelt = spelling(tree, target);
  const seen = within(policy, rangesOf(policy, target, provider));
  const missed = seen.filter(({ result }) => result !== 'pass');
  const [first] = missed.filter(({ result }) => result !== 'unknown');
  if (seen.length > 0 && missed.length === 0) return { by: spelt === 'named' ? 'by-name' : 'by-address', blocked: null };
  if (spelt !== 'named') return { by: spelt, blocked: null };
  if (first === undefined) return { by: seen.length === 0 ? 'named' : 'dynamic', blocked: null };
  const { family, term } = first;
  return {
    by: 'blocked',
    blocked: { first: addressText(family, first.first), last: addressText(family, first.last), term },
  };
};

/** null: that was not seen. */
export const letsPass = ({ by }: Standing): boolean | null => {
  if (by === 'named' || by === 'dynamic') return null;
  return by === 'by-name' || by === 'by-address';
};
