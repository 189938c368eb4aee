// The SPF record to publish instead of what stands there: merged, corrected, with the provider in it; never a second record.
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { mergeSpf } from '../../mail/spf/merge.ts';
import { authorised } from '../../mail/spf/provider.ts';
import { fact } from '../../facts/fact.ts';
import { changeOf, type RecordChange } from './dns-set.ts';
import type { Reportable } from '../outline.ts';

type Fact = Facts['dns.spf'];

/** All TXT values at a name, as far as some observation tells; null when none does. */
export const textsAt = (record: Reportable, name: string): readonly string[] | null => {
  const mailFrom = fact(record.observations, 'dns.mailFrom')?.txt;
  const dmarc = fact(record.observations, 'dns.dmarc');
  const lookups = [mailFrom, dmarc?.apex, ...(dmarc?.walk ?? [])].filter((lookup) => lookup !== undefined);
  const seen = lookups.find((lookup) => sameName(lookup.name, name) && lookup.chain.length === 0);
  if (seen !== undefined)
    return seen.outcome === 'found' || seen.outcome === 'nodata' || seen.outcome === 'nxdomain' ? seen.values : null;
  const where = fact(record.observations, 'dns.whereSeen')?.records.find((one) => sameName(one.name, name) && one.type === 'TXT');
  const told = [...(where?.authorities ?? []), ...(where === undefined ? [] : [where.caches])];
  const answer = told.find(({ outcome, values }) => outcome === 'found' && !values.some((value) => value.startsWith('CNAME ')));
  return answer?.values ?? null;
};

/** Mends what can be mended without knowing the gym: what `all` says, and where it stands. */
export const mendedSpf = (text: string): string => {
  const [version = 'v=spf1', ...terms] = text.trim().split(/ +/);
  const isAll = (term: string): boolean => /^[+\-~?]?all$/i.test(term);
  const redirects = terms.some((term) => /^redirect=/i.test(term));
  const all = terms.find(isAll);
  const strict = all === undefined || /^[+?]?all$/i.test(all) ? '~all' : all;
  // Redirect counts only where there is no `all` (RFC 7208 §6.1).
  if (all === undefined && redirects) return text;
  return [version, ...terms.filter((term) => !isAll(term)), strict].join(' ');
};

const wanted = ({ provider, mailFrom }: Fact): string | null =>
  provider !== null && (mailFrom?.kind === 'custom' || !provider.owned) ? provider.target : null;

const LETS_PASS: ReadonlySet<string> = new Set(['by-name', 'by-address', 'dynamic']);

/** The records that stand there and the one that should; null where only a person can say. */
const policy = (fact: Fact): { readonly before: readonly string[]; readonly after: string } | null => {
  const root = fact.mailFrom?.tree.nodes[0];
  if (fact.mailFrom === null || root === undefined) return null;
  const include = wanted(fact);
  if (root.state === 'none') {
    return include === null ? null : { before: root.others, after: mergeSpf([], include) };
  }
  if (root.state === 'several') return { before: root.others, after: mergeSpf(root.others, include) };
  if (root.state !== 'ok' || root.text === null) return null;
  const by = fact.provider === null ? 'by-name' : authorised(fact.mailFrom.tree, fact.provider.target, fact.provider.tree);
  const missing = include !== null && !LETS_PASS.has(by);
  return { before: [root.text], after: mendedSpf(missing ? mergeSpf([root.text], include) : root.text) };
};

export const spfChanges = (record: Reportable): readonly RecordChange[] => {
  const spf = fact(record.observations, 'dns.spf');
  const found = spf === null ? null : policy(spf);
  if (spf?.mailFrom == null || found === null) return [];
  const name = spf.mailFrom.domain;
  const all = textsAt(record, name) ?? (spf.mailFrom.tree.nodes[0]?.outcome === 'nxdomain' ? [] : null);
  const change = changeOf({ name, type: 'TXT', before: found.before, after: [found.after], all, check: 'spf-authorises' });
  return change === null ? [] : [change];
};
