import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import { nameServers } from '../../../src/checks/dns/name-servers.ts';
import type { NameServer, ZoneServers } from '../../../src/facts/dns-where.ts';

const server = (host: string, change: Partial<NameServer> = {}): NameServer => ({
  host,
  alias: null,
  listedBy: 'both',
  lookup: 'found',
  addresses: [{ address: '192.0.2.1', outcome: 'found', serial: 7, detail: null }],
  ...change,
});

const answering = (outcome: NameServer['addresses'][number]['outcome']): Partial<NameServer> => ({
  addresses: [{ address: '192.0.2.2', outcome, serial: null, detail: null }],
});

const judge = (servers: readonly NameServer[], change: Partial<ZoneServers> = {}) => {
  const delegation = { parent: 'com', servers: servers.filter((one) => one.listedBy !== 'zone').map((one) => one.host) };
  const zone: ZoneServers = {
    domain: 'example.com',
    zone: 'example.com',
    outcome: 'found',
    detail: null,
    servers,
    delegation,
    ...change,
  };
  return toldBy(nameServers, nameServers.evaluate({ 'dns.zones': { state: 'observed', value: { zones: [zone] } } }));
};

describe('name-servers', () => {
  it('passes when every server serves the zone and the parent lists the same', () => {
    expect(judge([server('ns1.example.com'), server('ns2.example.net')])).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    [
      'a server answers for other zones only',
      server('ns2.example.net', answering('refused')),
      'does-not-serve',
      'dig @ns2.example.net example.com SOA',
    ],
    ['a server refers elsewhere', server('ns2.example.net', answering('lame')), 'does-not-serve', 'ns2.example.net'],
    ['a server is silent', server('ns2.example.net', answering('timeout')), 'silent', 'does not answer'],
    [
      'the name of a server has no address',
      server('ns2.example.net', { lookup: 'nxdomain', addresses: [] }),
      'no-address',
      'Give ns2.example.net an A record',
    ],
    [
      'the name of a server is a CNAME',
      server('ns2.example.net', { alias: 'ns1.example.com' }),
      'alias',
      'Name ns1.example.com instead of ns2.example.net',
    ],
  ])('warns when %s', (_, other, reason, fix) => {
    const judgement = judge([server('ns1.example.com'), other]);
    expect(judgement).toMatchObject({ status: 'warn', reason });
    expect(judgement.fix).toContain(fix);
  });

  it('warns when zone and parent list different servers, and says what to do where', () => {
    const judgement = judge([
      server('ns1.example.com'),
      server('ns2.example.com', { listedBy: 'zone' }),
      server('old.example.net', { listedBy: 'parent' }),
    ]);
    expect(judgement).toMatchObject({ status: 'warn', reason: 'delegation-differs' });
    expect(judgement.fix).toContain('At the registrar, add ns2.example.com.');
    expect(judgement.fix).toContain('old.example.net stands only there');
  });

  it('does not blame servers when nothing at all can be reached from here', () => {
    expect(judge([server('ns1.example.com', answering('timeout'))])).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
      owner: 'network admin',
    });
  });

  it('does not blame anybody for IPv6 that does not work here', () => {
    const both = [
      { address: '192.0.2.1', outcome: 'found' as const, serial: 7, detail: null },
      { address: '2001:db8::1', outcome: 'unreachable' as const, serial: null, detail: 'ENETUNREACH' },
    ];
    expect(judge([server('ns1.example.com', { addresses: both })])).toMatchObject({ status: 'pass' });
  });

  it('cannot judge a zone that was not found', () => {
    const judgement = judge([], { zone: null, outcome: 'servfail', detail: '9.9.9.9:53 answered SERVFAIL.' });
    expect(judgement).toMatchObject({ status: 'inconclusive' });
    expect(judgement.fix).toContain('9.9.9.9:53 answered SERVFAIL.');
    expect(judgement.owner).toBe('DNS admin');
    const silent = judge([], { zone: null, outcome: 'timeout', detail: '9.9.9.9:53 did not answer.' });
    expect(silent).toMatchObject({ status: 'inconclusive', owner: 'network admin' });
    expect(silent.fix).toContain('--resolver');
  });

  it('says nothing of a domain that nobody registered', () => {
    const nobody = { zone: null, outcome: 'nxdomain' as const, delegation: null };
    expect(judge([], nobody)).toMatchObject({ status: 'not-applicable', reason: 'not-registered' });
  });
});
