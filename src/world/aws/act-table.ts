// The shape of a service's acts: one function for each.
import type { ActInputs, RemovalInputs } from '../../core/provision.ts';

type Inputs = ActInputs & RemovalInputs;

export type Service = 'iam' | 'ses' | 'sns' | 'sqs';
export type Answer = Promise<{ readonly $metadata: { readonly requestId?: string | undefined } }>;

/** One function for each act of a service. */
export type ActsOf<S extends Service> = {
  readonly [A in keyof Inputs as A extends `${S}:${string}` ? A : never]: (input: Inputs[A]) => Answer;
} & { close(): void };
