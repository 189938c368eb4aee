import { describe, expect, it } from 'vitest';
import { observed } from '../../fakes/dns-asking.ts';
import { toldBy } from '../told-by.ts';
import { nameServers } from '../../../src/checks/dns/name-servers.ts';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
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
  return toldBy(
    nameServers,
    nameServers.evaluate({
      'dns.zones': { state: 'observed', value: { zones: [zone] } },
      'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
    }),
  );
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

  it.each(['timeout', 'servfail', 'unreachable'] as const)(
    'does not say that a server is silent whose address nobody told (%s): it was not asked',
    (lookup) => {
      const lost = server('ns2.example.net', { lookup, addresses: [] });
      const judgement = judge([server('ns1.example.com'), lost]);
      expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
      expect(judgement.fix).toContain('dig ns2.example.net A +trace');
      // What is known to be wrong of another one is told all the same.
      expect(judge([server('ns1.example.com', answering('refused')), lost])).toMatchObject({
        status: 'warn',
        reason: 'does-not-serve',
      });
    },
  );

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

  const byParent = (host: string, outcome: DnsOutcome, address = '192.0.2.2'): NameServer =>
    server(host, { listedBy: 'parent', addresses: [{ address, outcome, serial: null, detail: null }] });

  it.each([
    ['answer for others only', 'servfail', ['refused', 'lame'], 'ns1.example.net (192.0.2.2) answers, but not for it'],
    ['are silent', 'servfail', ['timeout', 'unreachable'], 'ns1.example.net (192.0.2.2) does not answer'],
    ['are silent, and the resolver waits for them', 'timeout', ['timeout', 'timeout'], 'does not answer'],
    ['answer for others only, while a cache still has the zone', 'found', ['refused', 'timeout'], 'at the registrar'],
  ] as const)('fails when all servers that the parent delegates to %s', (_, outcome, [first, second], says) => {
    const judgement = judge([byParent('ns1.example.net', first), byParent('ns2.example.net', second)], { outcome });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'not-served', owner: 'DNS admin' });
    expect(judgement.fix).toContain(says);
    expect(judgement.fix).toContain('com delegates example.com to servers of which none serves it');
    expect(judgement.fix).toContain(outcome === 'found' ? 'as soon as caches forget them' : 'nobody sees any record of it');
  });

  it('has a name that is delegated to nobody taken back into the zone above, and hides what lies below it alone', () => {
    const served = { outcome: 'found', detail: null, delegation: null } as const;
    const own: ZoneServers = { domain: 'example.com', zone: 'example.com', servers: [server('ns1.example.com')], ...served };
    const below: ZoneServers = {
      domain: '_domainkey.example.com',
      zone: '_domainkey.example.com',
      outcome: 'servfail',
      detail: null,
      servers: [byParent('ns1.signing.example.net', 'refused')],
      delegation: { parent: 'example.com', servers: ['ns1.signing.example.net'] },
    };
    const judgement = nameServers.evaluate({
      'dns.zones': { state: 'observed', value: { zones: [own, below] } },
      'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
    });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'not-served', hides: ['_domainkey.example.com'] });
    const [act] = judgement.remedy ?? [];
    expect(act?.say).toContain('In the zone example.com, remove the NS records of _domainkey.example.com');
    expect(act?.say).toContain('have whoever runs them (example.net) serve it');
  });

  it('has a resolver outside asked where the network has a zone of this name of its own', () => {
    const servers = [server('ns1.example.org')];
    const moved = { from: ['dc1.example.com'], ttl: 300 };
    expect(judge(servers, { moved })).toMatchObject({ status: 'pending', reason: 'moved' });
    const judgement = judge(servers, { moved: { ...moved, here: true } });
    expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'other-view', owner: 'implementation engineer' });
    expect(judgement.fix).toContain('has a zone example.com of its own, at dc1.example.com');
  });

  it('does not call a zone served by nobody while one of its servers serves it, or while the parent told nothing', () => {
    const one = judge([byParent('ns1.example.net', 'refused'), server('ns2.example.net')], { outcome: 'servfail' });
    expect(one.reason).toBe('does-not-serve');
    const untold = judge([byParent('ns1.example.net', 'timeout')], { outcome: 'servfail', delegation: null });
    expect(untold).toMatchObject({ reason: 'cannot-judge', owner: 'network admin' });
  });

  it.each(['lame', 'refused'] as const)('does not believe a network in which every server answers %s', (outcome) => {
    const servers = ['ns1.example.net', 'ns2.example.net'].map((host) => server(host, answering(outcome)));
    expect(judge(servers, { delegation: null })).toMatchObject({ reason: 'cannot-judge', owner: 'network admin' });
  });

  const moved = (host: string, glue: DnsOutcome): NameServer =>
    server(host, {
      addresses: [
        { address: '192.0.2.1', outcome: 'found', serial: 7, detail: null, givenBy: 'zone' },
        { address: '192.0.2.9', outcome: glue, serial: null, detail: null, givenBy: 'parent' },
      ],
    });

  it('warns of the address that the parent kept of a server that moved, and says which to set', () => {
    const judgement = judge([server('ns1.example.com'), moved('ns2.example.com', 'timeout')]);
    expect(judgement).toMatchObject({ status: 'warn', reason: 'glue-differs' });
    expect(judgement.fix).toContain(
      'Set the address of ns2.example.com at the registrar (its glue, or host record) to 192.0.2.1',
    );
    expect(judgement.fix).toContain('com gives 192.0.2.9, and resolvers that start there find nothing of example.com.');
    expect(judge([server('ns1.example.com'), moved('ns2.example.com', 'found')]).fix).toContain('an old copy of the zone');
  });

  it('fails where all that the parent gives are addresses from before the servers moved', () => {
    const judgement = judge([moved('ns1.example.com', 'refused'), moved('ns2.example.com', 'timeout')]);
    expect(judgement).toMatchObject({ status: 'fail', reason: 'not-served' });
    expect(judgement.fix).toContain('Set the address of ns1.example.com');
    expect(judgement.fix).not.toContain('created (again)');
  });

  it('has the NS records of the zone replaced where they are those from before it moved', () => {
    const judgement = judge([
      server('old.example.net', { listedBy: 'zone', ...answering('refused') }),
      server('ns1.example.org', { listedBy: 'parent' }),
      server('ns2.example.org', { listedBy: 'parent' }),
    ]);
    expect(judgement).toMatchObject({ status: 'warn', reason: 'old-list' });
    expect(judgement.fix).toContain(
      'In the zone example.com, replace the NS records that name old.example.net by such that name ns1.example.org and ns2.example.org',
    );
    expect(judgement.fix).not.toContain('registrar');
  });

  it('waits while caches have the name servers from before the zone moved', () => {
    const moved = { from: ['old.example.net'], ttl: 7200 };
    const judgement = judge([server('ns1.example.org'), server('ns2.example.org')], { moved });
    expect(judgement).toMatchObject({ status: 'pending', reason: 'moved', retryAt: '2026-11-20T12:00:00.000Z' });
    expect(judgement.fix).toContain('caches keep old.example.net until 2026-11-20T12:00:00.000Z');
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
