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
}

/** `gym.yaml:4:3`, or nothing. */
export const placeOf = ({ file, line, column }: Refusal): string =>
  file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
