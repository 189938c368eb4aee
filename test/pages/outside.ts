// What lies outside a reader's machine, on loopback: hosts behind TLS such as AWS's and the reader's mailbox, a resolver over HTTPS, a
// webhook, mail hosts, and the proxy of a company. Which address of the public leads to which of them is the network's matter.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { connect, type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTls } from 'node:tls';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import type { LabZones } from '../../src/lab/dns/zones.ts';
import { startMailHost } from '../../src/lab/inbound/mail-host.ts';
import { type Authority, createAuthority, issue } from '../../src/lab/pki.ts';

/** `host:port`. */
export type Door = string;

const doorOf = (server: Server | HttpServer): Door => `127.0.0.1:${(server.address() as AddressInfo).port}`;

const listening = async <T extends Server | HttpServer>(server: T): Promise<T> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
};

/** Carries octets both ways; what breaks on one side ends the other. */
const carry = (one: Duplex, other: Duplex): void => {
  one.pipe(other).pipe(one);
  for (const end of [one, other]) end.on('error', () => [one, other].map((each) => each.destroy()));
};

export const dial = (door: Door): Duplex => connect(Number(door.split(':')[1]), '127.0.0.1');

export class Outside {
  readonly #authority: Authority;
  readonly #directory: string;
  readonly #stops: (() => unknown)[] = [];
  #files = 0;

  constructor(authority: Authority, directory: string) {
    this.#authority = authority;
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** A file of the authorities that a machine trusts besides the public ones. */
  caFile(more = ''): string {
    return this.file(`authorities-${(this.#files += 1)}.pem`, this.#authority.certPem + more);
  }

  file(name: string, text: string): string {
    const path = join(this.#directory, name);
    writeFileSync(path, text);
    return path;
  }

  /** A host of these names: TLS ends here, and what comes through it goes on to what `onward` opens. */
  async host(names: readonly string[], onward: () => Duplex): Promise<Door> {
    const [commonName = ''] = names;
    const { certPem, keyPem } = await issue(this.#authority, { commonName, dnsNames: names, key: 'EC' });
    const server = await listening(createTls({ cert: certPem, key: keyPem }, (socket) => carry(socket, onward())));
    this.#stops.push(() => server.close());
    return doorOf(server);
  }

  /** A server that speaks first, as SMTP's do. */
  async greeter(line: string): Promise<Door> {
    const server = await listening(createTcp((socket) => void socket.on('error', () => undefined).write(`${line}\r\n`)));
    this.#stops.push(() => server.close());
    return doorOf(server);
  }

  /** URL of a proxy that ends TLS, as those of companies do: behind it one host is at the door, and nothing else is reached. */
  async proxy(host: string, door: Door): Promise<string> {
    const proxy = createHttp();
    proxy.on('connect', ({ url = '' }, socket, head: Buffer) => {
      if (url !== `${host}:443`) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const onward = dial(door);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      carry(socket, onward);
    });
    await listening(proxy);
    this.#stops.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    return `http://${doorOf(proxy)}`;
  }

  /** A resolver over HTTPS that has this name. */
  async resolver(name: string, zones: LabZones): Promise<Door> {
    const tls = await issue(this.#authority, { commonName: name, dnsNames: [name], key: 'EC' });
    const dns: LabDns = await startLabDns({ zones, https: { tls, port: 0 } });
    this.#stops.push(() => dns.stop());
    return `127.0.0.1:${dns.https?.port ?? 0}`;
  }

  /** A server over HTTP that answers what is said. */
  async web(answer: (path: string, body: string) => string = () => ''): Promise<Door> {
    const server = await listening(
      createHttp((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
        request.on('end', () => response.end(answer(request.url ?? '', body)));
      }),
    );
    this.#stops.push(() => server.close());
    return doorOf(server);
  }

  /** The host that takes the domain's mail and serves its policy. */
  async mailHost(domain: string): Promise<{ readonly smtp: Door; readonly https: Door }> {
    const hostName = `mx1.${domain}`;
    const policy = { body: `version: STSv1\nmode: enforce\nmx: ${hostName}\nmax_age: 604800\n` };
    const host = await startMailHost({ domain, hostName, smtp: {}, policy }, this.#authority);
    this.#stops.push(() => host.stop());
    return { smtp: `127.0.0.1:${host.ports.smtp}`, https: `127.0.0.1:${host.ports.https}` };
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}

export const openOutside = async (directory: string): Promise<Outside> => new Outside(await createAuthority(), directory);
