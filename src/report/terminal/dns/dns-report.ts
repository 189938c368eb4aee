// `certify dns` in a terminal: the verdict on the domain first, then each subject with its record as seen and its fix.
import type { Finding } from '../../../core/finding.ts';
import { domainState } from '../../../mail/dns/domain-state.ts';
import { alignmentSection, dmarcSection, reportsSection } from './dmarc.ts';
import { fact } from '../../../facts/fact.ts';
import { adviceLines, type Section, sectionLines } from './section.ts';
import { mailHostsSection, sendingHostSection } from './inbound.ts';
import { clientSection, spfSection } from './spf.ts';
import { dkimSection, mailFromSection, optionalSection, receivingSection, serversSection } from './zone.ts';
import type { Reportable } from '../../outline.ts';
import { indent, type Pen, penOf, STATUS_INK, type Style, wrap, titled } from '../style.ts';
import { nextOf, needsWork, OUTCOME_STATUS, span, when, whose } from '../../words.ts';

export interface DnsReportOptions extends Style {
  /** Every server with its addresses, and every term of SPF. */
  readonly verbose: boolean;
  /** The domain as people write it; the same where it has no letters beyond ASCII. */
  readonly unicodeName: string;
}

/** Checks that have a place of their own among the subjects. */
const PLACED: ReadonlySet<string> = new Set([
  'name-servers',
  'dns-propagation',
  'sender-domain-receives',
  'mail-from',
  'spf-authorises',
  'dkim-keys',
  'dmarc-record',
  'dmarc-alignment',
  'dmarc-reports',
  'mail-policies',
  'mail-host-security',
  'sending-addresses',
]);

const otherSection = (finding: Finding): Section => ({
  label: 'Also',
  status: finding.status,
  head: finding.title,
  finding,
});

const sectionsOf = (record: Reportable, all: boolean): readonly Section[] => [
  ...serversSection(record, all),
  ...receivingSection(record),
  ...mailFromSection(record),
  ...spfSection(record, all),
  ...clientSection(record),
  ...sendingHostSection(record),
  ...dkimSection(record),
  ...dmarcSection(record),
  ...alignmentSection(record),
  ...reportsSection(record),
  ...record.findings.filter((finding) => !PLACED.has(finding.check) && needsWork(finding)).map(otherSection),
  ...mailHostsSection(record, all),
  ...optionalSection(record),
];

const headerLines = (record: Reportable, pen: Pen, unicodeName: string): readonly string[] => {
  const { run, tenant } = record;
  const name = unicodeName === tenant ? tenant : `${unicodeName} (${tenant})`;
  const server = fact(record.observations, 'dns.dmarc')?.apex.server ?? null;
  const about = [
    ...(server === null ? [] : [`resolver ${server}`]),
    when(run.startedAt),
    span(Date.parse(run.finishedAt) - Date.parse(run.startedAt)),
  ];
  return titled(pen, ['certify dns', name], about);
};

const VERDICT = {
  READY: 'In order',
  LOOKED: 'Looked at',
  NOT_CERTIFIED: 'Not in order',
  INCONCLUSIVE: 'Could not be judged',
} as const;

const verdictLines = (record: Reportable, pen: Pen): readonly string[] => {
  const { decision } = record;
  const mends = record.findings.some(({ status }) => status === 'fail' || status === 'warn');
  const status = decision.outcome === 'READY' && mends ? 'warn' : OUTCOME_STATUS[decision.outcome];
  const words = decision.outcome in VERDICT ? VERDICT[decision.outcome as keyof typeof VERDICT] : decision.outcome;
  return [
    `  ${pen.sign(status)} ${pen.ink[STATUS_INK[status]].bold(mends && decision.outcome === 'READY' ? 'Usable' : words)}`,
    ...indent(wrap(pen.line(decision.why), pen.width - 4), 4),
  ];
};

/** Nothing can be said of the subjects when the domain itself is not there, or could not be seen. */
const isSeen = (record: Reportable): boolean => {
  const apex = fact(record.observations, 'dns.dmarc')?.apex.outcome;
  const mx = fact(record.observations, 'dns.mailDomains')?.domains[0]?.mx.outcome;
  return domainState([apex, mx].filter((outcome) => outcome !== undefined)) === 'exists';
};

const spaced = (pen: Pen, sections: readonly Section[]): readonly string[] =>
  sections
    .map((section) => sectionLines(pen, section))
    .flatMap((lines, n, all) => (lines.length > 1 || (all[n - 1]?.length ?? 0) > 1 ? ['', ...lines] : lines));

/** Ends with a line feed. */
export const dnsReport = (record: Reportable, options: DnsReportOptions): string => {
  const pen = penOf(options);
  const next = [{ owner: whose(record.decision.next), parts: nextOf(record.decision) }];
  const subjects = isSeen(record)
    ? spaced(pen, sectionsOf(record, options.verbose))
    : [...adviceLines(pen, next, 4), ...spaced(pen, clientSection(record))];
  const lines = [...headerLines(record, pen, options.unicodeName), '', ...verdictLines(record, pen), '', ...subjects];
  const text = lines.map((line) => line.trimEnd()).join('\n');
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
};
