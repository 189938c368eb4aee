// The client of the throughput bench: keep-alive connections that each post, wait for the whole answer, and post again.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 200. */
  readonly refused: number;
}

/** Resolves with the status once the answer is whole. */
const exchange = (socket: Socket, request: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = '';
    const done = (status: number): void => {
      socket.off('data', onData);
      socket.off('error', reject);
      resolve(status);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length >= end + 4 + length) done(Number(text.slice(9, 12)));
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.write(request);
  });

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** `pace`: requests a second, each begun at its own time however late the one before came back; without it as many as are answered. */
export const load = async (
  port: number,
  path: string,
  bodies: readonly string[],
  connections: number,
  pace = Number.POSITIVE_INFINITY,
): Promise<Load> => {
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain; charset=UTF-8\r\ncontent-length: `;
  const requests = bodies.map((body) => Buffer.from(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`));
  const took: number[] = [];
  let next = 0;
  let refused = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    for (;;) {
      const turn = next++;
      const request = requests[turn];
      if (request === undefined) break;
      const due = startedAt + (turn * 1000) / pace;
      if (due > performance.now() + 1) await setTimeout(due - performance.now());
      // What waited for a free connection waited for the receiver.
      const at = pace === Number.POSITIVE_INFINITY ? performance.now() : Math.min(due, performance.now());
      if ((await exchange(socket, request)) !== 200) refused += 1;
      took.push(performance.now() - at);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  return { perSecond: Math.round(bodies.length / seconds), p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), refused };
};
