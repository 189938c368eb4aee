// The hosts that the SDK's chain did not get through to: where it cannot renew an SSO session it says that the session has expired, and drops why.
import type { RequestOptions } from 'node:http';
import type { Agent } from 'node:https';
import type { Duplex } from 'node:stream';

/** By host, for the process: within 30 seconds of one attempt the SDK makes no other, and says the same. */
const lost = new Map<string, string>();

/** Why the last connection there did not come about, in Node's words; null: it did, or none was tried. */
export const lostWay = (host: string): string | null => lost.get(host) ?? null;

const wordsOf = (error: NodeJS.ErrnoException): string => `${error.code ?? ''} ${error.message}`;

type Created = (error: Error | null, stream: Duplex) => void;

/** The same agent; what its connections came to is remembered. */
export const watched = <A extends Agent>(agent: A): A => {
  const connect = agent.createConnection.bind(agent);
  const watching = (options: RequestOptions, created?: Created): Duplex | null | undefined => {
    const host = options.host ?? '';
    const watch = (socket: Duplex): void => {
      socket.once('secureConnect', () => lost.delete(host));
      socket.once('error', (error) => lost.set(host, wordsOf(error)));
    };
    // A connection that is given up for its time limit tells nobody.
    lost.set(host, 'ETIMEDOUT');
    const socket = connect(options, (error, stream) => {
      if (error === null || error === undefined) watch(stream);
      else lost.set(host, wordsOf(error));
      created?.(error, stream);
    });
    if (socket !== null && socket !== undefined) watch(socket);
    return socket;
  };
  agent.createConnection = watching;
  return agent;
};
