// What a command file looks like: a description, its flags, and one function from them to an exit code.
import type { Command } from 'commander';
import type { Io } from './io.ts';

export interface Invocation {
  /** Package root: where runbooks/ and fixtures/ are. */
  readonly root: string;
  readonly version: string;
  /** As typed, such as `evidence list`. */
  readonly command: string;
  readonly io: Io;
  readonly args: readonly string[];
  readonly flags: { readonly [name: string]: unknown };
  readonly signal: AbortSignal;
}

export type Run = (invocation: Invocation) => Promise<number>;

/** One line of the program: the file is loaded only when the command is called. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly flags: (command: Command) => Command;
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly run: Run }>;
}
