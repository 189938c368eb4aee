// A small internet on loopback: the parent zone, the name servers of example.com on two addresses, and a resolver.
import type { Observation } from '../../../src/core/observation.ts';
import type { DnsPort } from '../../../src/core/ports/dns.ts';
import type { Reads } from '../../../src/core/ports/reads.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import type { Facts } from '../../../src/facts/index.ts';
import type { LabDnsFault } from '../../../src/lab/dns/faults.ts';
import { type LabDns, startLabDns } from '../../../src/lab/dns/server.ts';
import { whereSeenProbe } from '../../../src/probes/dns/where-seen.ts';
import { zonesProbe } from '../../../src/probes/dns/zones.ts';
import { type ClosableDns, createDns } from '../../../src/world/dns/port.ts';
import { notAsked, observed, senderProfile } from '../../fakes/dns-asking.ts';
import { senderOf } from '../../../src/profile/sender.ts';

export const SERVERS = ['@ NS ns1', '@ NS ns2', 'ns1 A 127.0.0.1', 'ns2 A 127.0.0.2'];
const DELEGATION = [
  'example NS ns1.example.com.',
  'example NS ns2.example.com.',
  'ns1.example A 127.0.0.1',
  'ns2.example A 127.0.0.2',
];

export interface Given {
  /** Lines of example.com at ns1, at ns2 and as the resolver has it; ns2 and the resolver default to ns1's. null: to the resolver there is no such domain. */
  readonly ns1: readonly string[];
  readonly ns2?: readonly string[];
  readonly cached?: readonly string[] | null;
  readonly delegation?: readonly string[];
  /** Further zones, at ns2 and in the resolver. */
  readonly more?: Readonly<Record<string, readonly string[]>>;
  readonly faults?: readonly LabDnsFault[];
  readonly ns2Faults?: readonly LabDnsFault[];
}

export interface World {
  readonly dns: ClosableDns;
  readonly labs: readonly LabDns[];
  stop(): Promise<void>;
}

export const startWorld = async (given: Given): Promise<World> => {
  const { ns1, ns2 = ns1, cached = ns1, delegation = DELEGATION, more = {}, faults = [], ns2Faults = [] } = given;
  const first = await startLabDns({ zones: { 'example.com': ns1 }, faults: [...faults] });
  const authoritativePort = Number(first.authoritative.split(':')[1]);
  const at = (host: string, zones: Readonly<Record<string, readonly string[]>>, own: readonly LabDnsFault[] = []) =>
    startLabDns({ host, authoritativePort, zones, faults: own });
  const com = ['@ NS a.gtld.test.', ...delegation];
  const labs = [
    first,
    await at('127.0.0.2', { 'example.com': ns2, ...more }, ns2Faults),
    await at('127.0.0.3', { com }),
    await at(
      '127.0.0.4',
      {
        test: ['a.gtld A 127.0.0.3'],
        ...(cached === null ? { com: ['@ NS a.gtld.test.'] } : { com, 'example.com': cached }),
        ...more,
      },
      faults.filter((fault) => fault.on === 'recursive'),
    ),
  ];
  const dns = createDns({ resolvers: [labs[3]?.recursive ?? ''], authoritativePort, timeoutsMs: [1000] });
  return {
    dns,
    labs,
    stop: async () => {
      dns.close();
      await Promise.all(labs.map((lab) => lab.stop()));
    },
  };
};

const readsOf = (dns: DnsPort, authoritative = true): Reads =>
  ({
    dns,
    sender: senderOf(
      senderProfile({}, { dns: { authoritative, resolvers: [] }, ses: { region: 'ap-south-1', identity: 'example.com' } }),
    ),
  }) as unknown as Reads;

export const askZones = async (dns: DnsPort): Promise<Facts['dns.zones']> => {
  const told = await zonesProbe.ask(readsOf(dns), {}, new AbortController().signal);
  if (told instanceof NotAsked) throw new Error(told.reason);
  return told;
};

type Found = { readonly [K in 'dns.dkim' | 'dns.dkimKeys' | 'dns.mailFrom' | 'dns.dmarc']?: unknown };

/** `found` are values of the facts that name the records, as far as the probe reads them. */
export const askWhere = async (
  dns: DnsPort,
  found: Found,
  authoritative = true,
  reads = readsOf(dns, authoritative),
): Promise<Facts['dns.whereSeen'] | NotAsked> => {
  const keys = ['ses.identity', 'dns.dkim', 'dns.dkimKeys', 'dns.mailFrom', 'dns.dmarc'] as const;
  const facts = Object.fromEntries(
    keys.map((key) => [key, key === 'ses.identity' || found[key] === undefined ? notAsked : observed(found[key])]),
  );
  return whereSeenProbe.ask(reads, facts as Record<(typeof keys)[number], Observation<never>>, new AbortController().signal);
};
