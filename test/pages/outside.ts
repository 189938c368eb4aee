// What lies outside a reader's machine, on loopback: a proxy behind which AWS is the lab, a resolver over HTTPS, a webhook, mail hosts.
import { writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { connect, type AddressInfo, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import type { LabZones } from '../../src/lab/dns/zones.ts';
import { startMailHost } from '../../src/lab/inbound/mail-host.ts';
import { type Authority, createAuthority, issue } from '../../src/lab/pki.ts';

const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port;

const listening = async <T extends Server | HttpServer>(server: T): Promise<T> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
};

/** Two names deep, as AWS's hosts are. */
const OF_AWS = ['*.amazonaws.com', '*.ap-south-1.amazonaws.com'];

export class Outside {
  readonly #authority: Authority;
  readonly #directory: string;
  readonly #stops: (() => unknown)[] = [];
  #files = 0;

  constructor(authority: Authority, directory: string) {
    this.#authority = authority;
    this.#directory = directory;
  }

  /** A file of the authorities that a machine trusts besides the public ones. */
  caFile(more = ''): string {
    this.#files += 1;
    const file = join(this.#directory, `authorities-${this.#files}.pem`);
    writeFileSync(file, this.#authority.certPem + more);
    return file;
  }

  /** URL of a proxy that ends TLS, as those of companies do: behind it AWS is the endpoint at `aws`, and nothing else is reached. */
  async proxy(aws: string): Promise<string> {
    const { certPem, keyPem } = await issue(this.#authority, { commonName: 'amazonaws.com', dnsNames: OF_AWS, key: 'EC' });
    const port = Number(new URL(aws).port);
    const ending = await listening(
      createTls({ cert: certPem, key: keyPem }, (socket) => {
        const onward = connect(port, '127.0.0.1');
        socket.pipe(onward).pipe(socket);
        for (const one of [socket, onward]) one.on('error', () => [socket, onward].map((end) => end.destroy()));
      }),
    );
    const proxy = createHttp();
    proxy.on('connect', ({ url = '' }, socket, head: Buffer) => {
      if (!url.endsWith('.amazonaws.com:443')) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const onward = connect(portOf(ending), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
      for (const one of [socket, onward]) one.on('error', () => [socket, onward].map((end) => end.destroy()));
    });
    await listening(proxy);
    this.#stops.push(() => {
      proxy.closeAllConnections();
      proxy.close();
      ending.close();
    });
    return `http://127.0.0.1:${portOf(proxy)}`;
  }

  /** URL of a resolver over HTTPS. */
  async resolver(zones: LabZones): Promise<string> {
    const tls = await issue(this.#authority, { commonName: 'dns.example', dnsNames: [], addresses: ['127.0.0.1'], key: 'EC' });
    const dns: LabDns = await startLabDns({ zones, https: { tls, port: 0 } });
    this.#stops.push(() => dns.stop());
    return dns.https?.url ?? '';
  }

  /** `host:port` of a webhook under development, which takes all that comes. */
  async webhook(): Promise<string> {
    const server = await listening(createHttp((request, response) => void request.resume().on('end', () => response.end())));
    this.#stops.push(() => server.close());
    return `127.0.0.1:${portOf(server)}`;
  }

  /** The host that takes the domain's mail, at the ports where it is looked for; false where a machine lets nobody listen there. */
  async mailHost(domain: string, address: string): Promise<boolean> {
    const hostName = `mx1.${domain}`;
    const policy = { body: `version: STSv1\nmode: enforce\nmx: ${hostName}\nmax_age: 604800\n` };
    try {
      const host = await startMailHost(
        { domain, hostName, smtp: {}, policy },
        this.#authority,
        { https: 443, smtp: 25 },
        address,
      );
      this.#stops.push(() => host.stop());
      return true;
    } catch (error) {
      if (['EACCES', 'EADDRNOTAVAIL'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}

export const openOutside = async (directory: string): Promise<Outside> => new Outside(await createAuthority(), directory);
