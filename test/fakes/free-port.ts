// A port for a server that cannot say which one it was given.
import { createServer } from 'node:net';

/** Ephemeral ports begin at 32768 on Linux and at 49152 elsewhere: no client's socket takes one of these before the server has it. */
const [FIRST, PORTS] = [15_000, 17_000];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export const freePort = async (): Promise<number> => {
  const port = FIRST + Math.floor(Math.random() * PORTS);
  return (await isFree(port)) ? port : freePort();
};
