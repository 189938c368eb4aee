// Zone cuts, delegations and name servers, over real packets.
import { afterEach, describe, expect, it } from 'vitest';
import { askZones, type Given, SERVERS, startWorld, type World } from './name-server-world.ts';

let world: World;
afterEach(async () => {
  await world.stop();
});

const zonesOf = async (given: Given) => {
  world = await startWorld(given);
  return (await askZones(world.dns)).zones;
};

describe('the zones probe', () => {
  it('finds the zone, its servers with their serials, and the delegation above', async () => {
    const [zone, ...others] = await zonesOf({
      ns1: [...SERVERS, '@ SOA ns1 host 8 1 1 1 60'],
      ns2: [...SERVERS, '@ SOA ns1 host 7 1 1 1 60'],
    });
    expect(others).toEqual([]);
    expect(zone).toMatchObject({ domain: 'example.com', zone: 'example.com', outcome: 'found' });
    expect(zone?.delegation).toEqual({ parent: 'com', servers: ['ns1.example.com', 'ns2.example.com'] });
    expect(zone?.servers).toEqual([
      {
        host: 'ns1.example.com',
        alias: null,
        listedBy: 'both',
        lookup: 'found',
        addresses: [{ address: '127.0.0.1', outcome: 'found', serial: 8, detail: null, givenBy: 'both' }],
      },
      {
        host: 'ns2.example.com',
        alias: null,
        listedBy: 'both',
        lookup: 'found',
        addresses: [{ address: '127.0.0.2', outcome: 'found', serial: 7, detail: null, givenBy: 'both' }],
      },
    ]);
  });

  it('tells servers that only the zone lists from those that only the parent lists, and asks both', async () => {
    const [zone] = await zonesOf({
      ns1: ['@ NS ns1', 'ns1 A 127.0.0.1', 'ns2 A 127.0.0.2'],
      delegation: ['example NS ns2.example.com.', 'ns2.example A 127.0.0.2'],
    });
    expect(zone?.servers.map(({ host, listedBy, addresses }) => [host, listedBy, addresses[0]?.outcome])).toEqual([
      ['ns1.example.com', 'zone', 'found'],
      ['ns2.example.com', 'parent', 'found'],
    ]);
  });

  it('asks at the addresses that the delegation gives too, and says who gives which', async () => {
    const [zone] = await zonesOf({
      ns1: SERVERS,
      delegation: [
        'example NS ns1.example.com.',
        'example NS ns2.example.com.',
        'ns1.example A 127.0.0.1',
        'ns2.example A 127.0.0.3',
      ],
    });
    expect(
      zone?.servers.map(({ addresses }) => addresses.map(({ address, outcome, givenBy }) => [address, outcome, givenBy])),
    ).toEqual([
      [['127.0.0.1', 'found', 'both']],
      [
        ['127.0.0.2', 'found', 'zone'],
        ['127.0.0.3', 'lame', 'parent'],
      ],
    ]);
  });

  it.each(['_dmarc', '_domainkey'])('finds that %s is delegated further, and who should serve it', async (label) => {
    const faults = [`${label}.example.com`, `*.${label}.example.com`].map((name) => ({ name, behaviour: 'servfail' as const }));
    const [own, below, ...others] = await zonesOf({
      ns1: [...SERVERS, `${label} NS ns1.gone.test.`, `${label} NS ns2.gone.test.`],
      more: { 'gone.test': ['ns1 A 127.0.0.2'] },
      faults: faults.map((fault) => ({ ...fault, on: 'recursive' as const })),
    });
    expect(others).toEqual([]);
    expect(own).toMatchObject({ zone: 'example.com', outcome: 'found' });
    const zone = `${label}.example.com`;
    expect(below).toMatchObject({ domain: zone, zone, outcome: 'servfail', delegation: { parent: 'example.com' } });
    expect(below?.servers.map(({ host, lookup, addresses }) => [host, lookup, addresses.map(({ outcome }) => outcome)])).toEqual([
      ['ns1.gone.test', 'found', ['lame']],
      ['ns2.gone.test', 'nxdomain', []],
    ]);
  });

  it('asks by the delegation alone where the resolver gives nothing of the zone, the addresses of its servers included', async () => {
    const [zone] = await zonesOf({
      ns1: SERVERS,
      faults: ['example.com', '*.example.com'].map((name) => ({ name, behaviour: 'servfail', on: 'recursive' })),
      ns2Faults: [{ name: '*', behaviour: 'refused' }],
    });
    expect(zone?.servers.map(({ addresses }) => addresses.map(({ address, outcome }) => [address, outcome]))).toEqual([
      [['127.0.0.1', 'found']],
      [['127.0.0.2', 'refused']],
    ]);
  });

  it('takes the servers of the delegation for those of a zone that has moved, while a cache still has the earlier ones', async () => {
    const [zone] = await zonesOf({
      ns1: ['@ 900 NS ns1', 'ns1 A 127.0.0.1'],
      ns2: ['@ NS ns2', 'ns2 A 127.0.0.2'],
      delegation: ['example NS ns2.example.com.', 'ns2.example A 127.0.0.2'],
    });
    expect(zone?.moved).toEqual({ from: ['ns1.example.com'], ttl: 900 });
    expect(zone?.servers.map(({ host, listedBy, addresses }) => [host, listedBy, addresses[0]?.outcome])).toEqual([
      ['ns2.example.com', 'both', 'found'],
    ]);
  });

  it('tells a zone that the network has of its own from one that has moved', async () => {
    const [zone] = await zonesOf({
      ns1: ['@ 900 NS dc1', 'dc1 A 10.0.0.5'],
      ns2: ['@ NS ns2', 'ns2 A 127.0.0.2'],
      delegation: ['example NS ns2.example.com.', 'ns2.example A 127.0.0.2'],
    });
    expect(zone?.moved).toEqual({ from: ['dc1.example.com'], ttl: 900, here: true });
  });

  it('sees lame, refusing, silent and nameless servers for what they are', async () => {
    const outcome = async (behaviour: 'lame' | 'refused' | 'servfail' | 'timeout') => {
      const [zone] = await zonesOf({ ns1: SERVERS, ns2Faults: [{ name: 'example.com', type: 'SOA', behaviour }] });
      await world.stop();
      return zone?.servers[1]?.addresses[0]?.outcome;
    };
    expect([await outcome('lame'), await outcome('refused'), await outcome('servfail'), await outcome('timeout')]).toEqual([
      'lame',
      'refused',
      'servfail',
      'timeout',
    ]);
    const [zone] = await zonesOf({ ns1: [...SERVERS, '@ NS gone.example.org.'] });
    expect(zone?.servers[0]).toMatchObject({ host: 'gone.example.org', lookup: 'nxdomain', addresses: [] });
  });

  it('finds by the parent zone who serves a domain that the resolver still denies', async () => {
    const [zone] = await zonesOf({ ns1: SERVERS, cached: null });
    expect(zone).toMatchObject({ zone: 'example.com', outcome: 'found', delegation: { parent: 'com' } });
    expect(zone?.servers.map(({ listedBy, addresses }) => [listedBy, addresses[0]?.outcome])).toEqual([
      ['parent', 'found'],
      ['parent', 'found'],
    ]);
    await world.stop();
    const [unregistered] = await zonesOf({ ns1: SERVERS, cached: null, delegation: [] });
    expect(unregistered).toMatchObject({ zone: null, outcome: 'nxdomain', servers: [], delegation: null });
  });

  it('shows who should serve a zone that no resolver can read', async () => {
    const [zone] = await zonesOf({
      ns1: SERVERS,
      faults: [{ name: 'example.com', behaviour: 'servfail', on: 'recursive' }],
      ns2Faults: [{ name: '*', behaviour: 'refused' }],
    });
    expect(zone).toMatchObject({ zone: 'example.com', outcome: 'servfail', delegation: { parent: 'com' } });
    expect(zone?.servers.map(({ listedBy, addresses }) => [listedBy, addresses[0]?.outcome])).toEqual([
      ['parent', 'found'],
      ['parent', 'refused'],
    ]);
  });
});
