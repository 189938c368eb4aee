// A finding as text that reads and diffs well, beside those that were accepted: a changed sentence, member or owner is seen.
import type { Finding } from '../../src/core/finding.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Act, RecordSetChange } from '../../src/core/remedy.ts';
import { folded, keep } from '../kept.ts';

const linesOf = (mark: string, text: string): readonly string[] => text.split('\n').map((line) => `  ${mark} ${line}`.trimEnd());

/** Members on lines of their own; what a member holds in one. */
const membersOf = (mark: string, members: JsonObject): readonly string[] =>
  Object.entries(members).flatMap(([key, value]) => linesOf(mark, `${key}: ${JSON.stringify(value)}`));

const recordLines = ({ name, type, ttl, add, remove, keep }: RecordSetChange): readonly string[] => [
  `    ${name} ${type}, ${ttl} s${keep === null ? ', what else stands there is not known' : ''}`,
  ...add.map((value) => `      + ${value}`),
  ...remove.map((value) => `      - ${value}`),
  ...(keep ?? []).map((value) => `        ${value}`),
];

const actLines = ({ say, owner, who, records, statement, field, command }: Act, own: string): readonly string[] => [
  ...linesOf('→', [owner === own ? '' : `(${owner}) `, say, who === undefined ? '' : ` (${who})`].join('')),
  ...(records ?? []).flatMap(recordLines),
  ...(statement ?? []).map((one) => `    statement ${JSON.stringify(one)}`),
  ...(field === undefined ? [] : [`    field of ${field.in}, ${field.name}: ${field.value}`]),
  ...(command === undefined ? [] : linesOf('  $', command)),
];

/** A finding in lines that read and diff well: all of it but what its check says of every finding. */
const textOf = (finding: Finding & { readonly clause?: string; readonly follows?: readonly string[] }): string => {
  const { check, status, reason, owner, severity, expected, observed = {}, remedy, fix: _fix, cause: _cause, ...rest } = finding;
  const { step: _step, title: _title, references: _references, observations: _observations, ...others } = rest;
  const lines = [
    `${check}: ${status}, ${reason} (${owner}, ${severity})`,
    ...membersOf('·', observed),
    ...(expected === undefined ? [] : linesOf('=', expected)),
    ...remedy.flatMap((act) => actLines(act, owner)),
    ...membersOf('…', others),
  ];
  return folded(lines.join('\n'));
};

/** Holds a finding to those that were accepted for the test that is running. */
export const keepFinding = (finding: Finding): void => {
  const text = textOf(finding);
  keep(text, text.slice(0, text.indexOf('(')));
};
