// A comparison of two records for a terminal, and as Markdown for a ticket.
import type { Direction, FactChange, FindingChange, Judged, RecordDiff } from '../../core/diff.ts';
import type { JsonValue } from '../../core/json.ts';
import { codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { remedyLines } from './finding-block.ts';
import { indent, labelled, penOf, wrap, type Pen, type Style } from './style.ts';
import { inline, OUTCOME_WORD, reasonWords, remedyOf, STATUS_WORD, when } from '../words.ts';

const words = (judged: Judged | null): string =>
  judged === null
    ? 'not judged'
    : [STATUS_WORD[judged.status], reasonWords(judged.reason)].filter((word) => word !== '').join(', ');

const TITLE: { readonly [D in Direction]: string } = { worse: 'Worse', better: 'Better', changed: 'Changed' };
const TONE: { readonly [D in Direction]: 'fail' | 'pass' | 'warn' } = { worse: 'fail', better: 'pass', changed: 'warn' };

const isUnchanged = (diff: RecordDiff): boolean => diff.findings.length === 0 && diff.facts.length === 0;

const still = (diff: RecordDiff): string => {
  if (diff.direction !== 'same') return `, but ${diff.direction}`;
  return isUnchanged(diff) && diff.context.length === 0 ? '; nothing changed' : '';
};

const summary = (diff: RecordDiff): string =>
  diff.before.outcome === diff.after.outcome
    ? `Still ${OUTCOME_WORD[diff.after.outcome]}${still(diff)}.`
    : diff.direction === 'same'
      ? `No change in what both judged (${OUTCOME_WORD[diff.before.outcome]}, now ${OUTCOME_WORD[diff.after.outcome]}).`
      : `${TITLE[diff.direction]}: from ${OUTCOME_WORD[diff.before.outcome]} to ${OUTCOME_WORD[diff.after.outcome]}.`;

/** The summary says it, unless it has to say more. */
const saysNothing = (diff: RecordDiff): boolean =>
  isUnchanged(diff) && diff.context.length > 0 && (diff.before.id === null || diff.before.id !== diff.after.id);

/** Facts beyond this many are counted, not listed. */
const MOST_FACTS = 20;

/** Ends with a line feed. */
export const diffReport = (diff: RecordDiff, style: Style): string => {
  const pen = penOf(style);
  const { told, idle } = apart(diff.findings);
  const ends = `${when(diff.before.at)} (${diff.before.id ?? 'no record'}) to ${when(diff.after.at)} (${diff.after.id ?? 'no record'})`;
  const lines = [
    ...indent(
      wrap(pen.line(summary(diff)), pen.width - 2).map((line) => pen.ink.bold(line)),
      2,
    ),
    ...indent(
      wrap(pen.line(ends), pen.width - 2).map((line) => pen.ink.dim(line)),
      2,
    ),
    ...diff.context.flatMap((sentence) => indent(wrap(pen.line(sentence), pen.width - 2), 2)),
    ...told.flatMap((change) => ['', ...findingLines(change, pen)]),
    ...idleLines(idle, pen),
    ...factLines(diff.facts, pen),
    ...(saysNothing(diff) ? ['', '  Nothing else changed.'] : []),
  ];
  return `${lines
    .map((line) => line.trimEnd())
    .filter((line, n, all) => line !== '' || all[n - 1] !== '')
    .join('\n')
    .trimEnd()}\n`;
};

interface Apart {
  readonly told: readonly FindingChange[];
  /** What does not apply this time and was in order before: mostly what comes after a message that was not sent. */
  readonly idle: readonly FindingChange[];
}

const isIdle = ({ direction, after }: FindingChange): boolean => direction === 'changed' && after?.status === 'not-applicable';

const apart = (findings: readonly FindingChange[]): Apart => ({
  told: findings.filter((change) => !isIdle(change)),
  idle: findings.filter(isIdle),
});

const IDLE = 'Does not apply this time';

const idleLines = (idle: readonly FindingChange[], pen: Pen): readonly string[] =>
  idle.length === 0
    ? []
    : [
        '',
        `  ${pen.ink.bold(IDLE)}`,
        ...idle.flatMap(({ title, check }) => {
          const [first = '', ...rest] = wrap(pen.line(`${title} (${check})`), pen.width - 6);
          return [`    ${pen.sign('not-applicable')} ${first}`, ...indent(rest, 6)];
        }),
      ];

const findingLines = (change: FindingChange, pen: Pen): readonly string[] => {
  const title = wrap(pen.line(change.title), pen.width - 4);
  return [
    `  ${pen.sign(TONE[change.direction])} ${pen.ink.bold(title[0] ?? '')}`,
    ...indent(title.slice(1), 4),
    ...labelled(
      pen,
      TITLE[change.direction],
      pen.line(`${words(change.before)}, now ${words(change.after)} (${change.check})`),
      4,
    ),
    ...(change.since === null ? [] : labelled(pen, 'Since', pen.line(when(change.since.at)), 4)),
    ...(change.cause === null ? [] : labelled(pen, 'From', pen.line(`It follows from ${change.cause}: mend that first.`), 4)),
    ...(change.direction === 'better' || change.cause !== null
      ? []
      : remedyLines(remedyOf({ ...change, owner: change.owner ?? 'support' }), pen)),
  ];
};

const LONGEST = 120;

const brief = (value: JsonValue): string => {
  const text = inline(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const factText = ({ key, path, before, after }: FactChange): string => `${key}${path}: ${brief(before)}, now ${brief(after)}`;

const factLines = (facts: readonly FactChange[], pen: Pen): readonly string[] => {
  if (facts.length === 0) return [];
  const more = facts.length > MOST_FACTS ? [`    and ${facts.length - MOST_FACTS} more`] : [];
  return [
    '',
    `  ${pen.ink.bold('Facts that changed')}`,
    ...facts.slice(0, MOST_FACTS).flatMap((fact) => indent(wrap(pen.line(factText(fact)), pen.width - 4), 4)),
    ...more,
  ];
};

/** For a ticket; ends with a line feed. */
export const diffMarkdown = (diff: RecordDiff): string => {
  const { told, idle } = apart(diff.findings);
  const findings = told.map(
    (change) =>
      `- **${TITLE[change.direction]}**: ${forMarkdown(change.title)} (${codeSpan(change.check)}): ${forMarkdown(words(change.before))}, now ${forMarkdown(words(change.after))}${change.since === null ? '' : `, since ${forMarkdown(when(change.since.at))}`}`,
  );
  const facts = diff.facts.slice(0, MOST_FACTS).map((fact) => `- ${codeSpan(factText(fact))}`);
  const lines = [
    `**${forMarkdown(summary(diff))}** ${forMarkdown(when(diff.before.at))} to ${forMarkdown(when(diff.after.at))}`,
    ...diff.context.map((sentence) => `\n${forMarkdown(sentence)}`),
    ...(findings.length === 0 ? [] : ['', ...findings]),
    ...(idle.length === 0 ? [] : ['', `${IDLE}: ${idle.map(({ check }) => codeSpan(check)).join(', ')}.`]),
    ...(facts.length === 0 ? [] : ['', 'Facts that changed:', '', ...facts]),
    ...(saysNothing(diff) ? ['', 'Nothing else changed.'] : []),
  ];
  return `${lines.join('\n')}\n`;
};
