// What a command file looks like: what it takes, examples, and one function from typed values to an exit code.
import type { Setting } from '../app/setting.ts';
import { UsageError } from '../core/errors.ts';
import type { Io } from './io.ts';
import type { Arguments, Options, Values } from './options.ts';

/** What surrounds one call of a command. */
export interface Call {
  readonly setting: Setting;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** What was given to one call. */
export interface Given<A extends Arguments, O extends Options> {
  readonly args: Values<A>;
  readonly options: Values<O>;
  /** Keys of the options that stand on the command line itself, by their flag. */
  readonly typed: { readonly [K in keyof O]?: string };
}

export interface CommandStatement<A extends Arguments = Arguments, O extends Options = Options> {
  /** Begins with a small letter, ends without a full stop. */
  readonly description: string;
  readonly args: A;
  readonly options: O;
  readonly examples: readonly string[];
  /** It opens no socket: what would is not loaded for it, and its setting has nothing that is shared. */
  readonly asksNobody?: true;
  readonly run: (given: Given<A, O>, call: Call) => Promise<number>;
}

/** A command of any arguments and options: whoever reads the command line gives it what it states. */
export type AnyCommand = CommandStatement;

/** Infers the values from the statement. */
export const defineCommand = <const A extends Arguments, const O extends Options>(
  statement: CommandStatement<A, O>,
): CommandStatement<A, O> => statement;

/** Refuses what was typed and would change nothing. `because` ends the sentence. */
export const refuseIdle = <O extends Options>(
  { typed }: Pick<Given<Arguments, O>, 'typed'>,
  keys: readonly (keyof O)[],
  because: string,
): void => {
  const idle = keys.flatMap((key) => typed[key] ?? []);
  if (idle.length === 0) return;
  throw new UsageError({
    code: 'flag-without-effect',
    message: `${idle.join(', ')} would change nothing here: ${because}.`,
    fix: `Leave out ${idle.join(', ')}.`,
  });
};
