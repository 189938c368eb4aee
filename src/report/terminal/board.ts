// What `--wait` waits for, as a board on a terminal: each thing, by whom it is settled, since when it stands so, and when certify looks again.
import type { Finding } from '../../core/finding.ts';
import { indent, labelled, penOf, type Style, wrap } from './style.ts';
import { codeOf, span, stateWords, when, whose } from '../words.ts';

interface Awaited {
  readonly finding: Finding;
  /** ISO 8601: the first look of this wait that saw it so. */
  readonly since: string;
}

export interface Board {
  readonly awaited: readonly Awaited[];
  /** How many looks there have been. */
  readonly looks: number;
  /** Milliseconds: to the next look, and to the end of the wait. */
  readonly nextMs: number;
  readonly leftMs: number;
  /** ISO 8601. */
  readonly now: string;
}

const clock = (iso: string): string => iso.slice(11, 19);

/** Whole seconds: the board is drawn each second. */
const whole = (ms: number): string => span(Math.max(0, Math.round(ms / 1000)) * 1000 || 0).replace('0 ms', '0 s');

/** Who acts; what time alone settles is nobody’s act, and has somebody to ask if it does not. */
const actorOf = (finding: Finding): string =>
  finding.status === 'pending' ? `itself; if it takes too long: ${whose(finding)}` : whose(finding);

const linesOf = ({ finding, since, followers }: Group, now: string, style: Style): readonly string[] => {
  const pen = penOf(style);
  const [first = '', ...rest] = wrap(pen.line(finding.title), pen.width - 4);
  const soonest = finding.retryAt === undefined || finding.retryAt <= now ? null : `not before ${when(finding.retryAt)}`;
  // What time alone settles asks for no act yet.
  const act = finding.status === 'pending' ? undefined : finding.remedy[0];
  const ago = whole(Date.parse(now) - Date.parse(since));
  return [
    `  ${pen.sign(finding.status)} ${pen.ink.bold(first)}`,
    ...indent(rest, 4),
    ...labelled(pen, 'Now', pen.line([...stateWords(finding), codeOf(finding)].join(pen.dot)), 4),
    ...(finding.says === undefined ? [] : labelled(pen, 'Why', pen.line(finding.says), 4)),
    ...labelled(pen, 'By', pen.line(actorOf(finding)), 4),
    ...(act === undefined ? [] : labelled(pen, 'Do', pen.line(act.say), 4)),
    ...labelled(pen, 'Since', pen.line(`the look at ${clock(since)} UTC, ${ago} ago`), 4),
    ...(soonest === null ? [] : labelled(pen, 'Again', pen.line(soonest), 4)),
    ...(followers.length === 0 ? [] : labelled(pen, 'With it', pen.line(followers.join(', ')), 4)),
  ];
};

interface Group extends Awaited {
  /** Checks that settle with it. */
  readonly followers: readonly string[];
}

/** Blockers first, each with what follows from it. */
const groupsOf = (awaited: readonly Awaited[]): readonly Group[] => {
  const checks = new Set(awaited.map(({ finding }) => finding.check));
  const follows = ({ finding: { cause } }: Awaited): boolean => cause !== null && checks.has(cause);
  const order = ({ finding }: Awaited): number => (finding.severity === 'blocker' ? 0 : 1);
  return awaited
    .filter((one) => !follows(one))
    .toSorted((a, b) => order(a) - order(b))
    .map((one) => ({
      ...one,
      followers: awaited.flatMap(({ finding: { check, cause } }) => (cause === one.finding.check ? [check] : [])),
    }));
};

/** At most `rows` lines, none wider than the terminal; what does not fit is counted, and of the first at least a part is shown. */
export const boardLines = (board: Board, style: Style, rows: number): readonly string[] => {
  const pen = penOf(style);
  const { looks, nextMs, leftMs, now } = board;
  const groups = groupsOf(board.awaited);
  const title = `Waiting for ${groups.length === 1 ? 'one thing' : `${groups.length} things`}${pen.dot}looked ${looks === 1 ? 'once' : `${looks} times`}${pen.dot}again in ${whole(nextMs)}${pen.dot}for ${whole(leftMs)} more`;
  const blocks = groups.map((one) => linesOf(one, now, style));
  const head = [...indent(wrap(pen.line(title), pen.width - 2), 2).map((line) => pen.ink.bold(line)), ''];
  const foot = indent(wrap(pen.line('Ctrl-C ends the wait.'), pen.width - 2), 2).map((line) => pen.ink.dim(line));
  const lines: string[] = [...head];
  let shown = 0;
  for (const block of blocks) {
    if (lines.length + block.length + foot.length + 2 > rows && shown > 0) break;
    lines.push(...block);
    shown += 1;
  }
  const more = blocks.length - shown;
  const end = [...(more === 0 ? [] : [`  ${pen.ink.dim(`and ${more} more`)}`]), '', ...foot];
  return [...lines.slice(0, Math.max(1, rows - end.length)), ...end].slice(-Math.max(1, rows));
};
