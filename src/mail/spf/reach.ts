// What an SPF policy does, for every address at once: between two borders of its ranges the result is the same, so one address of each
// stretch tells all. Nothing is asked; what depends on sender or reverse name stays unknown.
import { contains, type Family, type Range, rangeOf, SPACE } from './ranges.ts';
import type { SpfNode, SpfTree } from './tree.ts';

type Term = SpfNode['terms'][number];

type Result = 'pass' | 'fail' | 'softfail' | 'neutral' | 'error' | 'unknown';

export interface Decided {
  readonly result: Result;
  /** The term of the record itself that decided; null when none did. */
  readonly term: string | null;
}

const RESULT = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;

const rangesOf = (term: Term): readonly Range[] => term.networks.flatMap((text) => rangeOf(text) ?? []);

/** A policy with its ranges read once. */
export interface Policy {
  readonly tree: SpfTree;
  readonly ranges: ReadonlyMap<Term, readonly Range[]>;
}

export const policyOf = (tree: SpfTree): Policy => ({
  tree,
  ranges: new Map(tree.nodes.flatMap(({ terms }) => terms.map((term) => [term, rangesOf(term)] as const))),
});

type Match = boolean | 'unknown' | 'error';

const included = (policy: Policy, term: Term, family: Family, address: bigint): Match => {
  if (term.node === null) return 'unknown';
  const { result } = decide(policy, term.node, family, address);
  if (result === 'error' || result === 'unknown') return result;
  return result === 'pass';
};

const matches = (policy: Policy, term: Term, family: Family, address: bigint): Match => {
  switch (term.kind) {
    case 'all':
      return true;
    case 'include':
      return included(policy, term, family, address);
    case 'exists':
      return term.isVoid === null ? 'unknown' : !term.isVoid;
    case 'ptr':
    case 'redirect':
      return 'unknown';
    case 'a':
    case 'mx':
    case 'ip4':
    case 'ip6':
      if (policy.ranges.get(term)?.some((range) => contains(range, family, address)) === true) return true;
      return term.dynamic || (term.isVoid === null && (term.kind === 'a' || term.kind === 'mx')) ? 'unknown' : false;
  }
};

const redirected = (policy: Policy, terms: readonly Term[], family: Family, address: bigint): Decided => {
  const redirect = terms.find(({ kind }) => kind === 'redirect');
  if (redirect === undefined) return { result: 'neutral', term: null };
  if (redirect.node === null) return { result: 'unknown', term: redirect.text };
  return { ...decide(policy, redirect.node, family, address), term: redirect.text };
};

/** From the first term to the last, as receivers read it (RFC 7208 §4.6.2); a record that is not there is an error. */
export const decide = (policy: Policy, at: number, family: Family, address: bigint): Decided => {
  const node = policy.tree.nodes[at];
  if (node === undefined || node.state !== 'ok')
    return { result: node?.state === 'unseen' || node?.state === 'not-followed' ? 'unknown' : 'error', term: null };
  const terms = node.terms.filter(({ dead }) => !dead);
  const doubts = new Set<Result>();
  let decided: Decided | null = null;
  for (const term of terms) {
    if (term.kind === 'redirect') continue;
    const match = matches(policy, term, family, address);
    if (match === 'error') return { result: 'error', term: term.text };
    if (match === 'unknown') doubts.add(RESULT[term.qualifier]);
    if (match !== true) continue;
    decided = { result: RESULT[term.qualifier], term: term.text };
    break;
  }
  const { result, term } = decided ?? redirected(policy, terms, family, address);
  return { result: [...doubts].every((doubt) => doubt === result) ? result : 'unknown', term };
};

/** No policy that keeps within ten lookups needs more. Of one that has more the widest alone are looked at, so that nobody can make this slow. */
const MOST_RANGES = 1_000;
const WIDEST = 20;

const size = ({ first, last }: Range): bigint => last - first + 1n;

/** The first address of every stretch on which all terms say the same. */
const borders = (policy: Policy, family: Family): readonly bigint[] => {
  const all = [...policy.ranges.values()].flat().filter((range) => range.family === family);
  const looked = all.length <= MOST_RANGES ? all : all.toSorted((a, b) => (size(a) > size(b) ? -1 : 1)).slice(0, WIDEST);
  const points = looked.flatMap(({ first, last }) => [first, last + 1n]);
  return [...new Set([0n, ...points])].filter((point) => point < SPACE[family]).sort((a, b) => (a < b ? -1 : 1));
};

const FAMILIES: readonly Family[] = [4, 6];

/** Every stretch of addresses with what the record at `at` says of it. */
const stretches = (policy: Policy, at: number): readonly (Range & Decided)[] =>
  FAMILIES.flatMap((family) => {
    const points = borders(policy, family);
    return points.map((first, n) => ({
      family,
      first,
      last: (points[n + 1] ?? SPACE[family]) - 1n,
      ...decide(policy, at, family, first),
    }));
  });

/** The addresses that pass under the record at `at`. */
export const passing = (policy: Policy, at: number): readonly (Range & Decided)[] =>
  stretches(policy, at).filter(({ result }) => result === 'pass');

/** Addresses inside one's own house (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291): no receiver ever sees a client that has one. */
const INSIDE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => rangeOf(text) ?? []);

const isInside = ({ family, first, last }: Range): boolean =>
  INSIDE.some((range) => contains(range, family, first) && contains(range, family, last));

/** Why nobody passes whom a receiver can see, whatever the message: no address does, or only such as no receiver sees; null: somebody may. */
export const nobodySeenPasses = (tree: SpfTree): string | null => {
  const open = stretches(policyOf(tree), 0).filter(({ result }) => result === 'pass' || result === 'unknown');
  if (open.length === 0) return 'the one that stands there lets nobody pass';
  return open.every((stretch) => stretch.result === 'pass' && isInside(stretch))
    ? 'the one that stands there lets only private addresses pass, and no receiver ever sees a server under one'
    : null;
};

/** What the record says of each stretch inside `wanted`. */
export const within = (policy: Policy, wanted: readonly Range[]): readonly (Range & Decided)[] =>
  stretches(policy, 0).flatMap((stretch) =>
    wanted
      .filter(({ family, first, last }) => family === stretch.family && first <= stretch.last && stretch.first <= last)
      .map(({ first, last }) => {
        const from = first > stretch.first ? first : stretch.first;
        const result = from === stretch.first ? {} : decide(policy, 0, stretch.family, from);
        return { ...stretch, ...result, first: from, last: last < stretch.last ? last : stretch.last };
      }),
  );

/** More than this of a family is nobody's own network: two IPv4 blocks of /8 each, an IPv6 block of /16. */
const WIDE: { readonly [F in Family]: bigint } = { 4: 1n << 25n, 6: 1n << 112n };

export interface Openness {
  /** Percent of all addresses of the family, at least 1. */
  readonly percent: number;
  readonly family: Family;
  /** Terms of the record itself that let them pass, the widest first. */
  readonly terms: readonly string[];
}

/** Where the policy lets addresses pass that nobody can own together; null where it does not. */
export const openness = (policy: Policy): Openness | null => {
  const open = passing(policy, 0);
  for (const family of FAMILIES) {
    const own = open.filter((one) => one.family === family);
    const sizes = new Map<string, bigint>();
    for (const stretch of own) sizes.set(stretch.term ?? '', (sizes.get(stretch.term ?? '') ?? 0n) + size(stretch));
    const all = own.reduce((sum, stretch) => sum + size(stretch), 0n);
    const inside = own.filter(isInside).reduce((sum, stretch) => sum + size(stretch), 0n);
    if (all - inside < WIDE[family]) continue;
    const wide = [...sizes].filter(([, share]) => share >= WIDE[family] / 4n).sort(([, a], [, b]) => (a > b ? -1 : 1));
    return { percent: Math.max(1, Number((all * 100n) / SPACE[family])), family, terms: wide.map(([term]) => term) };
  }
  return null;
};
