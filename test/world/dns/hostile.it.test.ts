// Servers that mean harm: floods of forged packets before the true answer, streams that break off, answers that never end.
import { afterEach, describe, expect, it } from 'vitest';
import { createDns } from '../../../src/world/dns/port.ts';
import { type Asked, responder } from './responder.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const port = (address: string, waitMs = 1000) => {
  const dns = createDns({ resolvers: [address], timeoutsMs: [waitMs] });
  closing.push(() => dns.close());
  return dns;
};

const text = (query: Asked, data: string, how: object = {}): Buffer =>
  query.reply({ answers: [{ name: query.name, type: 'TXT', ttl: 1, data }], ...how });

/** The same pseudo-random packets on every run. */
const mutated = (whole: Buffer, count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => {
    const packet = Buffer.from(whole);
    for (let change = 0; change < 1 + (index % 5); change += 1)
      packet.writeUInt8((index * 73 + change * 41) & 255, (index * 29 + change * 17) % whole.length);
    return packet.subarray(0, whole.length - (index % 3) * (index % whole.length > 40 ? 7 : 0));
  });

describe('a hostile server', () => {
  it('that guesses ids and questions is not heard, and the true answer is', async () => {
    const { address } = await responder(closing, (query) => [
      ...Array.from({ length: 50 }, (_, index) => text(query, 'forged', { id: (query.id + 1 + index) & 0xffff })),
      Buffer.from('x'),
      Buffer.alloc(0),
      text({ ...query, name: 'other.example' }, 'true'),
    ]);
    const answer = await port(address).ask('a-rather-long-name.example.com', 'TXT');
    // The records of the last packet belong to another name, so they are not ours either.
    expect(answer).toMatchObject({ outcome: 'nodata', records: [] });
  });

  it('that mutates its answers by the thousand never makes the port throw or hang', async () => {
    let packets = 0;
    const { address } = await responder(closing, (query) => {
      const burst = mutated(text(query, 'v=spf1 -all'), 400);
      packets += burst.length;
      return query.transport === 'udp' ? burst : burst.slice(0, 50);
    });
    const dns = port(address, 2500);
    // A few at a time: a server that is asked everything at once answers a busy machine too late.
    for (let from = 0; from < 60; from += 6) {
      const names = Array.from({ length: 6 }, (_, index) => `name-${from + index}.example.com`);
      const answers = await Promise.all(names.map((name) => dns.ask(name, 'TXT')));
      for (const answer of answers) expect(answer.records.every((record) => record.strings !== undefined)).toBe(true);
    }
    await expect.poll(() => packets, { timeout: 40_000 }).toBeGreaterThan(20_000);
  });

  it('that sends only noise is malformed, not silent', async () => {
    const { address } = await responder(closing, () => [Buffer.from([1, 2, 3])]);
    expect(await port(address).ask('example.com', 'TXT')).toMatchObject({
      outcome: 'malformed',
      detail: expect.stringContaining('no DNS messages') as string,
    });
  });

  it('that truncates over UDP and floods over TCP is cut off', async () => {
    const { address } = await responder(closing, (query) =>
      query.transport === 'udp' ? [query.reply({ flags: 0x8380 })] : Array<Buffer>(20).fill(Buffer.alloc(60_000)),
    );
    expect((await port(address).ask('example.com', 'TXT')).outcome).toBe('no-tcp');
  });

  it('that leads aliases to a name nobody can ask ends there', async () => {
    const { address } = await responder(closing, (query) => [
      query.reply({ answers: [{ name: query.name, type: 'CNAME', ttl: 1, data: 'é.example.com' }] }),
    ]);
    expect(await port(address).ask('start.example.com', 'TXT')).toMatchObject({ outcome: 'malformed' });
  });

  it('that slips foreign names into the authority section sets no negative TTL', async () => {
    const soa = {
      name: 'victim.test',
      type: 'SOA',
      ttl: 9,
      data: { mname: 'a', rname: 'b', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 9 },
    };
    const { address } = await responder(closing, (query) => [query.reply({ flags: 0x8183, authorities: [soa] })]);
    expect(await port(address).ask('example.com', 'TXT')).toMatchObject({ outcome: 'nxdomain', negativeTtl: null, zone: null });
  });

  it('leaves nothing open when the port is closed while it waits', async () => {
    const { address } = await responder(closing, () => []);
    const dns = createDns({ resolvers: [address], timeoutsMs: [60_000] });
    const waiting = dns.ask('example.com', 'TXT');
    setTimeout(() => dns.close(), 20);
    expect(await waiting).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('no longer waited for') as string,
    });
  });
});
