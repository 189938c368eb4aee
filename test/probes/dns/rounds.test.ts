// Latency is the longest chain of dependent questions: here questions are answered in rounds, and the rounds are counted.
import { describe, expect, it } from 'vitest';
import type { DnsAnswer, DnsPort } from '../../../src/core/ports/dns.ts';
import { askWhere, askZones } from './name-server-world.ts';

/** Answers every waiting question at once, and only when nobody has anything more to ask; identical questions are asked once. */
const lockstep = (answers: Readonly<Record<string, Partial<DnsAnswer> & { data?: readonly string[] }>>) => {
  let rounds = 0;
  let waiting: (() => void)[] = [];
  const asked = new Map<string, Promise<DnsAnswer>>();
  const release = (): void => {
    rounds += 1;
    const all = waiting;
    waiting = [];
    for (const answer of all) answer();
  };
  const ask = (key: string, name: string, type: string): Promise<DnsAnswer> => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const told = answers[key] ?? { outcome: 'nxdomain' };
    const records = (told.data ?? []).map((data) => ({ name, type, ttl: 300, data }));
    const answer = {
      question: { name, type },
      outcome: 'found',
      chain: [],
      zone: null,
      negativeTtl: 60,
      detail: null,
      ...told,
      records,
    } as unknown as DnsAnswer;
    const promise = new Promise<DnsAnswer>((resolve) => {
      if (waiting.length === 0) setImmediate(release);
      waiting.push(() => resolve(answer));
    });
    asked.set(key, promise);
    return promise;
  };
  const dns: DnsPort = {
    ask: (name, type) => ask(`${name} ${type}`, name, type),
    askServer: (server, name, type) => ask(`${server} ${name} ${type}`, name, type),
  };
  return { dns, rounds: () => rounds, questions: () => asked.size };
};

const delegation = { zone: 'example.com', servers: ['ns1.example.com', 'ns2.example.com'], glue: [] };
const WORLD = {
  'example.com SOA': { data: ['ns1.example.com host.example.com 1 2 3 4 5'] },
  'example.com NS': { data: ['ns1.example.com', 'ns2.example.com'] },
  'com SOA': { data: ['a.gtld.test host.test 1 2 3 4 5'] },
  'com NS': { data: ['a.gtld.test'] },
  'a.gtld.test A': { data: ['192.0.2.9'] },
  'ns1.example.com A': { data: ['192.0.2.1'] },
  'ns2.example.com A': { data: ['192.0.2.2'] },
  'ns2.example.com AAAA': { data: ['2001:db8::2'] },
  '192.0.2.9 example.com NS': { outcome: 'lame' as const, delegation },
  ...Object.fromEntries(
    ['192.0.2.1', '192.0.2.2', '2001:db8::2'].map((server) => [
      `${server} example.com SOA`,
      { data: ['ns1.example.com h 7 2 3 4 5'] },
    ]),
  ),
};

describe('the number of rounds', () => {
  it('is three for a zone, its servers and its delegation: who serves it, where they are, what they say', async () => {
    const { dns, rounds } = lockstep(WORLD);
    const { zones } = await askZones(dns);
    expect(zones[0]?.servers.map((server) => [server.listedBy, server.addresses.length])).toEqual([
      ['both', 1],
      ['both', 2],
    ]);
    expect(rounds()).toBe(3);
  });

  it('is three for thirty records too, and none more when the zone is known already', async () => {
    const records = Array.from({ length: 30 }, (_, at) => ({ name: `s${at}._domainkey.example.com`, domain: 'example.com' }));
    const { dns, rounds } = lockstep(WORLD);
    const where = askWhere(dns, { 'dns.dkimKeys': { domain: 'example.com', records } });
    await Promise.all([askZones(dns), where]);
    expect(rounds()).toBe(3);
  });

  it('is one when the name servers have been found before', async () => {
    const { dns, rounds } = lockstep(WORLD);
    await askZones(dns);
    const before = rounds();
    await askWhere(dns, { 'dns.mailFrom': { domain: 'example.com' } });
    expect(rounds() - before).toBe(1);
  });
});
