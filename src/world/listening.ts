// Whether anything listens at a place of this machine.
import { connect } from 'node:net';

/** False only when the system refuses the connection; anything else, a slow answer too, counts as somebody there. */
export const isListening = (host: string, port: number, timeoutMs = 1_000): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(timeoutMs, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code !== 'ECONNREFUSED'));
  });
