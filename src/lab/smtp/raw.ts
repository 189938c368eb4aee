// Peers that no mail server library will play: a tarpit, garbage, a server that dies in the middle of a word.
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Issued } from '../pki.ts';
import type { RelayBehaviour } from './behaviour.ts';
import type { Listener } from './mail-server.ts';

type Peer = (socket: Socket, hostName: string) => void;

/** Calls `answer` for each line the client sends. */
const onLines = (socket: Socket, answer: (line: string) => void): void => {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      answer(text.slice(0, end).trim());
      text = text.slice(end + 1);
    }
  });
};

/** One octet at a time and never a last line: RFC 5321 lets a greeting take minutes. */
const tarpit: Peer = (socket, hostName) => {
  const drip = `220-${hostName} please wait\r\n`;
  let at = 0;
  const timer = setInterval(() => socket.write(drip[at++ % drip.length] ?? ''), 40);
  socket.on('close', () => clearInterval(timer));
};

const garbage: Peer = (socket) => {
  socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a, 0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a]));
};

const closesMidWord: Peer = (socket, hostName) => {
  socket.write(`220 ${hostName} ESMTP\r\n`);
  onLines(socket, () => {
    socket.end(`250-${hostName}\r\n250-STARTT`);
  });
};

const turnsAway: Peer = (socket, hostName) => {
  socket.end(`421 4.3.2 ${hostName} Service not available, closing transmission channel\r\n`);
};

/** A STARTTLS that fails for now, or whose reply carries more than it should. */
const oddStartTls =
  (reply: string): Peer =>
  (socket, hostName) => {
    socket.write(`220 ${hostName} ESMTP\r\n`);
    onLines(socket, (line) => {
      if (/^EHLO /i.test(line)) socket.write(`250-${hostName}\r\n250-STARTTLS\r\n250 SIZE 10240000\r\n`);
      else if (/^STARTTLS$/i.test(line)) socket.write(reply);
      else if (/^QUIT$/i.test(line)) socket.end('221 2.0.0 Bye\r\n');
      else socket.write('530 5.7.0 Must issue a STARTTLS command first\r\n');
    });
  };

/** The peer that stands in for a whole server, or null when an ordinary one will do. */
export const rawPeer = (behaviour: RelayBehaviour): Peer | null => {
  const speeches: { readonly [K in RelayBehaviour['speech']]: Peer | null } = {
    normal: null,
    tarpit,
    garbage,
    'closes-mid-word': closesMidWord,
    silent: () => {},
    'turns-away': turnsAway,
  };
  const speech = speeches[behaviour.speech];
  if (speech !== null) return speech;
  if (behaviour.starttls === 'unavailable') return oddStartTls('454 4.7.0 TLS not available due to local problem\r\n');
  if (behaviour.starttls === 'injected') return oddStartTls('220 2.0.0 Ready to start TLS\r\n250 AUTH PLAIN\r\n');
  return null;
};

/** A listener whose every connection is handed to `peer`; with a certificate, inside implicit TLS. */
export const rawServer = (peer: Peer, hostName: string, tls: Issued | null): Listener => {
  const open = new Set<Socket>();
  const greet = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    peer(socket, hostName);
  };
  const server = tls === null ? createServer(greet) : createTlsServer({ key: tls.keyPem, cert: tls.certPem }, greet);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return { server, close };
};
