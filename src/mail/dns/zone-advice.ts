// What to do about name servers that do not serve their zone, in words for a ticket.
import { delegationDifference, type ServedZone, type ServerState, serverState } from './zone-health.ts';

export interface ServerFault {
  readonly state: Exclude<ServerState, 'serves'>;
  readonly fix: string;
}

const fixOf = (state: ServerFault['state'], host: string, zone: string): string => {
  const check = `Check with: dig @${host} ${zone} SOA +norecurse`;
  switch (state) {
    case 'no-address':
      return `Give ${host} an A record, or remove it from the NS records of ${zone}: its name has no address.`;
    case 'does-not-serve':
      return `Make ${host} serve ${zone}, or remove it from the NS records (at the registrar too): it answers, but not for this zone. ${check}`;
    case 'silent':
      return `Find out why ${host} does not answer for ${zone} on UDP port 53, or remove it from the NS records. ${check}`;
  }
};

/** Every listed server that does not serve its zone, with what to do; the servers that answer wrongly come before the silent. */
export const serverFaults = (zones: readonly ServedZone[], ipv6: boolean): ServerFault[] => {
  const order: readonly ServerState[] = ['does-not-serve', 'no-address', 'silent'];
  return zones
    .flatMap((zone) =>
      zone.servers.flatMap((server) => {
        const state = serverState(server, ipv6);
        return state === 'serves' ? [] : [{ state, fix: fixOf(state, server.host, zone.zone ?? zone.domain) }];
      }),
    )
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
};

/** How to make parent and zone list the same servers; null when they do. */
export const delegationFix = (zone: ServedZone): string | null => {
  const difference = delegationDifference(zone);
  if (difference === null) return null;
  const { onlyZone, onlyParent } = difference;
  const missing = onlyZone.length === 0 ? '' : ` At the registrar, add ${onlyZone.join(', ')}.`;
  const extra =
    onlyParent.length === 0
      ? ''
      : ` ${onlyParent.join(', ')} stands only there: remove it, or add it to the NS records of the zone.`;
  const name = zone.zone ?? zone.domain;
  return `Make the delegation of ${name} in ${zone.delegation?.parent === '' ? 'the root' : (zone.delegation?.parent ?? 'the parent')} list the servers that ${name} itself lists.${missing}${extra}`;
};
