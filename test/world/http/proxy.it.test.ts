// Through a real proxy: CONNECT, its login, its refusals; TLS stays with the host itself.
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createPortServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ObservationError } from '../../../src/core/errors.ts';
import type { Unseen } from '../../../src/core/observation.ts';
import { Secret } from '../../../src/core/secret.ts';
import { type Authority, createAuthority, issue } from '../../../src/lab/pki.ts';
import { createPacer } from '../../../src/world/aws/pacer.ts';
import { createDns } from '../../../src/world/dns/port.ts';
import { startLabDns } from '../../../src/lab/dns/server.ts';
import { createAwsReads } from '../../../src/world/aws/reads.ts';
import { guardedFetch } from '../../../src/world/http/http.ts';

const HOST = 'callback.gym.example';
const AWS = 'sts.ap-south-1.amazonaws.com:443';

let authority: Authority;
let party: TlsServer;
let proxy: Server;
/** What the proxy was asked for, and the login that came with it. */
let asked: (readonly [authority: string | undefined, login: string | undefined])[] = [];
let refuseWith: number | null = null;
/** Where the tunnels lead. */
let leadsTo = 0;

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const listening = (server: Server | TlsServer): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

beforeAll(async () => {
  authority = await createAuthority();
  const { certPem, keyPem } = await issue(authority, { commonName: HOST, dnsNames: [HOST], key: 'EC' });
  party = createTlsServer({ cert: certPem, key: keyPem }, (request, response) => response.end(`seen ${request.headers.host}`));
  await listening(party);
  leadsTo = portOf(party);
  proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    asked.push([request.url, request.headers['proxy-authorization']]);
    if (refuseWith !== null) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\ncontent-length: 12\r\n\r\n<h1>no</h1>\r\n`);
      return;
    }
    const way = connect(leadsTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      way.pipe(socket).pipe(way);
    });
    for (const one of [way, socket]) one.on('error', () => undefined);
  });
  await listening(proxy);
  process.env['HTTPS_PROXY'] = `http://me:p%40ss-word@127.0.0.1:${portOf(proxy)}`;
});
afterEach(() => {
  asked = [];
  refuseWith = null;
  leadsTo = portOf(party);
});
afterAll(() => {
  delete process.env['HTTPS_PROXY'];
  for (const server of [party, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

const unseenOf = async (asking: Promise<unknown>): Promise<Unseen | undefined> =>
  (
    (await asking.then(
      () => undefined,
      (error: unknown) => error,
    )) as ObservationError | undefined
  )?.unseen;

const askAws = async () => {
  const secretAccessKey = new Secret('env:CERTIFY_X', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
  const clock = { elapsed: () => performance.now(), sleep: async () => undefined };
  const reads = createAwsReads({
    region: 'ap-south-1',
    endpoints: {},
    probeCredentials: { kind: 'static', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey },
    sendCredentials: null,
    pacer: createPacer({ clock, intervalMs: 5, patienceMs: 0, transientAttempts: 1 }),
  });
  try {
    return await unseenOf(reads.sts.getCallerIdentity('probe'));
  } finally {
    await reads.close();
  }
};

describe('with HTTPS_PROXY', () => {
  it('a host that no resolver here knows is reached, with the login of the proxy and the host’s own certificate', async () => {
    const answer = await guardedFetch(`https://${HOST}/hook`, { ca: authority.certPem });
    expect(answer).toMatchObject({ status: 200, body: `seen ${HOST}` });
    expect(asked).toEqual([[`${HOST}:443`, `Basic ${Buffer.from('me:p@ss-word').toString('base64')}`]]);
  });

  it('a certificate that is not trusted here is not trusted through the proxy', async () => {
    expect(await unseenOf(guardedFetch(`https://${HOST}/`))).toMatchObject({
      state: 'unreachable',
      code: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/) as string,
    });
  });

  it.each([
    [407, /asks for a login/],
    [403, /refuses the way there/],
    [502, /gives no way there \(HTTP 502\)/],
  ])('its own answer %s is told as the proxy’s, never as the host’s', async (status, words) => {
    refuseWith = status;
    for (const unseen of [await unseenOf(guardedFetch(`https://${HOST}/`)), await askAws()]) {
      expect(unseen).toMatchObject({ state: 'unreachable', code: `PROXY_${status}`, kind: 'proxy' });
      expect(unseen?.message).toMatch(words);
      expect(JSON.stringify(unseen)).not.toContain('word');
    }
    expect(asked.map(([authorityAsked]) => authorityAsked)).toEqual([`${HOST}:443`, AWS]);
  });

  it('AWS is asked through it, and inspected TLS is told as that', async () => {
    expect(await askAws()).toMatchObject({ state: 'unreachable', kind: 'between' });
    expect(asked[0]?.[0]).toBe(AWS);
  });

  it('DNS over HTTPS goes through it, and its refusal is told as the proxy’s', async () => {
    const tls = await issue(authority, { commonName: HOST, dnsNames: [HOST], key: 'EC' });
    const lab = await startLabDns({ zones: { 'example.com': ['@ TXT "seen"'] }, faults: [], https: { tls } });
    leadsTo = Number(new URL(lab.https?.url ?? '').port);
    const options = { resolvers: [`https://${HOST}/dns-query`], https: { allowPrivate: false, ca: authority.certPem } };
    const open = createDns(options);
    expect(await open.ask('example.com', 'TXT')).toMatchObject({ outcome: 'found', records: [{ data: 'seen' }] });
    expect(asked[0]?.[0]).toBe(`${HOST}:443`);
    open.close();
    refuseWith = 407;
    const shut = createDns(options);
    const refused = await shut.ask('example.com', 'TXT');
    expect(refused).toMatchObject({ outcome: 'unreachable', detail: expect.stringContaining('asks for a login') as string });
    shut.close();
    await lab.stop();
  });

  it('a private address is refused all the same, and loopback is reached without it', async () => {
    expect(await unseenOf(guardedFetch('https://10.0.0.8/'))).toMatchObject({ code: 'address-refused' });
    expect(await unseenOf(guardedFetch('https://inside.example/', { resolve: async () => ['10.0.0.8'] }))).toMatchObject({
      code: 'address-refused',
    });
    const near = { ca: authority.certPem, allowPrivate: true };
    expect(await unseenOf(guardedFetch(`https://127.0.0.1:${portOf(party)}/`, near))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(asked).toEqual([]);
  });

  it('a proxy that is not there is named', async () => {
    const taken = createPortServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = portOf(taken);
    await new Promise((resolve) => taken.close(resolve));
    const before = process.env['HTTPS_PROXY'];
    process.env['HTTPS_PROXY'] = `127.0.0.1:${port}`;
    try {
      expect(await askAws()).toMatchObject({
        code: 'PROXY_ECONNREFUSED',
        message: expect.stringContaining(`the proxy 127.0.0.1:${port} refuses the connection`) as string,
      });
    } finally {
      process.env['HTTPS_PROXY'] = before;
    }
  });
});
