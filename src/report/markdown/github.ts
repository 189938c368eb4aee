// For a GitHub job: annotations on stdout and the step summary.
import type { Finding } from '../../core/finding.ts';
import { forAnnotation, forAnnotationProperty, forMarkdown } from '../../masking/neutral.ts';
import { markdownReport } from './markdown.ts';
import { openFindings, placeOfFinding, type Reportable } from '../outline.ts';
import { placeOf, problemsOf, type Refusal } from '../refusal.ts';
import { ended, remedyOf, stateSentence } from '../words.ts';

/** GitHub shows ten of each kind in a step; the summary holds the rest. */
const MOST = 10;

const kindOf = (finding: Finding): 'error' | 'warning' | 'notice' =>
  finding.severity === 'blocker' && finding.status !== 'warn' ? 'error' : finding.severity === 'info' ? 'notice' : 'warning';

interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

const propertiesOf = ({ file, line, column }: Place, title: string): string =>
  [
    ...(file === undefined ? [] : [`file=${forAnnotationProperty(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${forAnnotationProperty(title)}`,
  ].join(',');

const annotation = (record: Reportable, finding: Finding): string => {
  const text = [
    ended(`${finding.title}: ${stateSentence(finding)}`),
    ...remedyOf(finding).map(({ owner, parts }) => `${owner}: ${parts.map(({ text }) => text).join('\n')}`),
  ].join('\n');
  const at = propertiesOf(placeOfFinding(record, finding) ?? {}, `${record.tenant} ${finding.check}`);
  return `::${kindOf(finding)} ${at}::${forAnnotation(text)}`;
};

/** Workflow commands, a line each; empty when nothing needs attention. Not to be neutralised again: they are commands. */
export const githubAnnotations = (record: Reportable): string => {
  const kinds = new Map<string, number>();
  const shown = openFindings(record).filter((finding) => {
    const n = (kinds.get(kindOf(finding)) ?? 0) + 1;
    kinds.set(kindOf(finding), n);
    return n <= MOST;
  });
  return shown.map((finding) => `${annotation(record, finding)}\n`).join('');
};

/** What to append to the file that GITHUB_STEP_SUMMARY names. */
export const githubSummary = (record: Reportable): string => `${markdownReport(record)}\n`;

/** A refusal as annotations, each problem at its place. */
export const githubRefusal = (refusal: Refusal): string =>
  problemsOf(refusal)
    .map((one) => `::error ${propertiesOf(one, `certify: ${one.code}`)}::${forAnnotation(`${one.message}\n${one.fix}`)}\n`)
    .join('');

/** A refusal for a ticket or a step's summary. */
export const markdownRefusal = (refusal: Refusal): string => {
  const place = placeOf(refusal);
  const where = place === '' ? '' : ` at ${forMarkdown(place)}`;
  return `## certify refused${where}\n\n${forMarkdown(refusal.message)}\n\n**Do:** ${forMarkdown(refusal.fix)}\n\nNothing was run (exit 2).\n`;
};
