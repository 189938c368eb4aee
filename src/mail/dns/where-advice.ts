// What to do about where a record was seen, in words for a ticket.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isAnswer } from './outcome.ts';
import type { Whereabouts } from './where.ts';

export interface AdviceOn {
  readonly name: string;
  readonly type: string;
  readonly zone: string | null;
  /** Host → what it says; '' when it has nothing. */
  readonly servers: readonly { readonly host: string; readonly address: string; readonly values: readonly string[] }[];
  /** ISO 8601. */
  readonly lookAgain: string | null;
}

const until = (on: AdviceOn): string => (on.lookAgain === null ? 'until their TTL is over' : `until ${on.lookAgain}`);
const check = (on: AdviceOn, server: string): string => `dig @${server} ${on.name} ${on.type} +norecurse`;

const byValue = (on: AdviceOn): string => {
  const groups = new Map<string, string[]>();
  for (const { host, values } of on.servers) {
    const value = values.length === 0 ? 'nothing' : values.join(', ');
    groups.set(value, [...new Set([...(groups.get(value) ?? []), host])]);
  }
  return [...groups]
    .map(([value, hosts]) => `${hosts.join(' and ')} ${hosts.length === 1 ? 'gives' : 'give'} ${value}`)
    .join('; ');
};

/** One sentence or two for each way of being seen; empty where nothing is to be done. */
export const whereAdvice = (where: Whereabouts, on: AdviceOn): string => {
  const record = `${on.type} of ${on.name}`;
  switch (where) {
    case 'some-servers':
      return `Bring the name servers of ${on.zone ?? on.name} to the same data: for ${record}, ${byValue(on)}. Reload the zone on those that are behind, or remove them from the NS records; check with: ${check(on, on.servers.at(-1)?.address ?? 'SERVER')}`;
    case 'only-authoritative':
      return `Nothing to change for ${record}: the name servers have the new value, and caches keep the old one ${until(on)}. Look again then.`;
    case 'stale-negative':
      return `Nothing to change for ${record}: it is published, and caches keep "there is nothing" ${until(on)}. Look again then.`;
    case 'only-caches':
      return `Publish ${record} again in ${on.zone ?? 'its zone'}: the name servers no longer have it, and mail breaks when caches forget it (${until(on)}).`;
    case 'unknown':
    case 'everywhere':
    case 'nowhere':
      return '';
  }
};

/** For records that resolvers give only when they are told not to check signatures. */
export const bogusAdvice = (
  records: readonly { readonly name: string; readonly type: string; readonly zone: string | null }[],
): string => {
  const zones = [...new Set(records.map((record) => record.zone ?? record.name))].join(', ');
  const [first] = records;
  return `Repair the DNSSEC of ${zones}: sign the zone anew, or make the DS record at the registrar match its key (remove the DS when the zone is no longer signed). Check with: delv ${first?.name ?? zones} ${first?.type ?? 'SOA'}`;
};

interface Unseen {
  readonly name: string;
  readonly caches: { readonly outcome: DnsOutcome; readonly detail: string | null };
  readonly authorities: readonly { readonly detail: string | null }[];
}

/** For records that could not be compared: whether the resolver or the name servers kept silent, in their own words, and the way round it. */
export const unseenAdvice = (records: readonly Unseen[]): { readonly detail: string | null; readonly fix: string } => {
  const names = records.map((record) => record.name).join(', ');
  const deaf = records.find((record) => !isAnswer(record.caches.outcome));
  const detail =
    deaf === undefined
      ? records.flatMap((record) => record.authorities).find((one) => one.detail !== null)?.detail
      : deaf.caches.detail;
  const way =
    deaf === undefined
      ? 'Run again from a network that may send UDP and TCP to port 53 of any host, or set dns.authoritative: false in the profile'
      : 'Ask a resolver that answers, with --resolver or dns.resolvers in the profile';
  return { detail: detail ?? null, fix: `${way}; certify could not compare ${names}.` };
};

/** For names whose servers deny the empty name above them; `hosts` are those servers. */
export const emptyNameAdvice = (name: string, hosts: readonly string[]): string => {
  const above = name.slice(name.indexOf('.') + 1);
  return `Make ${hosts.join(' and ')} answer ${above} with NOERROR: ${hosts.length === 1 ? 'it says' : 'they say'} NXDOMAIN there, and resolvers that stop at it (RFC 8020, RFC 9156) see none of the names below. On PowerDNS: pdnsutil rectify-zone. Check with: dig @${hosts[0] ?? 'SERVER'} ${above} TXT +norecurse`;
};
