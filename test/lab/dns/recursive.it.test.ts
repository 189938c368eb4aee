// The lab's resolver and the ways in which both servers can be told to misbehave.
import { afterEach, describe, expect, it } from 'vitest';
import { type LabDns, type LabDnsOptions, startLabDns } from '../../../src/lab/dns/server.ts';
import { dig, lines, query, read, sendUdp } from './client.ts';

const zones = {
  'example.com': [
    'tok1._domainkey CNAME tok1.dkim.amazonses.com.',
    'gone CNAME gone.amazonses.com.',
    'away NS ns.elsewhere.test.',
    'a CNAME b',
    'b CNAME a',
  ],
  'amazonses.com': ['tok1.dkim TXT "p=abc"'],
};

describe('the resolver of the lab', () => {
  let lab: LabDns;
  const start = async (options: Partial<LabDnsOptions> = {}): Promise<void> => {
    lab = await startLabDns({ zones, ...options });
  };
  afterEach(async () => {
    await lab.stop();
  });

  it('follows aliases over all zones', async () => {
    await start();
    const told = await dig(lab.recursive, 'tok1._domainkey.example.com', 'TXT');
    expect([told.rcode, told.flag_ra, told.flag_aa]).toEqual(['NOERROR', true, false]);
    expect(lines(told.answers)).toEqual([
      'tok1._domainkey.example.com CNAME tok1.dkim.amazonses.com',
      'tok1.dkim.amazonses.com TXT p=abc',
    ]);
  });

  it('gives the alias with NXDOMAIN when it leads nowhere', async () => {
    await start();
    const told = await dig(lab.recursive, 'gone.example.com', 'TXT');
    expect([told.rcode, lines(told.answers)]).toEqual(['NXDOMAIN', ['gone.example.com CNAME gone.amazonses.com']]);
    expect(told.authorities?.[0]?.name).toBe('amazonses.com');
  });

  it('knows no domain but those of its zones, and their top-level domains', async () => {
    await start();
    expect((await dig(lab.recursive, 'example.org', 'A')).rcode).toBe('NXDOMAIN');
    expect((await dig(lab.recursive, 'other.com', 'A')).rcode).toBe('NXDOMAIN');
    expect((await dig(lab.recursive, 'com', 'A')).rcode).toBe('NOERROR');
  });

  it('fails behind a delegation to servers it cannot reach, and ends in a circle of aliases', async () => {
    await start();
    expect((await dig(lab.recursive, 'x.away.example.com', 'A')).rcode).toBe('SERVFAIL');
    expect((await dig(lab.recursive, 'a.example.com', 'A')).answers?.length).toBe(2);
  });

  it('lists what it was asked, by server and transport', async () => {
    await start();
    await dig(lab.recursive, 'Example.com', 'MX');
    await dig(lab.authoritative, 'example.com', 'NS', { rd: false, edns: null });
    expect(lab.queries).toMatchObject([
      { server: 'recursive', transport: 'udp', name: 'example.com', type: 'MX', recursionDesired: true, edns: true },
      { server: 'authoritative', transport: 'udp', name: 'example.com', type: 'NS', recursionDesired: false, edns: false },
    ]);
  });

  it.each([
    ['servfail', 'SERVFAIL', 0],
    ['refused', 'REFUSED', 0],
    ['nxdomain', 'NXDOMAIN', 0],
    ['formerr-on-edns', 'FORMERR', 0],
    ['lame', 'NOERROR', 0],
  ] as const)('misbehaves as told: %s', async (behaviour, rcode, answers) => {
    await start({ faults: [{ name: 'tok1.dkim.amazonses.com', type: 'TXT', behaviour }] });
    const told = await dig(lab.authoritative, 'tok1.dkim.amazonses.com', 'TXT');
    expect([told.rcode, told.answers?.length]).toEqual([rcode, answers]);
    if (behaviour === 'lame') expect([told.flag_aa, told.authorities?.[0]?.type]).toEqual([false, 'NS']);
    if (behaviour === 'formerr-on-edns')
      expect((await dig(lab.authoritative, 'tok1.dkim.amazonses.com', 'TXT', { edns: null })).rcode).toBe('NOERROR');
  });

  it('truncates, breaks off and answers under another id when told so', async () => {
    const fault = (name: string, behaviour: 'truncate' | 'malformed' | 'wrong-id') => ({
      name,
      behaviour,
      on: 'recursive' as const,
    });
    await start({
      faults: [fault('a.example.com', 'truncate'), fault('b.example.com', 'malformed'), fault('gone.example.com', 'wrong-id')],
    });
    expect((await dig(lab.recursive, 'a.example.com', 'A')).flag_tc).toBe(true);
    expect((await dig(lab.authoritative, 'a.example.com', 'A')).flag_tc).toBe(false);
    const broken = await sendUdp(lab.recursive, query('b.example.com', 'A'));
    expect(() => read(broken!)).toThrow();
    expect((await sendUdp(lab.recursive, query('gone.example.com', 'A', { id: 10 })))!.readUInt16BE(0)).toBe(11);
  });

  it('keeps silent when told so, for one type, below a name, or a number of times', async () => {
    await start({
      faults: [
        { name: 'amazonses.com', type: 'MX', behaviour: 'timeout' },
        { name: '*.example.com', behaviour: 'timeout', times: 1 },
      ],
    });
    const silent = async (name: string, type: string): Promise<boolean> =>
      (await sendUdp(lab.recursive, query(name, type), 100)) === null;
    expect([await silent('amazonses.com', 'MX'), await silent('amazonses.com', 'TXT')]).toEqual([true, false]);
    expect([await silent('example.com', 'MX'), await silent('a.example.com', 'MX'), await silent('a.example.com', 'MX')]).toEqual(
      [false, true, false],
    );
  });

  it('delays without misbehaving', async () => {
    await start({ faults: [{ name: '*', delayMs: 150 }] });
    expect(await sendUdp(lab.recursive, query('example.com', 'SOA'), 50)).toBeNull();
    expect((await dig(lab.recursive, 'example.com', 'SOA')).rcode).toBe('NOERROR');
  });
});
