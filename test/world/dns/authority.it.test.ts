// Asking one authoritative server: authority, referrals, lameness, and its port.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { type ClosableDns, createDns } from '../../../src/world/dns/port.ts';
import { responder } from './responder.ts';

describe('asking one authoritative server', () => {
  let lab: LabDns;
  let dns: ClosableDns;
  beforeAll(async () => {
    lab = await startLabDns({
      zones: {
        'example.com': [
          '_dmarc TXT "v=DMARC1; p=none"',
          'tok CNAME tok.dkim.amazonses.com.',
          'sub NS ns.sub',
          'ns.sub A 127.0.0.3',
          'a CNAME b',
          'b CNAME a',
        ],
      },
      faults: [{ name: 'lame.example.com', behaviour: 'lame' }],
    });
    const port = Number(lab.authoritative.split(':')[1]);
    dns = createDns({ resolvers: [], authoritativePort: port });
  });
  afterAll(async () => {
    dns.close();
    await lab.stop();
  });

  it('asks without recursion, at the port of authoritative servers', async () => {
    const answer = await dns.askServer('127.0.0.1', '_dmarc.example.com', 'TXT');
    expect(answer).toMatchObject({
      outcome: 'found',
      authoritative: true,
      server: lab.authoritative,
      records: [{ data: 'v=DMARC1; p=none' }],
    });
    expect(lab.queries.every((query) => !query.recursionDesired)).toBe(true);
  });

  it('takes a server with a port of its own', async () => {
    expect(await dns.askServer(lab.recursive, '_dmarc.example.com', 'TXT')).toMatchObject({
      outcome: 'lame',
      detail: expect.stringContaining('answers from a cache') as string,
    });
  });

  it('tells what a server gives at a name beside its alias', async () => {
    const closing: (() => void | Promise<void>)[] = [];
    const server = await responder(closing, (query) => [
      query.reply({
        flags: 0x8580,
        answers: [
          { name: query.name, type: 'CNAME', ttl: 300, data: 'd.provider.example' },
          { name: query.name, type: 'TXT', ttl: 300, data: ['v=DMARC1; p=reject'] },
        ],
      }),
    ]);
    const answer = await dns.askServer(server.address, '_dmarc.example.com', 'TXT');
    for (const close of closing) await close();
    expect(answer).toMatchObject({ chain: [{ data: 'd.provider.example' }], beside: [{ data: 'v=DMARC1; p=reject' }] });
    expect(await dns.askServer('127.0.0.1', 'tok.example.com', 'TXT')).not.toHaveProperty('beside');
  });

  it('gives an alias as the chain and follows it nowhere', async () => {
    expect(await dns.askServer('127.0.0.1', 'tok.example.com', 'TXT')).toMatchObject({
      outcome: 'nodata',
      chain: [{ name: 'tok.example.com', data: 'tok.dkim.amazonses.com' }],
      records: [],
    });
    expect(await dns.askServer('127.0.0.1', 'tok.example.com', 'CNAME')).toMatchObject({
      outcome: 'found',
      records: [{ data: 'tok.dkim.amazonses.com' }],
    });
  });

  it('finds aliases that lead back', async () => {
    expect(await dns.askServer('127.0.0.1', 'a.example.com', 'TXT')).toMatchObject({
      outcome: 'loop',
      chain: [{ data: 'b.example.com' }, { data: 'a.example.com' }],
    });
  });

  it('tells NXDOMAIN and NODATA, with negative TTL and zone', async () => {
    expect(await dns.askServer('127.0.0.1', 'no.example.com', 'TXT')).toMatchObject({
      outcome: 'nxdomain',
      negativeTtl: 300,
      zone: 'example.com',
    });
    expect(await dns.askServer('127.0.0.1', '_dmarc.example.com', 'MX')).toMatchObject({ outcome: 'nodata', negativeTtl: 300 });
  });

  it('says where a server refers to, downward with its glue and upward to the root', async () => {
    expect(await dns.askServer('127.0.0.1', 'x.sub.example.com', 'TXT')).toMatchObject({
      outcome: 'lame',
      delegation: {
        zone: 'sub.example.com',
        servers: ['ns.sub.example.com'],
        glue: [{ host: 'ns.sub.example.com', address: '127.0.0.3' }],
      },
    });
    expect(await dns.askServer('127.0.0.1', 'lame.example.com', 'TXT')).toMatchObject({
      outcome: 'lame',
      detail: expect.stringContaining('points to the name servers of the root') as string,
      delegation: { zone: '', servers: ['a.root-servers.net'] },
    });
  });

  it('reports a name of no zone as refused', async () => {
    const answer = await dns.askServer('127.0.0.1', 'example.org', 'TXT');
    expect([answer.outcome, answer.delegation]).toEqual(['refused', undefined]);
  });

  it('asks an identical question of the same server once', async () => {
    await Promise.all([
      dns.askServer('127.0.0.1', 'once.example.com', 'A'),
      dns.askServer(lab.authoritative, 'once.example.com', 'A'),
    ]);
    expect(lab.queries.filter((query) => query.name === 'once.example.com').length).toBe(1);
  });
});
