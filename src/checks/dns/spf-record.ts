// The SPF record set of the MAIL FROM domain, for every check that asks for it: merged, corrected, with the provider in it; never a second record.
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import type { Facts } from '../../facts/index.ts';
import { MAX_VOIDS } from '../../mail/spf/check.ts';
import type { SpfErrorReason, SpfFault, SpfWeakness } from '../../mail/spf/faults.ts';
import { mendSpf, mergeSpf, namesNobody } from '../../mail/spf/merge.ts';
import { letsPass, standing } from '../../mail/spf/provider.ts';
import { openness, policyOf } from '../../mail/spf/reach.ts';
import { isSpf, parseSpf } from '../../mail/spf/record.ts';
import { dynamicTerms, type SpfTree } from '../../mail/spf/tree.ts';
import { doubledNames, isSubdomainOf } from '../../text/domain-name.ts';
import { changeRecord } from '../remedy.ts';
import { aliasGone } from './alias.ts';

type Fact = Facts['dns.spf'];

/** The name to include; null where the provider's page says what to do instead, and where nobody knows the provider. */
export const wanted = ({ provider, mailFrom }: Fact): string | null =>
  provider !== null && (mailFrom?.kind === 'custom' || !provider.owned) ? provider.target : null;

/** Whether the record that a term draws in comes back to the one that is judged. */
const comesBack = (tree: SpfTree, at: number | null): boolean => {
  const node = at === null ? undefined : tree.nodes[at];
  if (node === undefined) return false;
  return (node.state === 'loop' && node.domain === tree.domain) || node.terms.some((term) => comesBack(tree, term.node));
};

/**
 * Terms of the record itself that have to go: they make it void, because they draw in a domain without SPF or the record itself, or
 * name too much that does not exist; they let everybody pass; or some receivers do not read them and others name who sends.
 */
export const harmful = (tree: SpfTree, strangers: Fact['strangers']): ReadonlySet<string> => {
  const terms = tree.nodes[0]?.terms ?? [];
  const everybody = strangers.length > 0 && strangers.every(({ result }) => result === 'pass');
  const holding = everybody ? dynamicTerms(tree) : [];
  const broken = terms.filter(({ node }) => tree.nodes[node ?? -1]?.state === 'none' || comesBack(tree, node));
  const voids = tree.voids > MAX_VOIDS ? terms.filter(({ isVoid, dead }) => isVoid === true && !dead) : [];
  const gone = [...broken, ...holding, ...voids];
  const named = terms.some((term) => !['all', 'ptr'].includes(term.kind) && !gone.includes(term));
  const reverse = named ? terms.filter(({ kind }) => kind === 'ptr') : [];
  return new Set([...[...gone, ...reverse].map(({ text }) => text), ...(openness(policyOf(tree))?.terms ?? [])]);
};

/** The record that was meant for the domain: one that is not read as it is written, or one that stands beside the name. */
const meantIn = ({ mailFrom }: Fact, root: SpfTree['nodes'][number]): string | null => {
  const beside = mailFrom?.elsewhere.flatMap(({ values }) => values) ?? [];
  return [...root.others, ...beside].map((text) => mendSpf(text)).find((text) => isSpf(text) && parseSpf(text).ok) ?? null;
};

/** A name that a DNS panel made holds nothing else; at other names beside it the record may serve those. */
const goneFrom = (domain: string, elsewhere: readonly DnsLookup[]): readonly RecordSetChange[] =>
  elsewhere
    .filter(({ name, type }) => type === 'TXT' && isSubdomainOf(name, domain) && doubledNames(domain, domain).includes(name))
    .flatMap(({ name, values }) => {
      const change = changeRecord({ name, type: 'TXT', before: values.filter(isSpf), after: [], all: values });
      return change === null ? [] : [change];
    });

/** The record as it stands, if it can be read or mended; null where only a person can say what was meant. */
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
  if (root.state === 'none') {
    const meant = meantIn(fact, root);
    if (meant !== null) return { before: root.others, after: include === null ? meant : mergeSpf([meant], include) };
    return include === null ? null : { before: root.others, after: mergeSpf([], include) };
  }
  if (root.state === 'several') return { before: root.others, after: mergeSpf(root.others, include) };
  const text = readable(root);
  if (text === null) return null;
  const passes = fact.provider === null || letsPass(standing(tree, fact.provider.target, fact.provider.tree)) !== false;
  const comes = include !== null && !passes;
  const mended = mendSpf(text, harmful(tree, fact.strangers), comes);
  return { before: [text], after: comes ? mergeSpf([mended], include) : mended };
};

/** None where nothing has to change, or where only a person can say what. `always`: the record is told even if it is right behind the alias that goes. */
export const spfRecords = (fact: Fact, always = false): readonly RecordSetChange[] => {
  const found = policy(fact);
  if (fact.mailFrom === null || found === null) return [];
  const { domain, texts, alias, wildcard, elsewhere } = fact.mailFrom;
  // What an alias or a wildcard answers does not stand at the name itself.
  const own = alias === null && !wildcard;
  const change = changeRecord({
    name: domain,
    type: 'TXT',
    before: own ? found.before : [],
    after: [found.after],
    all: own ? texts : [],
  });
  if (change === null || (!always && found.before.length === 1 && found.before[0] === found.after)) return [];
  return [...(alias === null ? [] : aliasGone(domain, [alias])), change, ...goneFrom(domain, elsewhere)];
};

/** Faults that the record set of the MAIL FROM domain mends; others stand in records of somebody else, or need a person. */
const MENDED: ReadonlySet<SpfErrorReason | SpfWeakness> = new Set([
  'several-spf',
  'include-loop',
  'include-without-spf',
  'plus-all',
  'neutral-all',
  'no-all',
  'after-all',
  'equals-for-colon',
  'version-twice',
  'ptr',
  'spf-syntax',
  'too-many-voids',
  'glued-terms',
  'wide-open',
  'hidden-character',
  'look-alike',
]);

/** An act for each fault; the record set stands with the first that it mends. */
export const faultActs = (fact: Fact, faults: readonly Exclude<SpfFault, { level: 'unseen' }>[]): readonly DraftAct[] => {
  const { alias, kind, domain } = fact.mailFrom ?? { alias: null, kind: 'from', domain: '' };
  // A return path leads to the provider by its CNAME, with the MX that takes its bounces: it stays.
  if (alias !== null && kind === 'return-path')
    return faults.map(({ advice }) => ({
      say: `${advice} It stands at ${alias}, to which the CNAME at ${domain} leads, so whoever runs ${alias} mends it.`,
      owner: 'mail provider admin',
    }));
  const records = faults.some(({ reason }) => MENDED.has(reason)) ? spfRecords(fact) : [];
  const carrier = faults.findIndex(({ reason }) => MENDED.has(reason));
  const emptied = records.some(({ add }) => add.some((text) => isSpf(text) && namesNobody(text)));
  const then = emptied ? ' Then put in who sends: the include that the mail provider names.' : '';
  return faults.map(({ advice }, at) =>
    at === carrier && records.length > 0 ? { say: `${advice}${then}`, records } : { say: advice },
  );
};
