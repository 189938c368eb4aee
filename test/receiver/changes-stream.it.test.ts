// The event stream when its store fails, and when its client does not stay.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createStreams } from '../../src/receiver/changes-stream.ts';
import type { Streams } from '../../src/receiver/changes-stream.ts';
import { StoreDown } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';

const WANTED = { nonce: 'certify-1', providerMessageId: null };

/** A store of which only the look and the listening matter here. */
const storeWith = (read: () => Promise<unknown>): Store & { listeners(): number } => {
  let listening = 0;
  const onChange = (): (() => void) => {
    listening += 1;
    return () => {
      listening -= 1;
    };
  };
  return { read, onChange, listeners: () => listening } as unknown as Store & { listeners(): number };
};

const serve = async (streams: Streams, onOpened: () => void = () => undefined) => {
  const server = createServer((_request, response) => void streams.open(response, WANTED).then(onOpened));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, stop };
};

describe('the stream of changes', () => {
  it('answers 503 when the store is out of reach, so that the client polls', async () => {
    const store = storeWith(() => Promise.reject(new StoreDown('away')));
    const streams = createStreams(store);
    const { url, stop } = await serve(streams);
    expect((await fetch(url)).status).toBe(503);
    stop();
    expect(streams.count()).toBe(0);
    expect(store.listeners()).toBe(0);
  });

  it('keeps nothing of a client that has left before the store answered', async () => {
    let answer: (rows: unknown) => void = () => undefined;
    const store = storeWith(() => new Promise((resolve) => (answer = resolve)));
    const streams = createStreams(store);
    let done: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (done = resolve));
    const { url, server, stop } = await serve(streams, () => done());
    const left = new Promise<void>((resolve) => server.on('request', (_request, response) => response.on('close', resolve)));
    const asked = new Promise<void>((resolve) => server.once('request', () => resolve()));
    const request = get(url).on('error', () => undefined);
    await asked;
    request.destroy();
    await left;
    answer([]);
    await opened;
    stop();
    expect(streams.count()).toBe(0);
    expect(store.listeners()).toBe(0);
  });
});
