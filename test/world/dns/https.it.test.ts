// Resolvers over HTTPS (RFC 8484) against real ones on loopback, honest and not.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabHttpsOptions } from '../../../src/lab/dns/https.ts';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { type Authority, createAuthority, type Issued, issue } from '../../../src/lab/pki.ts';
import { createDns } from '../../../src/world/dns/port.ts';

let authority: Authority;
let tls: Issued;
let expired: Issued;
let otherName: Issued;
const running: LabDns[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  const leaf = { commonName: 'localhost', dnsNames: ['localhost'], addresses: ['127.0.0.1'], key: 'EC' } as const;
  [tls, expired, otherName] = await Promise.all([
    issue(authority, leaf),
    issue(authority, { ...leaf, notBeforeMs: -9e8, notAfterMs: -8e8 }),
    issue(authority, { ...leaf, commonName: 'dns.example', dnsNames: ['dns.example'], addresses: [] }),
  ]);
});
afterAll(() => Promise.all(running.map((one) => one.stop())));

const ZONES = {
  'example.com': [
    '@ TXT "v=spf1 -all"',
    'alias CNAME www',
    'www A 192.0.2.1',
    `long TXT ${'"0123456789012345678901234567890123456789" '.repeat(90)}`,
  ],
};

const started = async (options: Partial<LabHttpsOptions> = {}): Promise<LabDns> => {
  const lab = await startLabDns({
    zones: ZONES,
    faults: [{ name: 'broken.example.com', on: 'recursive', behaviour: 'servfail' }],
    https: { tls, ...options },
  });
  running.push(lab);
  return lab;
};

const asking = (resolvers: readonly string[], given: { allowPrivate?: boolean; ca?: string } = {}) =>
  createDns({ resolvers, timeoutsMs: [2000, 2000], https: { allowPrivate: true, ca: authority.certPem, ...given } });

describe('a resolver over HTTPS', () => {
  it('answers as one over UDP does: found, alias, absent, no such name, long, failed', async () => {
    const lab = await started();
    const lines: string[] = [];
    const dns = createDns({
      resolvers: [`${lab.https?.url ?? ''}{?dns}`],
      https: { allowPrivate: true, ca: authority.certPem },
      transcript: (line) => lines.push(line),
    });
    const names = [
      'example.com',
      'alias.example.com',
      'www.example.com',
      'nosuch.example.com',
      'long.example.com',
      'broken.example.com',
    ];
    const answers = await Promise.all(names.map((name) => dns.ask(name, name.startsWith('alias') ? 'A' : 'TXT')));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['found', 'found', 'nodata', 'nxdomain', 'found', 'servfail']);
    expect(answers[1]).toMatchObject({ records: [{ data: '192.0.2.1' }], chain: [{ data: 'www.example.com' }] });
    expect(answers[0]).toMatchObject({ transport: 'https', server: lab.https?.url });
    expect(new Set(lab.queries.map(({ transport }) => transport))).toEqual(new Set(['https']));
    expect(lines.some((line) => line.includes('https example.com. IN TXT (id 0) RD EDNS'))).toBe(true);
    dns.close();
  });

  it.each<[string, Partial<LabHttpsOptions>, string, RegExp]>([
    ['403', { status: 403 }, 'refused', /HTTP 403: it does not serve this client/],
    ['429', { status: 429 }, 'unreachable', /HTTP 429: it cannot serve now/],
    ['503', { status: 503 }, 'unreachable', /HTTP 503/],
    ['404', { status: 404 }, 'malformed', /no DNS over HTTPS at this path/],
    ['302', { status: 302 }, 'malformed', /a redirect, which is not followed/],
    ['JSON', { contentType: 'application/dns-json' }, 'malformed', /application\/dns-json instead of/],
    ['words', { body: Buffer.from('hello') }, 'malformed', /sent no DNS message/],
    ['noise', { body: Buffer.alloc(40, 7) }, 'malformed', /answered another question/],
    ['a flood', { body: Buffer.alloc(70_000) }, 'malformed', /more than 65535 octets/],
    ['nothing', { body: 'silent' }, 'timeout', /did not answer over HTTPS within 2000 ms/],
  ])('that answers with %s is told so', async (_, options, outcome, detail) => {
    const lab = await started(options);
    const dns = asking([lab.https?.url ?? '']);
    const answer = await dns.ask('example.com', 'TXT');
    expect(answer).toMatchObject({ outcome, records: [], detail: expect.stringMatching(detail) as string });
    expect(answer.bogus).toBeUndefined();
    dns.close();
  });

  it('is not trusted with another name, another authority, or an expired certificate', async () => {
    const [late, other, plain] = await Promise.all([started({ tls: expired }), started({ tls: otherName }), started()]);
    const stranger = await createAuthority();
    const all = [
      asking([late.https?.url ?? '']),
      asking([other.https?.url ?? '']),
      asking([plain.https?.url ?? ''], { ca: stranger.certPem }),
    ];
    const answers = await Promise.all(all.map((dns) => dns.ask('example.com', 'TXT')));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['unreachable', 'unreachable', 'unreachable']);
    expect(answers[0]?.detail).toContain('its certificate has expired');
    expect(answers[1]?.detail).toContain('its certificate is for another name');
    expect(answers[2]?.detail).toContain('an authority that is not trusted here');
    for (const dns of all) dns.close();
  });

  it('is not asked at a private address unless that is allowed, and never at a metadata service', async () => {
    const guarded = createDns({ resolvers: ['https://127.0.0.1:1/dns-query'], timeoutsMs: [400] });
    expect(await guarded.ask('example.com', 'TXT')).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('leads to a loopback address') as string,
    });
    const metadata = asking(['https://169.254.169.254/dns-query']);
    expect((await metadata.ask('example.com', 'TXT')).detail).toContain('metadata');
    guarded.close();
    metadata.close();
  });

  it('must speak HTTP/2', async () => {
    const old = createServer({ cert: tls.certPem, key: tls.keyPem, ALPNProtocols: ['http/1.1'] }, (_, response) =>
      response.end(),
    );
    await new Promise<void>((done) => old.listen(0, '127.0.0.1', done));
    const dns = asking([`https://127.0.0.1:${(old.address() as AddressInfo).port}/dns-query`]);
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('does not speak HTTP/2') as string,
    });
    dns.close();
    await new Promise((done) => old.close(done));
  });

  it('gives way to the next resolver, and is asked anew after its connection ended', async () => {
    const [bad, good] = await Promise.all([started({ status: 503 }), started()]);
    const dns = asking([bad.https?.url ?? '', good.https?.url ?? '']);
    expect((await dns.ask('example.com', 'TXT')).outcome).toBe('found');
    const url = good.https?.url ?? '';
    await good.stop();
    running.splice(running.indexOf(good), 1);
    const again = await startLabDns({ zones: ZONES, https: { tls, port: Number(new URL(url).port) } });
    running.push(again);
    expect((await dns.ask('www.example.com', 'A')).outcome).toBe('found');
    dns.close();
  });
});
