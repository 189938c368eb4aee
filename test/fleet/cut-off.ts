// Stands before PostgreSQL and takes it away at chosen statements: every connection breaks, and for a moment there is no new one.
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface CutOff {
  readonly port: number;
  /** Statements at which it is still to go away, in their order. */
  readonly left: readonly string[];
  stop(): Promise<void>;
}

const AWAY_MS = 500;

/** `at`: text of a statement each; the next one counts from when the one before was cut. */
export const startCutOff = async (port: number, at: readonly string[]): Promise<CutOff> => {
  const left = [...at];
  const open = new Set<Socket>();
  let awayUntil = 0;
  const away = (): void => {
    left.shift();
    awayUntil = performance.now() + AWAY_MS;
    for (const socket of open) socket.destroy();
  };
  const server: Server = createServer((client) => {
    if (performance.now() < awayUntil) {
      client.destroy();
      return;
    }
    const onward = connect(port, '127.0.0.1');
    for (const socket of [client, onward]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        onward.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const [next] = left;
      if (next !== undefined && chunk.includes(next)) away();
      else onward.write(chunk);
    });
    onward.on('data', (chunk: Buffer) => client.write(chunk));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    left,
    stop: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
};
