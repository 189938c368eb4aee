// A comparison of two records for a terminal, and as Markdown for a ticket.
import { outcomeWord } from '../../core/decision.ts';
import type { Direction, FindingChange, Judged, RecordDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { changedFacts, type ChangedFacts } from '../changed-facts.ts';
import { plural } from '../../text/plural.ts';
import { ended, remedyOf, stateSentence, STATUS_WORD, when } from '../words.ts';
import { remedyLines } from './finding-block.ts';
import { indent, labelled, penOf, wrap, type Pen, type Style } from './style.ts';

const statusOf = (judged: Judged | null): string => (judged === null ? 'not judged' : STATUS_WORD[judged.status]);

const sentenceOf = (judged: Judged): string => stateSentence(judged).replace(/\.$/, '');

/** Then and now, each with why where that is not told by the other: a fault of then once it is mended, and any of now. */
const words = ({ before, after, direction }: FindingChange): string => {
  const told = before !== null && (direction === 'better' || before.status === after?.status);
  return ended(`${told ? sentenceOf(before) : statusOf(before)}; now ${after === null ? statusOf(after) : sentenceOf(after)}`);
};

const TITLE: { readonly [D in Direction]: string } = { worse: 'Worse', better: 'Better', changed: 'Changed' };
const TONE: { readonly [D in Direction]: 'fail' | 'pass' | 'warn' } = { worse: 'fail', better: 'pass', changed: 'warn' };

const isUnchanged = (diff: RecordDiff): boolean => diff.findings.length === 0 && diff.facts.length === 0;

const still = (diff: RecordDiff): string => {
  if (diff.direction !== 'same') return `, but ${diff.direction}`;
  return isUnchanged(diff) && diff.context.length === 0 ? '; nothing changed' : '';
};

const summary = (diff: RecordDiff): string =>
  diff.before.outcome === diff.after.outcome
    ? `Still ${outcomeWord(diff.after.outcome)}${still(diff)}.`
    : diff.direction === 'same'
      ? `No change in what both judged (${outcomeWord(diff.before.outcome)}, now ${outcomeWord(diff.after.outcome)}).`
      : `${TITLE[diff.direction]}: from ${outcomeWord(diff.before.outcome)} to ${outcomeWord(diff.after.outcome)}.`;

/** The summary says it, unless it has to say more. */
const saysNothing = (diff: RecordDiff): boolean =>
  isUnchanged(diff) && diff.context.length > 0 && (diff.before.id === null || diff.before.id !== diff.after.id);

/** Changes beyond this many are counted, not listed. */
const MOST_FACTS = 12;

interface Group {
  readonly change: FindingChange;
  /** Checks whose change follows from it. */
  readonly followers: readonly FindingChange[];
}

interface Apart {
  readonly told: readonly Group[];
  /** What did not apply before, and is in order now: mostly what comes after a message that was not sent then. */
  readonly fresh: readonly FindingChange[];
  /** What does not apply this time and was in order before: mostly what comes after a message that was not sent. */
  readonly idle: readonly FindingChange[];
}

const isIdle = ({ direction, after }: FindingChange): boolean => direction === 'changed' && after?.status === 'not-applicable';

const isFresh = ({ direction, before, after }: FindingChange): boolean =>
  direction === 'changed' && before?.status === 'not-applicable' && after?.status === 'pass';

const apart = (findings: readonly FindingChange[]): Apart => {
  const told = findings.filter((change) => !isIdle(change) && !isFresh(change));
  const heads = new Set(told.filter(({ cause }) => cause === null).map(({ check }) => check));
  const follows = ({ cause }: FindingChange): boolean => cause !== null && heads.has(cause);
  return {
    told: told
      .filter((change) => !follows(change))
      .map((change) => ({ change, followers: told.filter((one) => follows(one) && one.cause === change.check) })),
    fresh: findings.filter(isFresh),
    idle: findings.filter(isIdle),
  };
};

const IDLE = 'Does not apply this time';
const FRESH = 'Did not apply before, and is in order now';

/** Ends with a line feed. */
export const diffReport = (diff: RecordDiff, style: Style): string => {
  const pen = penOf(style);
  const { told, fresh, idle } = apart(diff.findings);
  const lines = [
    ...indent(
      wrap(pen.line(summary(diff)), pen.width - 2).map((line) => pen.ink.bold(line)),
      2,
    ),
    ...indent(
      wrap(pen.line(ends(diff)), pen.width - 2).map((line) => pen.ink.dim(line)),
      2,
    ),
    ...diff.context.flatMap((sentence) => indent(wrap(pen.line(sentence), pen.width - 2), 2)),
    ...told.flatMap((group) => ['', ...groupLines(group, diff, pen)]),
    ...listLines(FRESH, fresh, 'pass', pen),
    ...listLines(IDLE, idle, 'not-applicable', pen),
    ...factLines(changedFacts(diff.facts), pen),
    ...(saysNothing(diff) ? ['', '  Nothing else changed.'] : []),
  ];
  return `${lines
    .map((line) => line.trimEnd())
    .filter((line, n, all) => line !== '' || all[n - 1] !== '')
    .join('\n')
    .trimEnd()}\n`;
};

/** Two looks of one wait have no record, and need none to be told apart. */
const ends = ({ before, after }: RecordDiff): string => {
  const [first, second] = [before, after].map(({ id, at }) =>
    before.id === null && after.id === null ? when(at) : `${when(at)} (${id ?? 'no record'})`,
  );
  return `${first} to ${second}`;
};

const listLines = (title: string, changes: readonly FindingChange[], sign: Finding['status'], pen: Pen): readonly string[] =>
  changes.length === 0
    ? []
    : [
        '',
        ...indent(
          wrap(title, pen.width - 2).map((line) => pen.ink.bold(line)),
          2,
        ),
        ...changes.flatMap((change) => {
          const [first = '', ...rest] = wrap(pen.line(`${change.title} (${change.check})`), pen.width - 6);
          return [`    ${pen.sign(sign)} ${first}`, ...indent(rest, 6)];
        }),
      ];

const groupLines = ({ change, followers }: Group, diff: RecordDiff, pen: Pen): readonly string[] => {
  const title = wrap(pen.line(change.title), pen.width - 4);
  const names = followers.map(({ check }) => check).join(', ');
  return [
    `  ${pen.sign(TONE[change.direction])} ${pen.ink.bold(title[0] ?? '')}`,
    ...indent(title.slice(1), 4),
    ...labelled(pen, TITLE[change.direction], pen.line(`${words(change)} (${change.check})`), 4),
    ...(isOlder(change, diff) ? labelled(pen, 'Since', pen.line(when(change.since.at)), 4) : []),
    ...(change.cause === null ? [] : labelled(pen, 'From', pen.line(`It follows from ${change.cause}: mend that first.`), 4)),
    ...(change.direction === 'better' || change.cause !== null
      ? []
      : remedyLines(remedyOf({ ...change, owner: change.owner ?? 'support' }), pen)),
    ...(followers.length === 0
      ? []
      : labelled(pen, 'And', pen.line(`${plural(followers.length, 'change follows', 'changes follow')} from it: ${names}`), 4)),
  ];
};

/** The newer of the two is dated above. */
const isOlder = (
  change: FindingChange,
  { after }: RecordDiff,
): change is FindingChange & { readonly since: NonNullable<FindingChange['since']> } =>
  change.since !== null && change.since.at !== after.at;

const MORE = 'changes; --json lists all';

const factLines = (facts: readonly ChangedFacts[], pen: Pen): readonly string[] => {
  if (facts.length === 0) return [];
  const { shown, more } = firstOf(facts);
  return [
    '',
    `  ${pen.ink.bold('What was seen, and changed')}`,
    ...shown.flatMap(({ about, lines }) => [
      ...indent(wrap(pen.line(about), pen.width - 4), 4),
      ...lines.flatMap((line) => {
        const [first = '', ...rest] = wrap(pen.line(line), pen.width - 8);
        return [`      ${first}`, ...indent(rest, 8)];
      }),
    ]),
    ...(more === 0 ? [] : [`    and ${more} more ${MORE}`]),
  ];
};

/** As many lines as a person reads. */
const firstOf = (facts: readonly ChangedFacts[]): { readonly shown: readonly ChangedFacts[]; readonly more: number } => {
  let left = MOST_FACTS;
  const shown = facts.flatMap(({ about, lines }) => {
    const some = lines.slice(0, Math.max(0, left));
    left -= lines.length;
    return some.length === 0 ? [] : [{ about, lines: some }];
  });
  return { shown, more: Math.max(0, -left) };
};

/** For a ticket; ends with a line feed. */
export const diffMarkdown = (diff: RecordDiff): string => {
  const { told, fresh, idle } = apart(diff.findings);
  const findings = told.flatMap(({ change, followers }) => [
    `- **${TITLE[change.direction]}**: ${forMarkdown(change.title)} (${codeSpan(change.check)}): ${forMarkdown(words(change))}${isOlder(change, diff) ? ` Since ${forMarkdown(when(change.since.at))}.` : ''}`,
    ...(followers.length === 0 ? [] : [`  - from it follow ${followers.map(({ check }) => codeSpan(check)).join(', ')}`]),
  ]);
  const { shown, more } = firstOf(changedFacts(diff.facts));
  const facts = shown.flatMap(({ about, lines }) => [`- ${forMarkdown(about)}`, ...lines.map((line) => `  - ${codeSpan(line)}`)]);
  const listed = (title: string, changes: readonly FindingChange[]): readonly string[] =>
    changes.length === 0 ? [] : ['', `${title}: ${changes.map(({ check }) => codeSpan(check)).join(', ')}.`];
  const lines = [
    `**${forMarkdown(summary(diff))}** ${forMarkdown(when(diff.before.at))} to ${forMarkdown(when(diff.after.at))}`,
    ...diff.context.map((sentence) => `\n${forMarkdown(sentence)}`),
    ...(findings.length === 0 ? [] : ['', ...findings]),
    ...listed(FRESH, fresh),
    ...listed(IDLE, idle),
    ...(facts.length === 0 ? [] : ['', 'What was seen, and changed:', '', ...facts]),
    ...(more === 0 ? [] : ['', `And ${more} more ${MORE}.`]),
    ...(saysNothing(diff) ? ['', 'Nothing else changed.'] : []),
  ];
  return `${lines.join('\n')}\n`;
};
