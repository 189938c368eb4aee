// The lab's authoritative server, asked by a client that shares no code with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { dig, lines } from './client.ts';

const zones = {
  'example.com': [
    '@ NS ns1.example.com.',
    '_dmarc 300 TXT "v=DMARC1; p=quarantine"',
    'tok1._domainkey CNAME tok1.dkim.amazonses.com.',
    '@ 300 MX 10 mail.example.com.',
    'mail A 192.0.2.1',
    'mail AAAA 2001:db8::25',
    `long TXT "${'x'.repeat(2000)}"`,
    'pair TXT one "two words" "a\\"b\\;c\\065"',
    '*.wild TXT any',
    'own.wild A 192.0.2.2',
    'inside CNAME mail',
    'a CNAME b',
    'b CNAME a',
    'sub 1h NS ns.sub',
    'ns.sub A 127.0.0.9',
    '@ CAA 0 issue "letsencrypt.org" ; a comment',
    'odd TYPE65534 \\# 2 abcd',
  ],
  'child.example.com': ['@ SOA ns1 host 7 1 2 3 60', '@ TXT child'],
};

describe('the authoritative server of the lab', () => {
  let lab: LabDns;
  const ask = (name: string, type: string, how = {}) => dig(lab.authoritative, name, type, { rd: false, ...how });
  beforeAll(async () => {
    lab = await startLabDns({ zones });
  });
  afterAll(async () => {
    await lab.stop();
  });

  it('answers with authority, and without recursion', async () => {
    const told = await ask('_dmarc.example.com', 'TXT');
    expect([told.rcode, told.flag_aa, told.flag_ra]).toEqual(['NOERROR', true, false]);
    expect(lines(told.answers)).toEqual(['_dmarc.example.com TXT v=DMARC1; p=quarantine']);
  });

  it('echoes the case of the question and owner', async () => {
    const told = await ask('_DmArC.Example.COM', 'TXT');
    expect(told.questions?.[0]?.name).toBe('_DmArC.Example.COM');
    expect(told.answers?.[0]?.name).toBe('_DmArC.Example.COM');
  });

  it('keeps the strings of a TXT record apart and reads escapes', async () => {
    expect(lines((await ask('pair.example.com', 'TXT')).answers)).toEqual(['pair.example.com TXT one|two words|a"b;cA']);
  });

  it.each([
    ['NODATA for a missing type', 'mail.example.com', 'TXT'],
    ['NODATA for an empty non-terminal', '_domainkey.example.com', 'TXT'],
    ['NODATA for an unknown type', 'mail.example.com', 'UNKNOWN_65280'],
  ])('gives %s, with the SOA', async (_, name, type) => {
    const told = await ask(name, type);
    expect([told.rcode, told.flag_aa, told.answers?.length]).toEqual(['NOERROR', true, 0]);
    expect(told.authorities?.map((record) => `${record.name} ${record.type}`)).toEqual(['example.com SOA']);
  });

  it('gives NXDOMAIN with an SOA whose TTL is the negative one', async () => {
    const told = await ask('nothing.child.example.com', 'A');
    expect(told.rcode).toBe('NXDOMAIN');
    expect(told.authorities?.[0]).toMatchObject({ name: 'child.example.com', type: 'SOA', ttl: 60, data: { serial: 7 } });
  });

  it('fills in wildcards, except where a name of its own stands', async () => {
    expect(lines((await ask('x.y.wild.example.com', 'TXT')).answers)).toEqual(['x.y.wild.example.com TXT any']);
    const own = await ask('own.wild.example.com', 'TXT');
    expect([own.rcode, own.answers?.length]).toEqual(['NOERROR', 0]);
    expect((await ask('below.own.wild.example.com', 'TXT')).rcode).toBe('NXDOMAIN');
  });

  it('follows an alias inside the zone only', async () => {
    expect(lines((await ask('inside.example.com', 'A')).answers)).toEqual([
      'inside.example.com CNAME mail.example.com',
      'mail.example.com A 192.0.2.1',
    ]);
    const outside = await ask('tok1._domainkey.example.com', 'TXT');
    expect(lines(outside.answers)).toEqual(['tok1._domainkey.example.com CNAME tok1.dkim.amazonses.com']);
    expect((await ask('a.example.com', 'A')).answers?.length).toBe(2);
  });

  it('refers to a delegated zone with glue and without authority', async () => {
    const told = await ask('x.sub.example.com', 'A');
    expect([told.rcode, told.flag_aa, told.answers?.length]).toEqual(['NOERROR', false, 0]);
    expect(lines(told.authorities)).toEqual(['sub.example.com NS ns.sub.example.com']);
    expect(told.authorities?.[0]).toMatchObject({ ttl: 3600 });
    expect(lines(told.additionals)).toEqual(['ns.sub.example.com A 127.0.0.9']);
  });

  it('answers the deepest of its zones, and refuses names of no zone', async () => {
    expect(lines((await ask('child.example.com', 'TXT')).answers)).toEqual(['child.example.com TXT child']);
    const foreign = await ask('example.org', 'A');
    expect([foreign.rcode, foreign.flag_aa]).toEqual(['REFUSED', false]);
  });

  it('makes the SOA, the name server and its address that a zone needs', async () => {
    expect(lines((await ask('child.example.com', 'NS')).answers)).toEqual(['child.example.com NS ns1.child.example.com']);
    expect(lines((await ask('ns1.example.com', 'A')).answers)).toEqual(['ns1.example.com A 127.0.0.1']);
    expect((await ask('example.com', 'SOA')).answers).toMatchObject([{ type: 'SOA', data: { mname: 'ns1.example.com' } }]);
  });

  it('writes every kind of data', async () => {
    expect(lines((await ask('mail.example.com', 'AAAA')).answers)).toEqual(['mail.example.com AAAA 2001:db8::25']);
    expect(lines((await ask('example.com', 'MX')).answers)[0]).toContain('"preference":10,"exchange":"mail.example.com"');
    expect(lines((await ask('example.com', 'CAA')).answers)[0]).toContain('letsencrypt.org');
    expect((await ask('odd.example.com', 'UNKNOWN_65534')).answers).toMatchObject([{ data: Buffer.from('abcd', 'hex') }]);
  });

  it('gives all it has for ANY', async () => {
    const told = await ask('example.com', 'ANY');
    expect(new Set(told.answers?.map((record) => record.type))).toEqual(new Set(['NS', 'MX', 'CAA', 'SOA']));
  });

  it('takes new zones without a restart', async () => {
    const moving = await startLabDns({ zones: { 'a.test': ['@ TXT old'] } });
    moving.set({ 'a.test': ['@ TXT new'] });
    expect(lines((await dig(moving.authoritative, 'a.test', 'TXT')).answers)).toEqual(['a.test TXT new']);
    await moving.stop();
  });

  it('refuses a zone line it cannot read, and quotes it', async () => {
    await expect(startLabDns({ zones: { 'a.test': ['www B 1'] } })).rejects.toThrow('"www B 1"');
    await expect(startLabDns({ zones: { 'a.test': ['www A 1.2.3'] } })).rejects.toThrow('no IPv4 address');
  });
});
