// Several profiles of `certify check` in a terminal: a line each, what is open below it, and at the end how many stand how.
import { worstExit, outcomeWord } from '../../core/decision.ts';
import { openGroups, type Reportable } from '../outline.ts';
import { plural } from '../../text/plural.ts';
import { nextOf, OUTCOME_STATUS, reasonWords, whose } from '../words.ts';
import { partLines } from './finding-block.ts';
import { indent, labelled, penOf, type Style, wrap } from './style.ts';

/** One that was looked at, or why it was not; `profile` as it was named. */
export type CheckListed =
  | { readonly profile: string; readonly record: Reportable }
  | { readonly profile: string; readonly refused: string; readonly fix: string; readonly exitCode: number };

const REFUSED = 'REFUSED';

const standingOf = (one: CheckListed): string => ('refused' in one ? REFUSED : outcomeWord(one.record.decision.outcome));

/** Causes of what needs work, each once. */
const causesOf = (record: Reportable): string =>
  openGroups(record)
    .filter(({ finding }) => finding.severity === 'blocker')
    .map(({ finding: { check, reason } }) => `${check} (${reasonWords(reason)})`)
    .join(', ');

/** Ends with a line feed. */
export const checkLine = (one: CheckListed, style: Style): string => {
  const pen = penOf(style);
  const refused = 'refused' in one;
  const sign = pen.sign(refused ? 'fail' : OUTCOME_STATUS[one.record.decision.outcome]);
  const head = refused ? one.profile : [one.record.tenant, one.profile].join(pen.dot);
  const title = wrap(pen.line(`${standingOf(one)}  ${head}`), pen.width - 4).map((line, n) =>
    n === 0 ? `  ${sign} ${pen.ink.bold(line)}` : `    ${line}`,
  );
  if (refused) {
    const said = [...one.refused.split('\n'), one.fix].flatMap((line) => wrap(pen.line(line), pen.width - 4));
    return `${[...title, ...indent(said, 4)].join('\n')}\n`;
  }
  const { record } = one;
  const open = causesOf(record);
  const lines = [
    ...title,
    ...(open === '' ? [] : indent(wrap(pen.line(open), pen.width - 4), 4)),
    ...(record.decision.exitCode === 0
      ? []
      : [...partLines('Next', nextOf(record.decision), pen), ...labelled(pen, 'Who', pen.line(whose(record.decision.next)), 4)]),
    ...(record.evidence === null ? [] : labelled(pen, 'Evidence', pen.line(record.evidence.path), 4)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

/** Worst first; the documents themselves may be many and large. */
export interface CheckTally {
  add(one: CheckListed): void;
  /** Such as `{"NOT CERTIFIED": 1, "READY": 3}`. */
  counts(): { readonly [standing: string]: number };
  exitCode(): number;
}

const ORDER: readonly string[] = [
  REFUSED,
  ...(['NOT_CERTIFIED', 'INCONCLUSIVE', 'READY'] as const).map((one) => outcomeWord(one)),
];

export const checkTally = (): CheckTally => {
  const seen = new Map<string, number>();
  const codes = new Set<number>();
  return {
    add: (one) => {
      const standing = standingOf(one);
      seen.set(standing, (seen.get(standing) ?? 0) + 1);
      codes.add('refused' in one ? one.exitCode : one.record.decision.exitCode);
    },
    counts: () =>
      Object.fromEntries(ORDER.map((standing) => [standing, seen.get(standing) ?? 0] as const).filter(([, n]) => n > 0)),
    exitCode: () => worstExit([...codes]),
  };
};

/** Ends with a line feed. `hint` may be empty. */
export const checkSummary = (tally: CheckTally, hint: string, style: Style): string => {
  const pen = penOf(style);
  const counts = Object.entries(tally.counts());
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const words = [plural(total, 'profile', 'profiles'), ...counts.map(([standing, n]) => `${n} ${standing}`)].join(pen.dot);
  const lines = [
    ...wrap(words, pen.width - 2),
    ...(hint === '' ? [] : wrap(hint, pen.width - 2).map((line) => pen.ink.dim(line))),
  ];
  return `\n${indent(lines, 2).join('\n')}\n`;
};
