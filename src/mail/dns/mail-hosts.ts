// Whether mail to a domain arrives anywhere: what its MX records name, and what is wrong with each host (RFC 5321 §5.1, RFC 2181 §10.3).
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isSubdomainOf } from '../../text/domain-name.ts';
import { addressKind, isAddressHost, isDocumentation, isLoopbackHost } from '../../text/host-address.ts';
import { isAbsent, isAnswer } from './outcome.ts';

interface Answered {
  readonly outcome: DnsOutcome;
  readonly values: readonly string[];
  readonly chain: readonly string[];
}

interface Host {
  readonly host: string;
  readonly a: Answered | null;
  readonly aaaa: Answered | null;
  readonly undotted: { readonly host: string; readonly address: Answered } | null;
}

interface Route {
  readonly mx: Answered;
  readonly address: Answered | null;
  readonly hosts: readonly Host[];
}

/** What is wrong with one host, worst first. All but the last two receive nothing. */
export const HOST_FAULTS = [
  'mx-literal',
  'mx-localhost',
  'mx-trailing-domain',
  'mx-no-address',
  'mx-loopback',
  'mx-private',
  'mx-null-beside',
  'mx-partly-private',
  'mx-alias',
] as const;

export type HostFault = (typeof HOST_FAULTS)[number];

/** A name whose addresses can be asked for. */
export const isHostName = (host: string): boolean => host !== '.' && host !== '' && !isAddressHost(host) && !isLoopbackHost(host);

/** The part of a host before the mail domain that stands behind it, when that part is a name of its own; null otherwise. */
export const withoutDomain = (host: string, domain: string): string | null => {
  if (!isSubdomainOf(host, domain)) return null;
  const front = host.slice(0, -domain.length - 1);
  return front.includes('.') ? front : null;
};

/** Addresses that are in private use, or of the link alone. Ranges for documentation stand in examples and are nobody's network. */
const isPrivate = (address: string): boolean => {
  const kind = addressKind(address);
  return (kind === 'private' || kind === 'metadata') && !isDocumentation(address);
};

/** Whether an address is one that no other host on the internet reaches. */
export const leadsNowhere = (address: string): boolean => isLoopbackHost(address) || isPrivate(address);

const ofAddresses = (addresses: readonly string[]): 'mx-loopback' | 'mx-private' | null => {
  if (addresses.length === 0) return null;
  if (addresses.every(isLoopbackHost)) return 'mx-loopback';
  return addresses.every(leadsNowhere) ? 'mx-private' : null;
};

const ofName = (one: Host): HostFault | 'ok' | 'unseen' => {
  const answers = [one.a, one.aaaa].filter((answer) => answer !== null);
  const addresses = answers.flatMap(({ values }) => values);
  const unreachable = ofAddresses(addresses);
  if (unreachable !== null) return unreachable;
  if (addresses.some(leadsNowhere)) return 'mx-partly-private';
  if (addresses.length > 0) return answers.some(({ chain }) => chain.length > 0) ? 'mx-alias' : 'ok';
  if (answers.some(({ outcome }) => !isAnswer(outcome))) return 'unseen';
  return one.undotted?.address.outcome === 'found' ? 'mx-trailing-domain' : 'mx-no-address';
};

/** How one host of an MX record stands. */
const hostState = (one: Host): HostFault | 'ok' | 'unseen' => {
  if (one.host === '.') return 'mx-null-beside';
  if (isAddressHost(one.host)) return 'mx-literal';
  return isLoopbackHost(one.host) ? 'mx-localhost' : ofName(one);
};

export type RouteFault =
  | HostFault
  | 'null-mx'
  | 'no-such-domain'
  | 'cname-loop'
  | 'alias-beside'
  | 'alias-in-the-way'
  | 'no-mail-host';

export interface RouteState {
  readonly state: 'receives' | 'implicit-mx' | 'unseen' | RouteFault;
  /** Mail to the domain still arrives: at another host, or in spite of the fault. */
  readonly arrives: boolean;
  /** The hosts that something is wrong with. */
  readonly faulty: readonly { readonly host: Host; readonly fault: HostFault }[];
}

const plain = (state: RouteState['state'], arrives: boolean): RouteState => ({ state, arrives, faulty: [] });

const withMx = ({ mx, hosts }: Route): RouteState => {
  if (mx.values.every((value) => /^\d+\s+\.$/.test(value))) return plain('null-mx', false);
  const states = hosts.map((host) => ({ host, fault: hostState(host) }));
  const isFault = (one: (typeof states)[number]): one is { host: Host; fault: HostFault } =>
    one.fault !== 'ok' && one.fault !== 'unseen';
  const faulty = states.filter(isFault);
  const worst = HOST_FAULTS.find((fault) => faulty.some((one) => one.fault === fault));
  const works = states.some(({ fault }) => fault === 'ok' || fault === 'mx-alias' || fault === 'mx-partly-private');
  const open = states.some(({ fault }) => fault === 'unseen');
  if (worst !== undefined) return { state: worst, arrives: works || open, faulty };
  return plain(open && !works ? 'unseen' : 'receives', works);
};

const withoutMx = ({ mx, address }: Route): RouteState => {
  if (mx.outcome === 'loop') return plain('cname-loop', false);
  if (!isAbsent(mx.outcome) || address === null) return plain('unseen', false);
  if (address.outcome === 'found') {
    const unreachable = ofAddresses(address.values);
    return unreachable === null ? plain('implicit-mx', true) : plain(unreachable, false);
  }
  if (!isAnswer(address.outcome)) return plain('unseen', false);
  // Behind an alias it is the target that is not there.
  if (mx.chain.length > 0) return plain('alias-in-the-way', false);
  return plain(mx.outcome === 'nxdomain' ? 'no-such-domain' : 'no-mail-host', false);
};

/** Whether mail to the domain arrives, and what keeps it from arriving. */
export const routeState = (route: Route): RouteState => (route.mx.outcome === 'found' ? withMx(route) : withoutMx(route));
