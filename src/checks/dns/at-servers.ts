// Name servers that do not give a record as the others do: whether that is told with the record, or of the server as a whole.
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer, outcomeText } from '../../mail/dns/outcome.ts';
import { whereSeen } from '../../mail/dns/where.ts';
import { ipv6Works, serverState } from '../../mail/dns/zone-health.ts';
import { listed } from '../../text/listed.ts';

type Seen = Facts['dns.whereSeen']['records'][number];

/** Hosts with a fault of their own, which is told with the name servers. */
export const faultyHosts = (zones: Observation<Facts['dns.zones']>): ReadonlySet<string> => {
  if (zones.state !== 'observed') return new Set();
  const ipv6 = ipv6Works(zones.value.zones);
  const faulty = zones.value.zones.flatMap(({ servers }) =>
    servers.filter((server) => !['serves', 'alias'].includes(serverState(server, ipv6))),
  );
  return new Set(faulty.map(({ host }) => host));
};

/** Whether all servers that the zone lists, and that serve it, give the same. */
export const agreed = ({ caches, authorities }: Seen, faulty: ReadonlySet<string>): boolean =>
  whereSeen(
    caches,
    authorities.filter(({ onlyParent, host }) => onlyParent !== true && !faulty.has(host)),
  ).where !== 'some-servers';

interface Mute {
  readonly record: Seen;
  readonly servers: Seen['authorities'];
}

/** Servers that answer, and not for this record. Of one that answers nothing, that alone is told: with the name servers. */
export const mutes = (records: readonly Seen[], zones: Observation<Facts['dns.zones']>): readonly Mute[] => {
  const answered = records.flatMap(({ authorities }) => authorities.filter(({ outcome }) => isAnswer(outcome)));
  const served =
    zones.state === 'observed' ? zones.value.zones.flatMap(({ servers }) => servers.flatMap((one) => one.addresses)) : [];
  const heard = new Set([...answered, ...served.filter(({ outcome }) => outcome === 'found')].map(({ address }) => address));
  const faulty = faultyHosts(zones);
  return records.flatMap((record) => {
    const servers = record.authorities.filter(
      ({ outcome, address, host }) => !isAnswer(outcome) && heard.has(address) && !faulty.has(host),
    );
    return servers.length === 0 ? [] : [{ record, servers }];
  });
};

export const muteAct = ({ record: { name, type, zone }, servers: [first, ...more] }: Mute): DraftAct => {
  const hosts = listed([first, ...more].map((one) => one?.host ?? ''));
  const tcp = first?.outcome === 'no-tcp';
  const what = tcp
    ? 'Let TCP to port 53 of it through, as well as UDP (RFC 7766 §5)'
    : `Load the zone ${zone ?? name} there anew`;
  return {
    say: `Make ${hosts} answer for ${type} of ${name}: ${outcomeText(first?.outcome ?? 'timeout')}, though it serves the zone. Resolvers that ask it see nothing. ${what}, or remove it from the NS records.`,
    command: `dig ${tcp ? '+tcp ' : ''}@${first?.address ?? 'SERVER'} ${name} ${type} +norecurse`,
  };
};
