// At most so many questions under way at once: resolvers limit their clients, and every question costs a socket.

export type Turnstile = <T>(act: () => Promise<T>) => Promise<T>;

/** Lets `most` acts run at a time; the others wait in the order they came. */
export const turnstile = (most: number): Turnstile => {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (inside >= most) await new Promise<void>((enter) => waiting.push(enter));
    else inside += 1;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    }
  };
};
