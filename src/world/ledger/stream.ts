// Hears at once when rows change: the ledger's event stream, and polling where there is none or while it is broken.
import { setTimeout as sleep } from 'node:timers/promises';
import { guardedStream } from '../http/http.ts';
import type { GuardedRequest } from '../http/http.ts';

const POLL_MS = 2_000;
const RECONNECT_MS = 500;

/** False when the signal ended the pause. */
const pause = async (ms: number, signal: AbortSignal): Promise<boolean> => {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
};

/** Each event of an SSE stream (WHATWG HTML, 9.2) that has data: what it is about is asked from the view. */
async function* eventsOf(body: AsyncIterable<unknown>): AsyncGenerator<void> {
  let rest = '';
  for await (const chunk of body) {
    rest = (rest + String(chunk)).replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = (blocks.pop() ?? '').slice(-65_536);
    if (blocks.some((block) => /^data:/m.test(block))) yield;
  }
}

/** Ends when the stream does; throws when it cannot be opened. */
async function* listenOnce(url: string, request: GuardedRequest, signal: AbortSignal): AsyncGenerator<void> {
  const response = await guardedStream(url, request, signal);
  try {
    if (response.statusCode !== 200 || !String(response.headers['content-type']).startsWith('text/event-stream'))
      throw new Error('no event stream');
    yield* eventsOf(response.setEncoding('utf8'));
  } finally {
    response.destroy();
  }
}

/** Yields whenever something may have changed, until the signal aborts. A null URL polls. */
export async function* ledgerChanges(url: string | null, request: GuardedRequest, signal: AbortSignal): AsyncGenerator<void> {
  while (!signal.aborted) {
    let opened = false;
    try {
      if (url !== null)
        for await (const _ of listenOnce(url, request, signal)) {
          opened = true;
          yield;
        }
    } catch {
      // Refused, broken off or not there: polling goes on in its place.
    }
    if (!(await pause(opened ? RECONNECT_MS : POLL_MS, signal))) return;
    yield;
  }
}
