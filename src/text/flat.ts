// Texts that are kept long: a text that was cut from another holds on to the whole of it, and a joined one to its parts.

/** The same text, which holds on to nothing else. */
export const flat = <T extends string>(text: T): T => Buffer.from(text, 'utf8').toString('utf8') as T;

/** One copy of each text, however often it comes: a flat one, or the first where `copy` says so. */
export const textPool = (copyOf = flat): (<T extends string>(text: T) => T) => {
  const known = new Map<string, string>();
  return <T extends string>(text: T): T => {
    const first = known.get(text);
    if (first !== undefined) return first as T;
    const copy = copyOf(text);
    known.set(copy, copy);
    return copy;
  };
};
