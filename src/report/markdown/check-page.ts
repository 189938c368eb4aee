// The documentation page of one check, from its metadata.
import type { Check } from '../../core/check.ts';
import { ENGINE_REASONS, type Reason } from '../../core/reason.ts';
import { codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { STATUS_WORD } from '../words.ts';

/** What a check says of itself. */
export type CheckMeta = Omit<Check<{ readonly [key: string]: unknown }, string>, 'evaluate'>;

/** Where a runbook names it. */
export interface CheckPlace {
  readonly runbook: string;
  readonly step: string;
  readonly title: string;
  readonly gatesSend: boolean;
}

const reference = (text: string): string => (/^https?:\/\//.test(text) ? `<${text}>` : forMarkdown(text));

const places = (found: readonly CheckPlace[]): readonly string[] =>
  found.map(
    ({ runbook, step, title, gatesSend }) =>
      `- ${codeSpan(`certify ${runbook}`)}, step ${codeSpan(step)}: ${forMarkdown(title)}${gatesSend ? ' (gates the live message)' : ''}`,
  );

/** The clauses that a reason rests on; empty where the check has none of its own for it. */
const clausesOf = ({ clauses = {} }: Pick<CheckMeta, 'clauses'>, code: string): string =>
  Object.entries(clauses)
    .flatMap(([clause, reasons]) => (reasons.includes(code) ? [reference(clause)] : []))
    .join(', ');

const reasonRow = ([code, { status, says, follows = [] }]: readonly [string, Reason], clauses: string | null): string => {
  const causes = [...new Set(follows.map(({ check }) => `[${check}](${check}.md)`))];
  const after = causes.length === 0 ? '' : ` May follow from ${causes.join(', ')}.`;
  return `| ${codeSpan(code)} | ${status.map((one) => STATUS_WORD[one]).join(', ')} | ${forMarkdown(says)}${after} |${clauses === null ? '' : ` ${clauses} |`}`;
};

/** The check's own reasons; those of the engine stand on the page of all checks. */
const reasonLines = (check: CheckMeta): readonly string[] =>
  Object.keys(check.reasons).length === 0
    ? []
    : [
        '## Reasons',
        '',
        'Codes are stable for scripts. Any check can also have the [reasons of the engine](README.md#reasons-of-the-engine).',
        '',
        ...(check.clauses === undefined
          ? ['| reason | finding | what it says |', '|---|---|---|']
          : ['| reason | finding | what it says | rests on |', '|---|---|---|---|']),
        ...Object.entries(check.reasons).map((one) =>
          reasonRow(one, check.clauses === undefined ? null : clausesOf(check, one[0])),
        ),
        '',
      ];

/** The engine's own reasons as Markdown lines. */
export const engineReasonLines = (): readonly string[] => [
  '## Reasons of the engine',
  '',
  'Any check’s finding can have one of these.',
  '',
  '| reason | finding | what it says |',
  '|---|---|---|',
  ...Object.entries(ENGINE_REASONS).map((one) => reasonRow(one, null)),
  '',
];

/** Markdown; ends with a line feed. */
export const checkPage = (check: CheckMeta, found: readonly CheckPlace[]): string =>
  [
    `# ${check.id}`,
    '',
    `**${forMarkdown(check.title)}.** ${forMarkdown(check.why)}`,
    '',
    `| | |`,
    `|---|---|`,
    `| severity when it fails | ${check.severity} |`,
    `| who can fix it | ${check.owner} |`,
    `| may be accepted as a limitation | ${check.waivable === false ? 'no' : 'yes'} |`,
    `| core check | ${check.core === true ? 'yes: leaving it out means CERTIFIED_WITH_LIMITATIONS at best' : 'no'} |`,
    `| needs | ${check.needs.map((need) => codeSpan(String(need))).join(', ')} |`,
    ...((check.uses ?? []).length === 0
      ? []
      : [`| also uses, if there | ${(check.uses ?? []).map((use) => codeSpan(String(use))).join(', ')} |`]),
    '',
    ...reasonLines(check),
    '## Where',
    '',
    ...(found.length === 0 ? ['In no runbook: [certify message](../message.md) runs it on a saved message.'] : places(found)),
    '',
    'Run it alone:',
    '',
    '```console',
    found.length === 0 ? '$ certify message FILE.eml' : `$ certify rerun 20261120T… --check ${check.id}`,
    `$ certify explain ${check.id}`,
    '```',
    '',
    '## References',
    '',
    ...check.references.map((one) => `- ${reference(one)}`),
    '',
  ].join('\n');
