// What is wrong with a file a person wrote, and where; and the one error that says so.
import { UsageError } from './errors.ts';

export interface Problem {
  /** Stable, kebab-case. */
  readonly code: string;
  /** One sentence without the place. Never quotes a value of the file: it may be a secret. */
  readonly message: string;
  /** Imperative. */
  readonly fix: string;
  /** The message says it all: where several problems are told, the fix is left out. */
  readonly plain?: true;
  /** 1-based; left out when the value came by flag or environment variable. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

const SHOWN = 10;

/** `gym.yaml:12:3`, or the path alone. */
const placeText = (problem: Problem, file: string): string =>
  problem.line === undefined ? file : `${file}:${problem.line}:${problem.column ?? 1}`;

/** The error for the first problem in the file's order; the others follow in its message, a line each. */
export const refusal = (problems: readonly Problem[], file: string): UsageError => {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const [first = { code: 'unreadable', message: 'The file cannot be read.', fix: 'Write it anew.' }, ...others] = sorted;
  const told = (one: Problem): string =>
    `${placeText(one, file)}: ${one.message}${others.length === 0 || one.plain === true ? '' : ` ${one.fix}`}`;
  const rest = others.slice(0, SHOWN).map((one) => `\n${told(one)}`);
  const more = others.length > SHOWN ? [`\n… and ${others.length - SHOWN} more.`] : [];
  return new UsageError({
    code: first.code,
    message: [told(first), ...rest, ...more].join(''),
    fix: others.length === 0 ? first.fix : `Mend all ${sorted.length}, then run the same command again.`,
    place: {
      file,
      ...(first.line === undefined ? {} : { line: first.line }),
      ...(first.column === undefined ? {} : { column: first.column }),
    },
    faults: sorted,
  });
};
