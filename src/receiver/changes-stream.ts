// The event stream: a waiting run hears at once that something about its message changed, and then asks for the view.
import type { ServerResponse } from 'node:http';
import { idsOfAttempt } from './ledger/match.ts';
import { attemptsFor } from './ledger/apply.ts';
import { idsOfWanted } from './ledger/view.ts';
import type { Wanted } from './ledger/view.ts';
import type { Store } from '../store/store.ts';

/** Keeps proxies from closing a silent stream. */
const HEARTBEAT_MS = 15_000;

export interface Streams {
  /** Takes over the response until the client leaves or `stop`. */
  open(response: ServerResponse, wanted: Wanted): Promise<void>;
  /** Streams open now. */
  count(): number;
  stop(): void;
}

export const createStreams = (store: Store): Streams => {
  const open = new Set<ServerResponse>();
  return {
    open: async (response, wanted) => {
      const own = idsOfWanted(wanted);
      const watched = new Set(own);
      const learn = async (): Promise<void> => {
        const attempts = await store.read((tx) => attemptsFor(tx, own));
        for (const id of attempts.flatMap(idsOfAttempt)) watched.add(id);
      };
      try {
        await learn();
      } catch {
        // Nobody else answers on this response: a client that hears nothing would wait instead of asking for the view.
        response.writeHead(503).end();
        return;
      }
      // Left meanwhile: `close` has been and would not tell again.
      if (response.closed) return;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      response.write('event: open\ndata: {}\n\n');
      open.add(response);
      const forget = store.onChange((keys) => {
        if (!keys.some((key) => watched.has(key))) return;
        response.write('event: change\ndata: {}\n\n');
        void learn().catch(() => response.end());
      });
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
      response.once('close', () => {
        clearInterval(heartbeat);
        forget();
        open.delete(response);
      });
    },
    count: () => open.size,
    stop: () => {
      for (const response of open) response.end();
    },
  };
};
