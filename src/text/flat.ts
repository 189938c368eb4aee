// Texts that are kept long: a text that was cut from another holds on to the whole of it, and a joined one to its parts.

/** The same text, which holds on to nothing else. */
export const flat = <T extends string>(text: T): T => Buffer.from(text, 'utf8').toString('utf8') as T;

/** One flat copy of each text, however often it comes. */
export const textPool = (): (<T extends string>(text: T) => T) => {
  const known = new Map<string, string>();
  return <T extends string>(text: T): T => {
    const first = known.get(text);
    if (first !== undefined) return first as T;
    const copy = flat(text);
    known.set(copy, copy);
    return copy;
  };
};
