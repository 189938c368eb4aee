// Ports for tests: what a test does not hand in refuses to be asked, and says so.
import type { Clock } from '../../src/core/clock.ts';
import type { LedgerView } from '../../src/core/live.ts';
import type { LedgerReads } from '../../src/core/ports/ledger.ts';
import type { Reads } from '../../src/core/ports/reads.ts';

/** Typed as whatever port it stands for. */
const refusing = (name: string): never =>
  new Proxy({} as never, {
    get: (_, member) => {
      if (member === 'then') return undefined;
      throw new Error(`the test did not hand in ${name}.${String(member)}`);
    },
  });

/** Any part of Reads; every other port refuses. */
export const readsWith = (parts: Partial<Reads>): Reads => ({
  sender: refusing('sender'),
  clock: refusing('clock'),
  secrets: refusing('secrets'),
  aws: refusing('aws'),
  dns: refusing('dns'),
  mailHosts: refusing('mailHosts'),
  smtp: refusing('smtp'),
  webhook: refusing('webhook'),
  ledger: refusing('ledger'),
  squareos: null,
  message: null,
  inbox: null,
  environment: { node: 'v20', platform: 'test', extraAuthorities: [], resolvers: [], endpointOverrides: {} },
  ...parts,
});

/** A clock that moves only while somebody sleeps. */
export const sleepingClock = (start: string): Clock => {
  let elapsed = 0;
  return {
    now: () => new Date(Date.parse(start) + elapsed),
    elapsed: () => elapsed,
    sleep: async (ms) => {
      elapsed += ms;
      await Promise.resolve();
    },
  };
};

/** A ledger that shows one view after another, the last for ever, and announces nothing. */
export const ledgerOf = (...views: readonly LedgerView[]): LedgerReads & { readonly asked: () => number } => {
  let asked = 0;
  return {
    suppressed: async () => null,
    readiness: async () => ({ ready: true, detail: null }),
    asked: () => asked,
    view: async () => {
      const view = views[Math.min(asked, views.length - 1)];
      asked += 1;
      if (view === undefined) throw new Error('the test handed in no view');
      return view;
    },
    changes: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<void>>(() => undefined) }) }),
  };
};
