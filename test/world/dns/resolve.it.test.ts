// The DNS port against the lab's servers: each way an answer comes, or fails to come, keeps its name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DnsType } from '../../../src/core/ports/dns.ts';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { type ClosableDns, createDns } from '../../../src/world/dns/port.ts';

const zones = {
  'example.com': [
    '@ SOA ns1 hostmaster 5 7200 3600 1209600 120',
    '_dmarc 600 TXT "v=DMARC1; " "p=reject"',
    'tok._domainkey 900 CNAME tok.dkim.amazonses.com.',
    'gone CNAME gone.amazonses.com.',
    'bare CNAME tok.dkim.amazonses.com.',
    'a CNAME b',
    'b CNAME c',
    'c CNAME a',
    ...Array.from({ length: 10 }, (_, index) => `long${index} CNAME long${index + 1}`),
    'mail A 192.0.2.1',
    'mail AAAA 2001:db8::1',
    '@ MX 10 Mail',
    '@ CAA 0 issue "letsencrypt.org"',
    '_25._tcp.mail TLSA 3 1 1 abcdef',
    'nomail MX 0 .',
    `big TXT "${'k'.repeat(3000)}"`,
    'xn--mnchen-3ya TXT umlaut',
    'servfail TXT x',
    'refused TXT x',
    'silent TXT x',
    'cut TXT x',
    'forged TXT x',
  ],
  'amazonses.com': ['tok.dkim TXT "p=abc"'],
};

const faults = (['servfail', 'refused'] as const).map((behaviour) => ({
  name: `${behaviour}.example.com`,
  behaviour,
  on: 'recursive' as const,
}));

describe('asking the resolvers', () => {
  let lab: LabDns;
  let dns: ClosableDns;
  /** For questions that will not be answered. */
  let hasty: ClosableDns;
  beforeAll(async () => {
    lab = await startLabDns({
      zones,
      faults: [
        ...faults,
        { name: 'silent.example.com', behaviour: 'timeout' },
        { name: 'cut.example.com', behaviour: 'malformed' },
        { name: 'forged.example.com', behaviour: 'wrong-id' },
      ],
    });
    dns = createDns({ resolvers: [lab.recursive] });
    hasty = createDns({ resolvers: [lab.recursive], timeoutsMs: [500, 500] });
  });
  afterAll(async () => {
    dns.close();
    hasty.close();
    await lab.stop();
  });

  it('gives records with TTL, strings and the server that answered', async () => {
    const answer = await dns.ask('_DMARC.example.com.', 'TXT');
    expect(answer).toMatchObject({
      outcome: 'found',
      server: lab.recursive,
      transport: 'udp',
      authoritative: false,
      detail: null,
      chain: [],
    });
    expect(answer.records).toEqual([
      { name: '_dmarc.example.com', type: 'TXT', ttl: 600, data: 'v=DMARC1; p=reject', strings: ['v=DMARC1; ', 'p=reject'] },
    ]);
  });

  it.each<[DnsType, string, string[]]>([
    ['A', 'mail.example.com', ['192.0.2.1']],
    ['AAAA', 'mail.example.com', ['2001:db8::1']],
    ['MX', 'example.com', ['10 mail.example.com']],
    ['MX', 'nomail.example.com', ['0 .']],
    ['NS', 'example.com', ['ns1.example.com']],
    ['SOA', 'example.com', ['ns1.example.com hostmaster.example.com 5 7200 3600 1209600 120']],
    ['CAA', 'example.com', ['0 issue "letsencrypt.org"']],
    ['TLSA', '_25._tcp.mail.example.com', ['3 1 1 abcdef']],
    ['CNAME', 'tok._domainkey.example.com', ['tok.dkim.amazonses.com']],
  ])('reads %s of %s', async (type, name, data) => {
    const answer = await dns.ask(name, type);
    expect([answer.outcome, answer.records.map((record) => record.data)]).toEqual(['found', data]);
  });

  it('follows aliases and keeps the chain', async () => {
    const answer = await dns.ask('tok._domainkey.example.com', 'TXT');
    expect(answer).toMatchObject({
      outcome: 'found',
      records: [{ data: 'p=abc' }],
      chain: [{ data: 'tok.dkim.amazonses.com', ttl: 900 }],
    });
  });

  it('tells NODATA from NXDOMAIN, with zone and negative TTL', async () => {
    expect(await dns.ask('mail.example.com', 'TXT')).toMatchObject({
      outcome: 'nodata',
      negativeTtl: 120,
      zone: 'example.com',
      records: [],
    });
    expect(await dns.ask('nothing.example.com', 'TXT')).toMatchObject({
      outcome: 'nxdomain',
      negativeTtl: 120,
      zone: 'example.com',
    });
    expect(await dns.ask('_domainkey.example.com', 'TXT')).toMatchObject({ outcome: 'nodata' });
  });

  it('calls an alias to nowhere NXDOMAIN with the chain, and one to another type NODATA', async () => {
    expect(await dns.ask('gone.example.com', 'TXT')).toMatchObject({
      outcome: 'nxdomain',
      chain: [{ data: 'gone.amazonses.com' }],
      zone: 'amazonses.com',
    });
    expect(await dns.ask('bare.example.com', 'A')).toMatchObject({
      outcome: 'nodata',
      chain: [{ data: 'tok.dkim.amazonses.com' }],
    });
  });

  it('finds circles of aliases and chains without end', async () => {
    expect(await dns.ask('a.example.com', 'TXT')).toMatchObject({
      outcome: 'loop',
      detail: expect.stringContaining('a.example.com → b.example.com → c.example.com → a.example.com') as string,
    });
    expect(await dns.ask('long0.example.com', 'TXT')).toMatchObject({ outcome: 'loop' });
    expect((await dns.ask('long0.example.com', 'CNAME')).outcome).toBe('found');
  });

  it('fetches long answers over TCP', async () => {
    const answer = await dns.ask('big.example.com', 'TXT');
    expect(answer).toMatchObject({ outcome: 'found', transport: 'tcp' });
    expect(answer.records[0]?.data.length).toBe(3000);
    expect(answer.records[0]?.strings?.length).toBe(12);
  });

  it('asks internationalised names by their A-labels', async () => {
    expect(await dns.ask('München.example.com', 'TXT')).toMatchObject({
      outcome: 'found',
      question: { name: 'xn--mnchen-3ya.example.com' },
    });
  });

  it.each([
    ['servfail', 'servfail', 'answered SERVFAIL'],
    ['refused', 'refused', 'answered REFUSED'],
    ['silent', 'timeout', 'did not answer over UDP within 500 ms'],
    ['cut', 'malformed', 'cannot be read'],
    ['forged', 'timeout', '1 packets that answer another question were ignored'],
  ])('reports %s as %s, in a sentence that names the server', async (name, outcome, detail) => {
    const answer = await hasty.ask(`${name}.example.com`, 'TXT');
    expect([answer.outcome, answer.records]).toEqual([outcome, []]);
    expect(answer.detail).toContain(lab.recursive);
    expect(answer.detail).toContain(detail);
  });

  it.each([
    ['a label of 64 octets', `${'x'.repeat(64)}.example.com`],
    ['254 octets', `${'x.'.repeat(126)}xx`],
    ['an empty label', 'a..example.com'],
    ['a path', 'münchen.example.com/x'],
  ])('does not ask a name with %s, and says why', async (_, name) => {
    expect(await dns.ask(name, 'TXT')).toMatchObject({
      outcome: 'formerr',
      server: null,
      detail: expect.stringContaining('cannot be asked') as string,
    });
  });

  it('asks identical questions once, in flight and afterwards, until told to forget', async () => {
    const asked = (): number => lab.queries.filter((query) => query.name === 'once.example.com').length;
    await Promise.all([dns.ask('once.example.com', 'A'), dns.ask('ONCE.example.com.', 'A')]);
    await dns.ask('once.example.com', 'A');
    expect(asked()).toBe(1);
    dns.forget();
    await dns.ask('once.example.com', 'A');
    expect(asked()).toBe(2);
  });
});
