// Plain JSON as types: what may stand in a fact, a journal line and a record.
import type { Secret } from './secret.ts';

type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/**
 * `T` itself when it is plain JSON all the way down, else a type that nothing can be assigned to.
 * A `Secret`, a function, a Date or a Buffer anywhere inside a fact therefore does not compile.
 */
export type PlainJson<T> = T extends JsonPrimitive | undefined
  ? T
  : T extends Secret | Date | ((...args: never[]) => unknown) | Uint8Array
    ? { readonly 'this type must never stand in a fact': never }
    : T extends readonly (infer Item)[]
      ? readonly PlainJson<Item>[]
      : T extends object
        ? { readonly [K in keyof T]: PlainJson<T[K]> }
        : never;
