// The client of the throughput bench: keep-alive connections that each post, wait for the whole answer, and post again.
import { connect } from 'node:net';
import type { Socket } from 'node:net';

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

export const load = async (port: number, path: string, bodies: readonly string[], connections: number): Promise<Load> => {
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain; charset=UTF-8\r\ncontent-length: `;
  const requests = bodies.map((body) => Buffer.from(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`));
  const took: number[] = [];
  let next = 0;
  let refused = 0;
  const worker = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const at = performance.now();
      if ((await exchange(socket, request)) !== 200) refused += 1;
      took.push(performance.now() - at);
    }
    socket.destroy();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = took.toSorted((a, b) => a - b);
  return { perSecond: Math.round(bodies.length / seconds), p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), refused };
};
