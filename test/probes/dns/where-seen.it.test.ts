// Where records are seen, over real packets: every name server beside the resolver.
import { afterEach, describe, expect, it } from 'vitest';
import type { Reads } from '../../../src/core/ports/reads.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import { whereSeen } from '../../../src/mail/dns/where.ts';
import { senderProfile } from '../../fakes/dns-asking.ts';
import { askWhere, type Given, SERVERS, startWorld, type World } from './name-server-world.ts';
import { senderOf } from '../../../src/profile/sender.ts';

let world: World;
afterEach(async () => {
  await world.stop();
});

const TOKEN = { 'dns.dkim': { domain: 'example.com', records: [{ name: 'tok._domainkey.example.com' }] } };
const CNAME = 'tok._domainkey CNAME tok.dkim.amazonses.com.';

const recordsOf = async (given: Given, found: Parameters<typeof askWhere>[1] = TOKEN) => {
  world = await startWorld(given);
  const fact = await askWhere(world.dns, found);
  if (fact instanceof NotAsked) throw new Error(fact.reason);
  return fact.records;
};

const where = async (given: Given) => {
  const [record] = await recordsOf(given);
  return whereSeen(record!.caches, record!.authorities);
};

describe('the where-seen probe', () => {
  it('gives the alias of a token as each party has it', async () => {
    const [record] = await recordsOf({ ns1: [...SERVERS, CNAME] });
    expect(record).toMatchObject({
      name: 'tok._domainkey.example.com',
      zone: 'example.com',
      bogus: false,
      bogusZone: null,
      caches: { outcome: 'found', values: ['CNAME tok.dkim.amazonses.com'], ttl: 300 },
    });
    expect(record?.authorities.map(({ host, address, outcome, values }) => [host, address, outcome, values])).toEqual([
      ['ns1.example.com', '127.0.0.1', 'found', ['CNAME tok.dkim.amazonses.com']],
      ['ns2.example.com', '127.0.0.2', 'found', ['CNAME tok.dkim.amazonses.com']],
    ]);
  });

  it.each<[string, Given, number | null]>([
    ['everywhere', { ns1: [...SERVERS, CNAME] }, null],
    ['nowhere', { ns1: SERVERS }, null],
    ['some-servers', { ns1: [...SERVERS, CNAME], ns2: SERVERS }, null],
    ['stale-negative', { ns1: [...SERVERS, CNAME], cached: [...SERVERS, '@ SOA ns1 host 1 1 1 1 90'] }, 90],
    ['only-authoritative', { ns1: [...SERVERS, CNAME], cached: [...SERVERS, 'tok._domainkey 40 CNAME old.example.'] }, 40],
    ['only-caches', { ns1: SERVERS, cached: [...SERVERS, CNAME] }, 300],
    ['everywhere', { ns1: [...SERVERS, CNAME], ns2Faults: [{ name: '*', behaviour: 'refused', on: 'authoritative' }] }, null],
  ])('leads to the verdict %s', async (verdict, given, cachesForget) => {
    expect(await where(given)).toEqual({ where: verdict, cachesForget });
  });

  it('sees an alias that stands beside the record, asking one server for it', async () => {
    const [record] = await recordsOf({ ns1: [...SERVERS, CNAME, 'tok._domainkey TXT "v=spf1 -all"'] });
    expect(record?.authorities.map(({ values, beside }) => [values, beside])).toEqual([
      [['v=spf1 -all'], ['CNAME tok.dkim.amazonses.com']],
      [['v=spf1 -all'], undefined],
    ]);
  });

  it('sees a server that denies the empty name above a key', async () => {
    const denial = { name: '_domainkey.example.com', behaviour: 'nxdomain' as const };
    const [record] = await recordsOf({ ns1: [...SERVERS, CNAME], ns2Faults: [denial] });
    expect(record?.authorities.map((one) => one.deniesAbove)).toEqual([undefined, true]);
  });

  it.each<[string, readonly string[]]>([
    [
      'a server that the parent alone lists',
      ['ns1.example A 127.0.0.1', 'example NS old.example.com.', 'old.example A 127.0.0.2'],
    ],
    ['an address that the parent alone gives', ['ns1.example A 127.0.0.2']],
  ])('asks at %s too: resolvers come there', async (_, delegation) => {
    const own = ['@ NS ns1', 'ns1 A 127.0.0.1', 'old A 127.0.0.2'];
    const [record] = await recordsOf({
      ns1: [...own, CNAME],
      ns2: own,
      cached: own,
      delegation: ['example NS ns1.example.com.', ...delegation],
    });
    expect(record?.authorities.map(({ address, outcome, onlyParent }) => [address, outcome, onlyParent])).toEqual([
      ['127.0.0.1', 'found', undefined],
      ['127.0.0.2', 'nxdomain', true],
    ]);
  });

  it('asks the servers that a zone has moved to, and not those that a cache still has', async () => {
    const old = ['@ NS ns1', 'ns1 A 127.0.0.1'];
    const given = {
      ns1: old,
      ns2: ['@ NS ns2', 'ns2 A 127.0.0.2', CNAME],
      cached: old,
      delegation: ['example NS ns2.example.com.', 'ns2.example A 127.0.0.2'],
    };
    const [record] = await recordsOf(given);
    expect(record?.authorities.map(({ address, outcome }) => [address, outcome])).toEqual([['127.0.0.2', 'found']]);
    await world.stop();
    expect(await where(given)).toMatchObject({ where: 'stale-negative' });
  });

  it('descends where a name is delegated further, with the glue that came along', async () => {
    const sub = ['_domainkey NS ns._domainkey', 'ns._domainkey A 127.0.0.2'];
    const [record] = await recordsOf({
      ns1: [...SERVERS, ...sub],
      more: { '_domainkey.example.com': ['@ NS ns', 'ns A 127.0.0.2', 'tok CNAME tok.dkim.amazonses.com.'] },
    });
    expect(record).toMatchObject({
      zone: '_domainkey.example.com',
      authorities: [{ host: 'ns._domainkey.example.com', address: '127.0.0.2', outcome: 'found' }],
    });
  });

  it('asks for what the other questions were about: selectors, MAIL FROM and the DMARC record that was found, and for the route to the sender', async () => {
    const records = await recordsOf(
      { ns1: SERVERS },
      {
        'dns.dkimKeys': { records: [{ name: 's1._domainkey.example.com', domain: 'example.com' }] },
        'dns.mailFrom': { domain: 'bounce.example.com' },
        'dns.dmarc': {
          domain: 'news.example.com',
          walk: [
            { name: '_dmarc.news.example.com', outcome: 'nxdomain' },
            { name: '_dmarc.example.com', outcome: 'found' },
          ],
        },
      },
    );
    expect(records.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'TXT s1._domainkey.example.com',
      'MX bounce.example.com',
      'TXT bounce.example.com',
      'TXT _dmarc.example.com',
      'MX example.com',
    ]);
  });

  it('asks for the SPF policy of a relay at the return path', async () => {
    world = await startWorld({ ns1: [...SERVERS, 'mail TXT "v=spf1 -all"'] });
    const sender = senderOf(
      senderProfile(
        { returnPath: 'bounce@mail.example.com' },
        { dns: { authoritative: true, resolvers: [] }, smtp: { host: 'smtp.example' } },
      ),
    );
    const fact = await askWhere(world.dns, {}, true, { dns: world.dns, sender } as unknown as Reads);
    expect(fact).toMatchObject({
      records: [
        { name: 'mail.example.com', type: 'TXT', zone: 'example.com', caches: { values: ['v=spf1 -all'] } },
        { name: 'example.com', type: 'MX' },
      ],
    });
  });

  it('asks nobody when the profile says so', async () => {
    world = await startWorld({ ns1: SERVERS });
    expect(await askWhere(world.dns, TOKEN, false)).toBeInstanceOf(NotAsked);
    expect(world.labs.every((lab) => lab.queries.length === 0)).toBe(true);
  });
});
