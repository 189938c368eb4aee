// A record as CSV (RFC 4180): a line a finding, for spreadsheets; a cell that would be a formula is disarmed.
import type { Finding } from '../../core/finding.ts';
import { attesterOf, type Reportable } from '../outline.ts';
import { remedyOf, whose } from '../words.ts';
import { csvText } from './text.ts';

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

export const csvReport = (record: Reportable): string =>
  csvText([COLUMNS, ...record.findings.map((finding) => row(record, finding))]);
