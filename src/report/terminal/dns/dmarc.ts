// DMARC in the report of `certify dns`: the policy in force, how readers of the older RFC see it, and what will count for it.
import type { Facts } from '../../../facts/index.ts';
import { policyBySuffixList } from '../../../mail/dmarc/alignment.ts';
import { type AppliedPolicy, dmarcPolicy } from '../../../mail/dmarc/policy.ts';
import type { Policy } from '../../../mail/dmarc/record.ts';
import { walkSteps } from '../../../mail/dmarc/walk.ts';
import { fact } from '../../../facts/fact.ts';
import { findingOf, type Section } from './section.ts';
import type { Reportable } from '../../outline.ts';

const MEANING: { readonly [K in Policy]: string } = {
  none: 'none: mail that fails is delivered all the same',
  quarantine: 'quarantine: mail that fails goes to spam',
  reject: 'reject: mail that fails is refused',
};

const SOURCE: { readonly [K in AppliedPolicy['source']]: string } = {
  author: '',
  organizational: ', the organisation’s domain',
  'public-suffix': ', the public suffix',
};

/** What a reader of RFC 7489 makes of it: the public suffix list instead of the walk, `pct` honoured, `t` and `np` unknown. */
const olderReaders = (fact: Facts['dns.alignment'] | null, { policy, record }: AppliedPolicy): string => {
  if (fact === null) return '';
  const older = policyBySuffixList({ ...fact.from, steps: walkSteps(fact.from.walk) });
  const lower = older === 'reject' ? 'quarantine' : 'none';
  const share = record.pct !== null && record.pct < 100 ? ` for ${record.pct} % of it, ${lower} for the rest` : '';
  if (older === policy && share === '') return 'Readers of RFC 7489 conclude the same.';
  return `Readers of RFC 7489 conclude: ${older === null ? 'no policy' : older}${share}.`;
};

/** What stands in the record beside the policy that applies here. */
const notes = ({ source, record, policy }: AppliedPolicy): readonly string[] => {
  const { sp, np, testing, rua } = record;
  const below = source === 'author' && sp !== null ? [`subdomains ${sp}`] : [];
  const ghosts = source === 'author' && np !== null ? [`names that do not exist ${np}`] : [];
  const others = [...below, ...ghosts].join(', ');
  return [
    ...(others === '' ? [] : [`For others: ${others}.`]),
    ...(testing ? ['t=y: applied one level below what is written.'] : []),
    ...(policy === 'none' && rua.length === 0 ? ['Nobody gets reports (no rua=), so it neither protects nor tells.'] : []),
  ];
};

export const dmarcSection = (record: Reportable): readonly Section[] => {
  const dmarc = fact(record.observations, 'dns.dmarc');
  const finding = findingOf(record, 'dmarc-record');
  if (dmarc === null || finding === undefined) return [];
  const result = dmarcPolicy(walkSteps(dmarc.walk), dmarc.apex.outcome !== 'nxdomain');
  const common = { label: 'DMARC', status: finding.status, finding };
  if (result.kind === 'applied') {
    const { applied } = result;
    const older = olderReaders(fact(record.observations, 'dns.alignment'), applied);
    const seen = [
      `_dmarc.${applied.domain}${SOURCE[applied.source]}:`,
      applied.record.text,
      ...notes(applied),
      ...(older === '' ? [] : [older]),
    ];
    // A record of the domain's own is discarded, and its parent's applies instead.
    const discarded = finding.status === 'fail' ? 'the record of the domain itself is not read; meanwhile ' : '';
    return [{ ...common, head: `${discarded}${MEANING[applied.policy]}`, seen }];
  }
  const there = dmarc.walk.flatMap(({ name, values }) => values.map((value) => `${name}: ${value}`));
  const head = { none: 'no policy is in force', several: 'several records: receivers discard them all', unseen: 'not answered' };
  return [{ ...common, head: head[result.kind], seen: there }];
};

type Predicted = { readonly domain: string; readonly aligned: boolean | null };

const counts = ({ domain, aligned }: Predicted, from: string): string =>
  aligned === null ? `${domain}: could not be judged` : `${domain} ${aligned ? 'counts' : 'does not count'} for From ${from}`;

const isPredicted = (value: unknown): value is Predicted =>
  typeof value === 'object' && value !== null && 'domain' in value && 'aligned' in value;

/** Whether what SPF and DKIM authenticate will count for the From domain, as the check predicted it. */
export const alignmentSection = (record: Reportable): readonly Section[] => {
  const finding = findingOf(record, 'dmarc-alignment');
  const from = fact(record.observations, 'dns.alignment')?.from.domain;
  if (finding === undefined || from === undefined) return [];
  const { spf, dkim, adkim, aspf } = finding.observed ?? {};
  const mode = (value: unknown): string => (value === 's' ? 'strict' : 'relaxed');
  const signed = (Array.isArray(dkim) ? (dkim as readonly unknown[]) : []).filter(isPredicted);
  const seen = [
    ...(isPredicted(spf) ? [`SPF  ${counts(spf, from)} (${mode(aspf)})`] : []),
    ...signed.map((one) => `DKIM ${counts(one, from)} (${mode(adkim)})`),
    ...(signed.length === 0 ? ['DKIM is not known; name its selector with --selector to have it judged.'] : []),
  ];
  if (finding.reason === 'nothing-known' && finding.cause === null) {
    const unknown = 'open: nobody said how mail is sent (--mail-from, --selector)';
    return [{ label: 'Alignment', status: finding.status, head: `${unknown} · dmarc-alignment` }];
  }
  const head = { pass: 'counts for the From domain', warn: 'weak', fail: 'nothing counts for the From domain' } as const;
  const said = finding.status in head ? head[finding.status as keyof typeof head] : 'could not be predicted';
  return [{ label: 'Alignment', status: finding.status, head: said, seen, finding }];
};

/** Where the reports go; only shown when something is wrong there. */
export const reportsSection = (record: Reportable): readonly Section[] => {
  const finding = findingOf(record, 'dmarc-reports');
  if (finding === undefined || finding.status === 'pass' || finding.status === 'not-applicable') return [];
  return [{ label: 'DMARC reports', status: finding.status, head: 'not everybody named takes them', finding }];
};
