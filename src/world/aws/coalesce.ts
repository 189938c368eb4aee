// Identical questions asked at the same time are one question; account-wide answers may be kept for the other tenants of a fleet.

/** Answers that hold for a whole account and region. Only for commands that look at many tenants. */
export interface AccountCache {
  /** The kept answer, the one under way, or a new one. */
  share<T>(question: string, ask: () => Promise<T>): Promise<T>;
}

/** Keeps answers for `ttlMs` by `elapsed`, a monotonic clock in milliseconds. Failures are never kept. */
export const createAccountCache = (ttlMs: number, elapsed: () => number): AccountCache => {
  const kept = new Map<string, { readonly answer: Promise<unknown>; readonly at: number }>();
  return {
    share: <T>(question: string, ask: () => Promise<T>): Promise<T> => {
      const found = kept.get(question);
      // Equal questions come from the same function, so the answer has its type.
      if (found !== undefined && elapsed() - found.at < ttlMs) return found.answer as Promise<T>;
      const answer = ask();
      kept.set(question, { answer, at: elapsed() });
      answer.catch(() => kept.delete(question));
      return answer;
    },
  };
};

/** Asks `ask` unless the same question is under way. */
export const createCoalescer = () => {
  const underWay = new Map<string, Promise<unknown>>();
  return <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const same = underWay.get(question);
    // Equal questions come from the same function, so the answer has its type.
    if (same !== undefined) return same as Promise<T>;
    const asking = ask().finally(() => underWay.delete(question));
    underWay.set(question, asking);
    return asking;
  };
};

export type Coalescer = ReturnType<typeof createCoalescer>;
