// How long `certify dns` takes is the longest chain of questions that depend on one another: here they are answered in
// rounds, every waiting one at once, and the rounds are counted.
import { beforeAll, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { DnsAnswer, DnsPort } from '../../src/core/ports/dns.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import { probes } from '../../src/probes/index.ts';
import { targetAsked } from '../../src/profile/asked.ts';
import { onlyDns } from '../../src/run/dns-probes.ts';
import { isAboutDns } from '../../src/run/dns-runbook.ts';
import { gather } from '../../src/run/gather.ts';
import { factsOf, planFor } from '../../src/run/plan.ts';
import { fakeDns, type Zone } from '../fakes/dns-zone.ts';

/** Identical questions are asked once; a round ends when nobody has anything more to ask. */
const inRounds = (zone: Zone) => {
  const inner = fakeDns(zone);
  const asked = new Map<string, Promise<DnsAnswer>>();
  let waiting: (() => void)[] = [];
  let rounds = 0;
  const release = (): void => {
    rounds += 1;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  // Longer than any turn takes, of a loop that is not busy: whoever reads an answer may load or pass something on before asking.
  const settle = (): void => {
    const [asking, at] = [asked.size, performance.now()];
    setTimeout(() => (asked.size > asking || performance.now() - at > 80 ? settle() : release()), 50);
  };
  const once = (key: string, answer: () => Promise<DnsAnswer>): Promise<DnsAnswer> => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const told = new Promise<void>((resolve) => {
      if (waiting.length === 0) settle();
      waiting.push(resolve);
    }).then(answer);
    asked.set(key, told);
    return told;
  };
  const dns: DnsPort = {
    ask: (name, type) => once(`${name} ${type}`, () => inner.ask(name, type)),
    askServer: (server, name, type) => once(`${server} ${name} ${type}`, () => inner.askServer(server, name, type)),
  };
  return { dns, rounds: () => rounds };
};

const chained = (depth: number): Zone =>
  Object.fromEntries(
    Array.from({ length: depth }, (_, n) => [
      n === 0 ? 'example.com' : `spf${n}.example.com`,
      {
        TXT: [n === depth - 1 ? 'v=spf1 ip4:192.0.2.0/24 -all' : `v=spf1 include:spf${n + 1}.example.com -all`],
        ...(n === 0
          ? { MX: ['10 mx.example.com'], NS: ['ns1.example.com'], SOA: ['ns1.example.com h.example.com 1 2 3 4 5'] }
          : {}),
      },
    ]),
  );

const rest: Zone = {
  'ns1.example.com': { A: ['192.0.2.53'] },
  'mx.example.com': { A: ['192.0.2.10'] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@reports.example'] },
  'reports.example': { MX: ['10 mx.reports.example'] },
  's1._domainkey.example.com': { CNAME: ['s1.vendor.example'] },
};

const roundsFor = async (zone: Zone, selectors: readonly string[]): Promise<number> => {
  const { sender } = targetAsked({
    domain: 'example.com',
    provider: null,
    dkim: selectors.map((selector) => ({ domain: 'example.com', selector })),
    resolvers: [],
  });
  const { dns, rounds } = inRounds(zone);
  const wanted = factsOf(checks.filter(isAboutDns));
  const { probes: planned } = await planFor(wanted, onlyDns(probes));
  const clock = { now: () => new Date('2026-11-20T10:00:00Z'), elapsed: () => 0, sleep: () => Promise.resolve() };
  await gather({
    probes: planned.filter(({ key }) => !key.startsWith('profile.')),
    reads: { dns, sender, clock } as unknown as Reads,
    known: new Map(),
    mask: (value: JsonValue) => value,
    onObserved: () => Promise.resolve(),
    signal: new AbortController().signal,
  });
  return rounds();
};

// What is loaded late is loaded before anything is counted: loading takes turns of the event loop as well.
beforeAll(() => roundsFor({ ...chained(1), ...rest }, ['s1']));

it('is the chain of includes, when that is the longest', async () => {
  expect(await roundsFor({ ...chained(6), ...rest }, [])).toBe(6);
  expect(await roundsFor({ ...chained(9), ...rest }, [])).toBe(9);
});

it('does not grow with the number of selectors', async () => {
  const many = Array.from({ length: 30 }, (_, n) => `s${n}`);
  const zone = { ...chained(1), ...rest };
  expect(await roundsFor(zone, many)).toBe(await roundsFor(zone, ['s1', 's2']));
});

it('is four at most for a domain whose policy draws nothing in', async () => {
  expect(await roundsFor({ ...chained(1), ...rest }, ['s1'])).toBeLessThanOrEqual(4);
});
