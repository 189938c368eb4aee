// What is to be done about how a zone is delegated: at the registrar, in the zone above, or in its own NS records.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { delegationDifference, type ServerState, serverState, staleGlue } from '../../mail/dns/zone-health.ts';
import { isWithin } from '../../text/domain-name.ts';
import { listed } from '../../text/listed.ts';
import { profileField } from '../remedy.ts';
import { placeOf } from './unanswered.ts';

type Zones = Facts['dns.zones']['zones'];
type Zone = Zones[number];

/** The zone that delegates this one, where it is one of the sender's own; null where a registry does. */
const ownParent = ({ delegation }: Zone, zones: Zones): string | null => {
  const parent = delegation?.parent ?? '';
  return zones.some(({ zone }) => zone === parent) ? parent : null;
};

/** `at the registrar`, or the zone above, where that is one of the sender's own. */
export const whereDelegated = (zone: Zone, zones: Zones): string => {
  const parent = ownParent(zone, zones);
  return parent === null ? 'at the registrar' : `in the zone ${parent}`;
};

/** Who runs these servers, as far as their names tell. */
const runBy = (hosts: readonly string[], zone: string): string => {
  const places = [...new Set(hosts.map(placeOf))];
  return places.every((place) => isWithin(zone, place)) ? 'these servers' : `whoever runs them (${places.join(', ')})`;
};

const addressesOf = (server: Zone['servers'][number], by: 'zone' | 'parent'): string =>
  listed(server.addresses.filter(({ givenBy }) => givenBy === by || givenBy === 'both').map(({ address }) => address));

/** For the addresses of name servers that the zone above still gives from before they moved. */
export const glueActs = (zone: Zone, zones: Zones): readonly DraftAct[] =>
  zone.servers
    .filter((server) => staleGlue(server).length > 0)
    .map((server) => ({
      say: `Set the address of ${server.host} ${whereDelegated(zone, zones)} (its glue, or host record) to ${addressesOf(server, 'zone')}: ${parentOf(zone)} gives ${addressesOf(server, 'parent')}, and resolvers that start there ${staleGlue(server).every(({ outcome }) => outcome === 'found') ? 'may see an old copy of the zone' : `find nothing of ${nameOf(zone)}`}.`,
      command: `dig ${nameOf(zone)} NS +trace +additional`,
    }));

const FROM_ABOVE: { readonly [S in ServerState]: string } = {
  serves: 'serves it',
  alias: 'serves it',
  'does-not-serve': 'answers, but not for it',
  'no-address': 'has no address',
  silent: 'does not answer',
};

/** For a zone that none of the servers serves to which it is delegated. */
export const notServedActs = (zone: Zone, zones: Zones, ipv6: boolean): readonly DraftAct[] => {
  const glue = glueActs(zone, zones);
  if (glue.length > 0) return glue;
  const name = nameOf(zone);
  const own = ownParent(zone, zones);
  const told = zone.servers
    .filter(({ listedBy }) => listedBy !== 'zone')
    .map((server) => `${server.host}${at(server)} ${FROM_ABOVE[serverState(server, ipv6)]}`);
  const why = `${parentOf(zone)} delegates ${name} to servers of which none serves it (${told.join('; ')})`;
  const seen = zone.outcome === 'found' ? 'and its records go as soon as caches forget them' : 'so nobody sees any record of it';
  if (own !== null) {
    const hosts = zone.servers.filter(({ listedBy }) => listedBy !== 'zone').map(({ host }) => host);
    const say = `In the zone ${own}, remove the NS records of ${name}, which name ${listed(hosts)}, and publish there what belongs below it; or, where it is meant to be somebody else’s, have ${runBy(hosts, own)} serve it: ${why}, ${seen}.`;
    return [{ say, command: `dig ${name} NS +trace` }];
  }
  return [
    {
      say: `Name the servers that hold ${name} ${whereDelegated(zone, zones)}, or have the zone created (again) on those that are named there: ${why}, ${seen}.${gluedHere(zone)}`,
      command: `dig ${name} NS +trace`,
    },
  ];
};

/** The addresses of hosts below the zone itself are known from the zone above alone. */
const gluedHere = (zone: Zone): string =>
  zone.servers.some(({ host }) => host.endsWith(`.${nameOf(zone)}`))
    ? ' Where an address is an old one, set the right one there (glue, or host record).'
    : '';

const at = ({ addresses }: Zone['servers'][number]): string =>
  addresses.length === 0 ? '' : ` (${addresses.map(({ address }) => address).join(', ')})`;

export const nameOf = (zone: Zone): string => zone.zone ?? zone.domain;
const parentOf = ({ delegation }: Zone): string =>
  delegation?.parent === '' ? 'the root' : (delegation?.parent ?? 'the parent');

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** How to make parent and zone list the same servers; none when they do. */
export const delegationActs = (zone: Zone, zones: Zones): readonly DraftAct[] => {
  const difference = delegationDifference(zone);
  if (difference === null) return [];
  const { onlyZone, onlyParent } = difference;
  const missing = onlyZone.length === 0 ? '' : ` ${capital(whereDelegated(zone, zones))}, add ${onlyZone.join(', ')}.`;
  const extra =
    onlyParent.length === 0
      ? ''
      : ` ${onlyParent.join(', ')} stands only there: remove it, or add it to the NS records of the zone.`;
  const name = nameOf(zone);
  return [
    { say: `Make the delegation of ${name} in ${parentOf(zone)} list the servers that ${name} itself lists.${missing}${extra}` },
  ];
};

const hostsOf = (zone: Zone, by: 'zone' | 'parent'): string =>
  listed(zone.servers.filter(({ listedBy }) => listedBy === by).map(({ host }) => host));

export const oldListActs = (zone: Zone): readonly DraftAct[] => [
  {
    say: `In the zone ${nameOf(zone)}, replace the NS records that name ${hostsOf(zone, 'zone')} by such that name ${hostsOf(zone, 'parent')}, to which ${parentOf(zone)} delegates it: those serve it, and the others do not.`,
    command: `dig ${nameOf(zone)} NS`,
  },
];

export const movedActs = (zone: Zone, until: string | null): readonly DraftAct[] =>
  zone.moved === undefined
    ? []
    : [
        {
          say: `Wait: ${parentOf(zone)} delegates ${nameOf(zone)} to ${listed(zone.delegation?.servers ?? [])}, which serve it, and caches keep ${listed(zone.moved.from)} ${until === null ? 'until the TTL of their NS records is over' : `until ${until}`}. Until then keep the zone the same at both.`,
        },
      ];

export const otherViewActs = (zone: Zone): readonly DraftAct[] => [
  profileField(
    `Ask a resolver outside of this network (--resolver): the one here has a zone ${nameOf(zone)} of its own, at ${listed(zone.moved?.from ?? [])}, and ${parentOf(zone)} delegates ${nameOf(zone)} to ${listed(zone.delegation?.servers ?? [])}, which receivers ask.`,
    'dns.resolvers',
    null,
  ),
];
