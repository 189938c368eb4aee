// `null` in a profile means "left out": types and values without it.

export type Present<T> = T extends readonly (infer Item)[]
  ? readonly Present<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Present<Exclude<T[K], null>> }
    : T;

/** Takes keys whose value is null out of sections, however deep; lists and everything else stay as they are. */
export const present = <T>(value: T): Present<T> => {
  if (Array.isArray(value)) return value.map((item: unknown) => present(item)) as unknown as Present<T>;
  if (typeof value !== 'object' || value === null) return value as Present<T>;
  const kept = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(kept.map(([key, child]) => [key, present(child as unknown)])) as Present<T>;
};
