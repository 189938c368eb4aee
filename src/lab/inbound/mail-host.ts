// The other side of a domain's incoming mail: a mail host with STARTTLS, and the HTTPS host that serves the MTA-STS policy.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../pki.ts';
import { readRelayBehaviour } from '../smtp/behaviour.ts';
import { relayCertificate } from '../smtp/certificate.ts';
import { startLabRelay } from '../smtp/relay.ts';
import { BEHAVIOUR_OF_HOST, type MailHostSpec, type PolicySpec, readPolicy } from './spec.ts';

export interface LabMailHost {
  readonly ports: { readonly https: number; readonly smtp: number };
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** What the policy host does from now on; its certificate stays. */
  serve(policy: Partial<PolicySpec>): void;
  stop(): Promise<void>;
}

const PATH = '/.well-known/mta-sts.txt';

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Both on loopback, under the authority. */
export const startMailHost = async (
  spec: MailHostSpec,
  authority: Authority,
  ports: { readonly https: number; readonly smtp: number } = { https: 0, smtp: 0 },
  address = '127.0.0.1',
): Promise<LabMailHost> => {
  let policy = readPolicy(spec.policy, 'mailHost.policy');
  const tls = await relayCertificate(policy.certificate, authority, `mta-sts.${spec.domain}`);
  const asked: string[] = [];
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (request, response) => {
    asked.push(request.url ?? '');
    const answer = (): void => {
      if (request.url !== PATH) return void response.writeHead(404).end();
      const type = policy.contentType === '' ? {} : { 'content-type': policy.contentType };
      const location = policy.status >= 300 && policy.status < 400 ? { location: policy.location } : {};
      response.writeHead(policy.status, { ...type, ...location }).end(policy.body);
    };
    setTimeout(answer, policy.delayMs).unref();
  });
  const https = await listening(server, ports.https, address);
  const relay = await startLabRelay({
    host: address,
    hostName: spec.hostName,
    authority,
    users: [],
    behaviour: readRelayBehaviour({ ...BEHAVIOUR_OF_HOST, ...spec.smtp }, 'mailHost.smtp'),
    callback: null,
    ports: { clear: ports.smtp, implicit: 0 },
  });
  return {
    ports: { https, smtp: relay.port },
    asked,
    serve: (next) => {
      policy = { ...policy, ...next };
    },
    stop: async () => {
      server.closeAllConnections();
      await Promise.all([relay.stop(), new Promise<void>((done) => server.close(() => done()))]);
    },
  };
};
