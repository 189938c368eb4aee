// An SPF policy as a tree a person can read: every record it draws in, and what each term costs of the ten DNS terms.
// Static: nothing is matched, so the cost is the worst case; a term with macros of sender or address is `dynamic`.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { excerpt } from '../../text/excerpt.ts';
import { txtAnswerSize } from '../dns/answer-size.ts';
import { isAbsent } from '../dns/outcome.ts';
import { isAskable, type SpfLookup } from './check.ts';
import type { MacroString } from './macro.ts';
import type { Directive, Qualifier, SpfRecord } from './record.ts';
import { selectSpf } from './select.ts';
import { askTerm, NOTHING_SEEN, staticName } from './term.ts';

type SpfNodeState =
  | 'ok'
  | 'none'
  | 'several'
  | 'syntax'
  /** DNS did not answer. */
  | 'unseen'
  /** It is drawn in by itself. */
  | 'loop'
  /** Not followed any more: the tree is far over every limit. */
  | 'not-followed';

export interface SpfTerm {
  /** As written. */
  readonly text: string;
  readonly qualifier: Qualifier;
  readonly kind: Directive['mechanism']['kind'] | 'redirect';
  /** Terms of the ten that this one uses, with everything inside it. */
  readonly cost: number;
  /** Its DNS question finds nothing; null where that is not asked or not known. */
  readonly isVoid: boolean | null;
  /** The name depends on sender or address. */
  readonly dynamic: boolean;
  /** It stands behind `all`, so no receiver reads it. */
  readonly dead: boolean;
  /** Addresses in CIDR form that it covers, for ip4, ip6, a and mx. */
  readonly networks: readonly string[];
  /** MX hosts of an `mx` term; null for others. */
  readonly mxHosts: number | null;
  /** Index of the record it draws in; null for every other term. */
  readonly node: number | null;
}

export interface SpfNode {
  readonly domain: string;
  readonly depth: number;
  readonly state: SpfNodeState;
  readonly outcome: DnsOutcome | null;
  /** The zone whose DNSSEC signatures hide it; null where that is not why. */
  readonly bogusZone: string | null;
  /** The record as published; null when there is none to show. */
  readonly text: string | null;
  /** Texts that were meant as SPF, or the several records. */
  readonly others: readonly string[];
  /** `“term” what is wrong`. */
  readonly errors: readonly string[];
  /** Octets of the answer in which all TXT records at the name travel. */
  readonly answerSize: number;
  readonly unknownModifiers: readonly string[];
  readonly terms: readonly SpfTerm[];
}

export interface SpfTree {
  readonly domain: string;
  /** The first is the domain's own; the others in the order in which they are drawn in. */
  readonly nodes: readonly SpfNode[];
  /** Terms that cause DNS questions, over the whole tree; more than 10 is an error. */
  readonly lookups: number;
  /** Terms that find nothing, for both address families; more than 2 is an error. */
  readonly voids: number;
}

/** Enough to show by how far a policy is over the limit. */
const MOST_NODES = 40;

interface Drawn {
  readonly node: Omit<SpfNode, 'terms'>;
  readonly terms: readonly (Omit<SpfTerm, 'node'> & { readonly inside: Drawn | null })[];
}

interface Walk {
  readonly lookup: SpfLookup;
  readonly followed: { count: number };
}

const costsOne = (kind: SpfTerm['kind']): boolean => kind !== 'all' && kind !== 'ip4' && kind !== 'ip6';

const costOf = (drawn: Drawn | null): number =>
  drawn === null ? 0 : drawn.terms.reduce((sum, term) => sum + (term.dead ? 0 : term.cost), 0);

const termOf = async (walk: Walk, domain: string, path: readonly string[], directive: Directive, dead: boolean) => {
  const { mechanism, qualifier, text } = directive;
  const dynamic = 'domain' in mechanism && mechanism.domain?.dynamic === true;
  const follow = mechanism.kind === 'include' && !dynamic && !dead;
  const [seen, inside] = await Promise.all([
    dead ? NOTHING_SEEN : askTerm(walk.lookup, domain, directive),
    follow ? draw(walk, staticName(mechanism.domain, domain), path) : null,
  ]);
  const cost = (costsOne(mechanism.kind) ? 1 : 0) + costOf(inside);
  return { text, qualifier, kind: mechanism.kind, cost, dynamic, dead, ...seen, inside };
};

const redirectOf = async (walk: Walk, domain: string, path: readonly string[], target: MacroString, dead: boolean) => {
  const inside = target.dynamic || dead ? null : await draw(walk, staticName(target, domain), path);
  const shape = { text: `redirect=${target.text}`, qualifier: '+' as const, kind: 'redirect' as const };
  return { ...shape, cost: 1 + costOf(inside), dynamic: target.dynamic, dead, ...NOTHING_SEEN, inside };
};

const termsOf = (walk: Walk, domain: string, path: readonly string[], record: SpfRecord) => {
  const all = record.directives.findIndex(({ mechanism }) => mechanism.kind === 'all');
  const terms = record.directives.map((one, at) => termOf(walk, domain, path, one, all >= 0 && at > all));
  const redirect = record.redirect === null ? [] : [redirectOf(walk, domain, path, record.redirect, all >= 0)];
  return Promise.all([...terms, ...redirect]);
};

const draw = async (walk: Walk, domain: string, path: readonly string[]): Promise<Drawn> => {
  const empty = {
    domain,
    depth: path.length,
    outcome: null,
    bogusZone: null,
    text: null,
    others: [],
    errors: [],
    answerSize: 0,
    unknownModifiers: [],
  };
  if (path.includes(domain)) return { node: { ...empty, state: 'loop' }, terms: [] };
  if (!isAskable(domain)) return { node: { ...empty, state: 'none' }, terms: [] };
  walk.followed.count += 1;
  if (walk.followed.count > MOST_NODES) return { node: { ...empty, state: 'not-followed' }, terms: [] };
  const { outcome, values, bogusZone = null } = await walk.lookup(domain, 'TXT');
  const node = { ...empty, outcome, bogusZone, answerSize: txtAnswerSize(domain, values) };
  if (outcome !== 'found' && !isAbsent(outcome)) return { node: { ...node, state: 'unseen' }, terms: [] };
  const selected = selectSpf(values);
  if (selected.kind === 'none') return { node: { ...node, state: 'none', others: selected.lookalikes }, terms: [] };
  if (selected.kind === 'several') return { node: { ...node, state: 'several', others: selected.texts }, terms: [] };
  if (!selected.parsed.ok) {
    const errors = selected.parsed.errors.map(({ term, message }) => `“${excerpt(term)}” ${message}`);
    return { node: { ...node, text: selected.text, state: 'syntax', errors }, terms: [] };
  }
  const { record } = selected.parsed;
  const terms = await termsOf(walk, domain, [...path, domain], record);
  return { node: { ...node, text: selected.text, state: 'ok', unknownModifiers: record.unknownModifiers }, terms };
};

const flatten = (drawn: Drawn, nodes: SpfNode[]): number => {
  const index = nodes.length;
  // Its place is taken first, so that the numbers of those inside follow.
  nodes.push({ ...drawn.node, terms: [] });
  const terms = drawn.terms.map(({ inside, ...term }) => ({ ...term, node: inside === null ? null : flatten(inside, nodes) }));
  nodes[index] = { ...drawn.node, terms };
  return index;
};

/** Asks for everything the policy of `domain` draws in; siblings at once. */
export const spfTree = async (domain: string, lookup: SpfLookup): Promise<SpfTree> => {
  const drawn = await draw({ lookup, followed: { count: 0 } }, domain.toLowerCase(), []);
  const nodes: SpfNode[] = [];
  flatten(drawn, nodes);
  const voids = nodes.flatMap((node) => node.terms).filter((term) => term.isVoid === true).length;
  return { domain, nodes, lookups: costOf(drawn), voids };
};

/** Terms of the record that a receiver may read and that rest, themselves or in what they draw in, on macros of sender or address. */
export const dynamicTerms = ({ nodes }: SpfTree): SpfNode['terms'] => {
  const isDynamic = (term: SpfNode['terms'][number]): boolean =>
    !term.dead && term.qualifier === '+' && (term.dynamic || (nodes[term.node ?? -1]?.terms ?? []).some(isDynamic));
  return (nodes[0]?.terms ?? []).filter(isDynamic);
};
