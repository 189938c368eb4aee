// What `--wait` waits for, as a board on a terminal: each thing, by whom it is settled, since when it stands so, and when certify looks again.
import type { Finding } from '../../core/finding.ts';
import { indent, labelled, penOf, type Style, wrap } from './style.ts';
import { span, stateWords, when, whose } from '../words.ts';

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

const linesOf = ({ finding, since }: Awaited, now: string, style: Style): readonly string[] => {
  const pen = penOf(style);
  const [first = '', ...rest] = wrap(pen.line(finding.title), pen.width - 4);
  const soonest = finding.retryAt === undefined || finding.retryAt <= now ? '' : `; not before ${when(finding.retryAt)}`;
  return [
    `  ${pen.sign(finding.status)} ${pen.ink.bold(first)}`,
    ...indent(rest, 4),
    ...labelled(pen, 'Now', pen.line(`${stateWords(finding).join(pen.dot)} (${finding.check})`), 4),
    ...labelled(pen, 'By', pen.line(whose(finding)), 4),
    ...labelled(pen, 'Since', pen.line(`${clock(since)} UTC, ${whole(Date.parse(now) - Date.parse(since))}${soonest}`), 4),
  ];
};

/** Blockers first. At most `rows` lines, none wider than the terminal; what does not fit is counted. */
export const boardLines = (board: Board, style: Style, rows: number): readonly string[] => {
  const pen = penOf(style);
  const { awaited, looks, nextMs, leftMs, now } = board;
  const title = `Waiting for ${awaited.length === 1 ? 'one thing' : `${awaited.length} things`}${pen.dot}looked ${looks === 1 ? 'once' : `${looks} times`}${pen.dot}again in ${whole(nextMs)}${pen.dot}for ${whole(leftMs)} more`;
  const order = ({ finding }: Awaited): number => (finding.severity === 'blocker' ? 0 : 1);
  const blocks = awaited.toSorted((a, b) => order(a) - order(b)).map((one) => linesOf(one, now, style));
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
  return [...lines, ...(more === 0 ? [] : [`  ${pen.ink.dim(`and ${more} more`)}`]), '', ...foot];
};
