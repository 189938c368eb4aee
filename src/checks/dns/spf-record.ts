// The SPF record set of the MAIL FROM domain, for every check that asks for it: merged, corrected, with the provider in it; never a second record.
import type { RecordSetChange } from '../../core/remedy.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import type { Facts } from '../../facts/index.ts';
import { mendSpf, mergeSpf } from '../../mail/spf/merge.ts';
import { letsPass, standing } from '../../mail/spf/provider.ts';
import { openness, policyOf } from '../../mail/spf/reach.ts';
import { isSpf, parseSpf } from '../../mail/spf/record.ts';
import type { SpfTree } from '../../mail/spf/tree.ts';
import { doubledNames, isSubdomainOf } from '../../text/domain-name.ts';
import { hiddenIn, withoutHidden } from '../../text/hidden-characters.ts';
import { changeRecord } from '../remedy.ts';
import { aliasGone } from './alias.ts';

type Fact = Facts['dns.spf'];

/** The name to include; null where the provider's page says what to do instead, and where nobody knows the provider. */
const wanted = ({ provider, mailFrom }: Fact): string | null =>
  provider !== null && (mailFrom?.kind === 'custom' || !provider.owned) ? provider.target : null;

/**
 * Terms of the record itself that have to go: they make it void, because they draw in a domain without SPF or the record itself, or
 * they let everybody pass.
 */
const harmful = (tree: SpfTree, strangers: Fact['strangers']): ReadonlySet<string> => {
  const terms = tree.nodes[0]?.terms ?? [];
  const everybody = strangers.length > 0 && strangers.every(({ result }) => result === 'pass');
  const holding = everybody ? terms.filter(({ dynamic, dead, qualifier }) => dynamic && !dead && qualifier === '+') : [];
  const broken = terms.filter(({ node }) => ['none', 'loop'].includes(tree.nodes[node ?? -1]?.state ?? ''));
  return new Set([...[...broken, ...holding].map(({ text }) => text), ...(openness(policyOf(tree))?.terms ?? [])]);
};

/** The record that was meant for the domain: one with characters that nobody sees, or one that stands beside the name. */
const meantIn = ({ mailFrom }: Fact, root: SpfTree['nodes'][number]): string | null => {
  const hidden = root.others.filter((text) => hiddenIn(text) !== null).map(withoutHidden);
  const beside = mailFrom?.elsewhere.flatMap(({ values }) => values.map(withoutHidden)) ?? [];
  return [...hidden, ...beside].find((text) => isSpf(text) && parseSpf(text).ok) ?? null;
};

/** A name that a DNS panel made holds nothing else; at other names beside it the record may serve those. */
const goneFrom = (domain: string, elsewhere: readonly DnsLookup[]): readonly RecordSetChange[] =>
  elsewhere
    .filter(({ name, type }) => type === 'TXT' && isSubdomainOf(name, domain) && doubledNames(domain, domain).includes(name))
    .flatMap(({ name, values }) => {
      const change = changeRecord({ name, type: 'TXT', before: values.filter(isSpf), after: [], all: values });
      return change === null ? [] : [change];
    });

/** The record as it can be read: what stands there, or that with the lost spaces back; null where that is not all. */
const readable = ({ state, text }: SpfTree['nodes'][number]): string | null => {
  if (text === null || (state !== 'ok' && state !== 'syntax')) return null;
  return parseSpf(mendSpf(withoutHidden(text))).ok ? text : null;
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
  const passes = fact.provider === null || letsPass(standing(tree, fact.provider.target, fact.provider.tree));
  const mended = mendSpf(withoutHidden(text), harmful(tree, fact.strangers));
  return { before: [text], after: include !== null && !passes ? mergeSpf([mended], include) : mended };
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
  if (change === null || (!always && found.before.includes(found.after))) return [];
  return [...(alias === null ? [] : aliasGone(domain, [alias])), change, ...goneFrom(domain, elsewhere)];
};
