// What --deep adds to the report of `certify dns`: the mail hosts as met, and the MTA-STS policy as fetched. A line each when all is well.
import { fact } from '../../../facts/fact.ts';
import type { Facts } from '../../../facts/index.ts';
import type { Reportable } from '../../outline.ts';
import { isAbsent } from '../../../mail/dns/outcome.ts';
import { plural } from '../../../text/plural.ts';
import { when } from '../../words.ts';
import { findingOf, type Section } from './section.ts';

type Host = Facts['dns.mailHosts']['hosts'][number];

const DNSSEC = {
  validated: 'the zone is signed, and validates',
  signed: 'the zone is signed; this resolver does not validate',
  unsigned: 'the zone is not signed',
  unseen: 'whether the zone is signed was not answered',
} as const;

const daneText = ({ dane }: Host): string => {
  if (dane === null) return '';
  if (!dane.validated) return ', TLSA without DNSSEC (counts for nothing)';
  if (dane.records.some(({ matches }) => matches === true)) return ', DANE matches';
  return dane.records.some(({ matches }) => matches === false) ? ', DANE does not match' : ', DANE not compared';
};

const hostLine = (host: Host): string => {
  if (host.unreachable !== null) return `${host.host}: not reached from here on port 25 (${host.unreachable})`;
  if (host.startTls === false) return `${host.host}: no STARTTLS`;
  if (host.certificate === null) return `${host.host}: STARTTLS fails (${host.tlsError ?? 'no certificate'})`;
  const { trusted, namesHost, protocol, validTo, error } = host.certificate;
  const holds =
    trusted && namesHost ? `certificate until ${when(validTo)}` : `certificate does not hold (${error ?? 'another name'})`;
  return `${host.host}: ${protocol ?? 'TLS'}, ${holds}${daneText(host)}`;
};

export const mailHostsSection = (record: Reportable, all: boolean): readonly Section[] => {
  const seen = fact(record.observations, 'dns.mailHosts');
  const finding = findingOf(record, 'mail-host-security');
  if (seen === null || finding === undefined) return [];
  const met = seen.hosts.filter(({ unreachable }) => unreachable === null).length;
  const head =
    finding.status === 'pass'
      ? `${plural(met, 'mail host encrypts', 'mail hosts encrypt')}, with a certificate that holds; ${DNSSEC[seen.dnssec]}`
      : finding.status === 'warn'
        ? 'not every mail host is safe to send to'
        : `${plural(seen.hosts.length - met, 'mail host was', 'mail hosts were')} not reached from here`;
  const lines = finding.status === 'pass' && !all ? [] : [...seen.hosts.map(hostLine), `DNSSEC: ${DNSSEC[seen.dnssec]}`];
  return [{ label: 'Mail hosts', status: finding.status, head, seen: lines, finding }];
};

const days = (seconds: number): string =>
  seconds < 86_400 ? `${seconds} s` : plural(Math.round(seconds / 86_400), 'day', 'days');

/** A phrase for the optional records: the policy that was fetched; empty when none was. */
export const policyWords = (record: Reportable): string => {
  const policy = fact(record.observations, 'dns.mtaSts')?.policy ?? null;
  if (policy === null) return '';
  return ` (${policy.mode}, ${days(policy.maxAge)}, ${plural(policy.mx.length, 'host', 'hosts')})`;
};

/** The address of `--ip` as a host on the internet: its name, and the lists that were named. */
export const sendingHostSection = (record: Reportable): readonly Section[] => {
  const addresses = fact(record.observations, 'dns.sendingAddresses')?.addresses ?? [];
  const finding = findingOf(record, 'sending-addresses');
  if (addresses.length === 0 || finding === undefined) return [];
  const named = addresses.map(({ address, names, ptr, blocklists }) => {
    const back = names.some(({ leadsBack }) => leadsBack === true);
    const name = names.map((one) => one.name).join(', ');
    const said =
      name === ''
        ? isAbsent(ptr.outcome)
          ? 'no name'
          : 'its name was not answered'
        : `${name}${back ? ', which leads back' : ''}`;
    const clear = blocklists.filter(({ state }) => state === 'clear').map(({ zone }) => zone);
    return `${address}: ${said}${clear.length === 0 ? '' : `; not listed at ${clear.join(', ')}`}`;
  });
  return [{ label: 'Sending host', status: finding.status, head: named.join(' · '), finding }];
};
