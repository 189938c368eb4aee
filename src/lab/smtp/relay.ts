// The lab's mail relay on real sockets: STARTTLS on one port, implicit TLS on another, AUTH, a queue id, and an adapter
// that calls back. An ordinary client (swaks, curl, a mail library) can talk to it as to any other.
import type { AddressInfo, Server } from 'node:net';
import type { Authority } from '../pki.ts';
import { adapterBody, postCallback, type AdapterTarget } from './adapter.ts';
import type { RelayBehaviour } from './behaviour.ts';
import { relayCertificate } from './certificate.ts';
import { createMailServer, type AcceptedMessage, type Listener, type RelayJudge } from './mail-server.ts';
import { rawPeer, rawServer } from './raw.ts';

export interface RelayOptions {
  /** Loopback address to listen on. */
  readonly host: string;
  /** The name that clients know it by; the certificate is made for it. */
  readonly hostName: string;
  readonly authority: Authority;
  readonly users: readonly { readonly username: string; readonly password: string }[];
  readonly behaviour: RelayBehaviour;
  /** null: there is no adapter. */
  readonly callback: AdapterTarget | null;
  /** Listens on these where they are free; 0 for any. Rejects with EADDRINUSE when one is not. */
  readonly ports?: { readonly clear: number; readonly implicit: number };
  /** What the relay had accepted, and owed a callback for, when it last ended. */
  readonly past?: { readonly messages: readonly AcceptedMessage[]; readonly owed: readonly AcceptedMessage[] };
  /** Decides in the relay's place (SES behind its SMTP interface). */
  readonly judge?: RelayJudge;
  /** Called before the client hears 250; must be durable when it returns. */
  readonly onAccepted?: (message: AcceptedMessage) => void;
  /** The callbacks of a message were all posted. */
  readonly onReported?: (message: AcceptedMessage) => void;
}

export interface LabRelay {
  /** Greets in clear and offers STARTTLS. */
  readonly port: number;
  /** Implicit TLS. */
  readonly tlsPort: number;
  /** Accepted so far, in order. */
  readonly messages: () => readonly AcceptedMessage[];
  /** HTTP statuses that the callback URL answered, in order; 0: no answer. */
  readonly callbacks: () => readonly number[];
  readonly stop: () => Promise<void>;
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Starts both listeners, and reports what is still owed. */
export const startLabRelay = async (options: RelayOptions): Promise<LabRelay> => {
  const { behaviour, authority, hostName, host } = options;
  const tls = await relayCertificate(behaviour.certificate, authority, hostName);
  const messages: AcceptedMessage[] = [...(options.past?.messages ?? [])];
  const adapter = createAdapter(options);
  const onAccepted = (message: AcceptedMessage): void => {
    messages.push(message);
    options.onAccepted?.(message);
    adapter.report(message);
  };
  const peer = rawPeer(behaviour);
  const listener = (secure: boolean): Listener =>
    peer === null ? createMailServer({ ...options, tls, onAccepted }, secure) : rawServer(peer, hostName, secure ? tls : null);
  const [clear, implicit] = [listener(false), listener(true)];
  const port = await listen(clear.server, host, options.ports?.clear ?? 0);
  const tlsPort = await listen(implicit.server, host, options.ports?.implicit ?? 0).catch(async (error: unknown) => {
    await clear.close();
    throw error;
  });
  for (const message of options.past?.owed ?? []) adapter.report(message);
  const stop = async (): Promise<void> => {
    adapter.stop();
    await Promise.all([clear.close(), implicit.close()]);
  };
  return { port, tlsPort, messages: () => [...messages], callbacks: () => [...adapter.statuses], stop };
};

const createAdapter = ({ behaviour, callback, onReported }: RelayOptions) => {
  const timers = new Set<NodeJS.Timeout>();
  const statuses: number[] = [];
  const post = async (message: AcceptedMessage): Promise<void> => {
    const body = adapterBody(behaviour.adapter, message, new Date());
    for (let times = 0; times <= behaviour.adapter.duplicates; times += 1) {
      if (callback !== null && body !== null) statuses.push(await postCallback(callback, behaviour.adapter, body));
    }
    onReported?.(message);
  };
  const report = (message: AcceptedMessage): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void post(message);
    }, behaviour.adapter.delayMs);
    timers.add(timer);
  };
  return { report, statuses, stop: () => timers.forEach((timer) => clearTimeout(timer)) };
};
