// How a command states its arguments and options: plain data, so that the build can write it down, and the types that follow from it.

/** `exact` keeps an empty text, which elsewhere is the same as none; `maybe` may be given without a value. */
export type Kind = 'flag' | 'off' | 'text' | 'exact' | 'list' | 'duration' | 'choice' | 'maybe';

/** What a value names, so that a shell can complete it; a list is the words themselves. */
export type Naming =
  | 'check'
  | 'reason'
  | 'step'
  | 'scenario'
  | 'record'
  | 'run'
  | 'tenant'
  | 'event'
  | 'relay'
  | 'file'
  | 'directory'
  | readonly string[];

export interface OptionData {
  /** As in help, such as `--wait <time>`. */
  readonly flags: string;
  readonly says: string;
  readonly kind: Kind;
  readonly choices?: readonly string[];
  /** What stands for it when nobody gives it. */
  readonly fallback?: string;
  /** The environment variable that gives it too. */
  readonly env?: string;
  readonly required?: true;
  readonly completes?: Naming;
}

/** The data of an option whose value is a `T`. */
export interface Option<T> extends OptionData {
  /** Never there: carries the type. */
  readonly value?: T;
}

export interface ArgumentData {
  readonly says: string;
  readonly required: boolean;
  readonly fallback?: string;
  /** Takes all the words that are left. */
  readonly many?: true;
  readonly completes?: Naming;
}

export interface Argument<T> extends ArgumentData {
  readonly value?: T;
}

export type Options = { readonly [key: string]: Option<unknown> };
export type Arguments = { readonly [name: string]: Argument<unknown> };

/** The values that a statement of options, or of arguments, gives. */
export type Values<S> = {
  readonly [K in keyof S]: S[K] extends Option<infer T> ? T : S[K] extends Argument<infer T> ? T : never;
};

const of =
  <T>(kind: Kind) =>
  (flags: string, says: string): Option<T> => ({ flags, says, kind });

/** True when given. */
export const flag = of<boolean>('flag');
/** `--no-…`: true unless given. */
export const off = of<boolean>('off');
/** null: not given, or empty. */
export const text = of<string | null>('text');
export const exact = of<string | null>('exact');
/** Repeatable. */
export const list = of<readonly string[]>('list');
/** Milliseconds. */
export const duration = of<number | null>('duration');
/** `true`: given without a value. */
export const maybe = of<string | true | null>('maybe');

export const choice = <const C extends string>(flags: string, says: string, choices: readonly C[]): Option<C | null> => ({
  flags,
  says,
  kind: 'choice',
  choices,
});

/** Always a text: the fallback when not given. */
export const textOr = (flags: string, says: string, fallback: string, env?: string): Option<string> => ({
  flags,
  says,
  kind: 'text',
  fallback,
  ...(env === undefined ? {} : { env }),
});

/** The command is refused without it. */
export const needed = (flags: string, says: string): Option<string> => ({ flags, says, kind: 'exact', required: true });

export const argument = (says: string): Argument<string> => ({ says, required: true });
export const optional = (says: string): Argument<string | null> => ({ says, required: false });
/** None, one or several. */
export const several = (says: string): Argument<readonly string[]> => ({ says, required: false, many: true });
export const argumentOr = (says: string, fallback: string): Argument<string> => ({ says, required: false, fallback });

/** The same, whose values a shell completes. */
export const completing = <T extends OptionData | ArgumentData>(completes: Naming, stated: T): T => ({ ...stated, completes });
