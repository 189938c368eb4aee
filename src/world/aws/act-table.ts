// The shape of a service's acts: one function for each.
import type { ActInputs } from '../../core/provision.ts';

export type Service = 'ses' | 'sns' | 'sqs';
export type Answer = Promise<{ readonly $metadata: { readonly requestId?: string | undefined } }>;

/** One function for each act of a service. */
export type ActsOf<S extends Service> = {
  readonly [A in keyof ActInputs as A extends `${S}:${string}` ? A : never]: (input: ActInputs[A]) => Answer;
} & { close(): void };
