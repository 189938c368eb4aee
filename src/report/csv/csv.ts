// A record as CSV (RFC 4180): a line a finding, for spreadsheets; a cell that would be a formula is disarmed.
import type { Finding } from '../../core/finding.ts';
import { forCsv } from '../../masking/neutral.ts';
import { attesterOf, type Reportable } from '../outline.ts';
import { remedyOf, whose } from '../words.ts';

const COLUMNS = [
  'tenant',
  'environment',
  'outcome',
  'step',
  'check',
  'status',
  'severity',
  'reason',
  'cause',
  'owner',
  'title',
  'fix',
  'attestedBy',
  'evidence',
] as const;

const cell = (value: string): string => {
  const safe = forCsv(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const fixOf = (finding: Finding): string =>
  remedyOf(finding)
    .flatMap(({ parts }) => parts.map(({ text }) => text))
    .join('\n');

const row = ({ tenant, environment, decision, evidence }: Reportable, finding: Finding): readonly string[] => [
  tenant,
  environment,
  decision.outcome,
  finding.step,
  finding.check,
  finding.status,
  finding.severity,
  finding.reason,
  finding.cause ?? '',
  whose(finding),
  finding.title,
  fixOf(finding),
  attesterOf([finding]) ?? '',
  evidence?.id ?? '',
];

/** Lines end in CR LF, as RFC 4180 says. */
export const csvReport = (record: Reportable): string =>
  [COLUMNS, ...record.findings.map((finding) => row(record, finding))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
