// A refusal before anything was run (exit 2), as every report tells it.

export interface Refusal {
  /** Stable, for scripts. */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** As it was named. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Where a file has several problems: each of them. The message above tells them all. */
  readonly problems?: readonly RefusedProblem[];
}

type RefusedProblem = Pick<Refusal, 'code' | 'message' | 'fix' | 'line' | 'column'>;

/** Each problem as a refusal of its own, at its place. */
export const problemsOf = ({ problems, ...whole }: Refusal): readonly Omit<Refusal, 'problems'>[] =>
  problems === undefined || problems.length < 2
    ? [whole]
    : problems.map((one) => ({ ...(whole.file === undefined ? {} : { file: whole.file }), ...one }));

/** `gym.yaml:4:3`, or nothing. */
export const placeOf = ({ file, line, column }: Refusal): string =>
  file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
