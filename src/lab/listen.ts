// Listeners of the lab: loopback only, the port of the last time when it is free, and a stop that really stops.
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

const bind = (server: HttpServer | HttpsServer, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Listens on `preferred`, or on any port when that one is taken. */
export const listen = async (server: HttpServer | HttpsServer, preferred: number): Promise<Listening> => {
  let port: number;
  try {
    port = await bind(server, preferred);
  } catch (error) {
    if (preferred === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    port = await bind(server, 0);
  }
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, stop };
};
