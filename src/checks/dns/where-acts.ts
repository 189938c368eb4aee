// What is to be done about a record by how its name servers and resolvers give it, whatever it says.
import type { Follow, JudgedAct, Status } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { listed } from '../../text/listed.ts';
import { changeRecord } from '../remedy.ts';

type Seen = Facts['dns.whereSeen']['records'][number];

/** A weakness of an SPF record is told whether or not a newer record mends it; of the others a newer one is looked at first. */
export const ACT: readonly Status[] = ['fail', 'warn'];

/** The checks that judge what the resolver gives at the name, and with which status they ask a person to act. */
export const judgesOf = ({ name, type }: Seen): readonly Follow[] => {
  const acting = (...checks: readonly string[]): readonly Follow[] => checks.map((check) => ({ check, status: ACT }));
  if (name.startsWith('_dmarc.')) return acting('dmarc-record', 'dmarc-alignment');
  if (name.includes('._domainkey.')) return acting('dkim-tokens', 'dkim-keys');
  return type === 'MX' ? acting('mail-from', 'sender-domain-receives') : [{ check: 'spf-authorises', status: ['fail'] }];
};

/** The alias at the name, and what stands beside it, at one of its servers; null where none has both. */
export const besideOf = ({
  authorities,
}: Seen): { readonly alias: string; readonly others: readonly string[]; readonly address: string } | null => {
  const [both] = authorities.filter(({ beside }) => beside !== undefined);
  if (both === undefined) return null;
  const values = [...both.values, ...(both.beside ?? [])];
  const alias = values.find((value) => value.startsWith('CNAME '))?.slice('CNAME '.length);
  return alias === undefined
    ? null
    : { alias, others: values.filter((value) => !value.startsWith('CNAME ')), address: both.address };
};

const shortened = (value: string): string => (value.length > 60 ? `${value.slice(0, 40)}…` : value);

/** Of a token of SES the alias is what belongs there; elsewhere only whoever entered both knows which is meant. */
export const besideAct = (record: Seen, dkim: Observation<Facts['dns.dkim']>): JudgedAct => {
  const { name, type, zone } = record;
  const { alias, others, address } = besideOf(record) ?? { alias: '', others: [], address: 'SERVER' };
  const command = `dig @${address} ${name} CNAME +norecurse\ndig @${address} ${name} ${type} +norecurse`;
  const why = `a CNAME to ${alias} and ${type} (${others.map(shortened).join(', ')}) stand there together, which no zone may have (RFC 1034 §3.6.2), so it depends on the resolver which of them it sees`;
  const token = dkim.state === 'observed' ? dkim.value.records.find((one) => sameName(one.name, name)) : undefined;
  if (token !== undefined && sameName(alias, token.expectedTarget)) {
    const change = changeRecord({ name, type, before: others, after: [], all: others });
    const say = `Remove the ${type} record at ${name}, and leave the CNAME of SES alone there: ${why}.`;
    return { say, command, ...(change === null ? {} : { records: [change] }) };
  }
  const say = `Decide what is meant at ${name}, and remove the other in the zone ${zone ?? name}: ${why}.`;
  // Of a domain that answers go to, the alias is told with the mail route.
  const follows = [{ check: 'sender-domain-receives', reasons: ['alias-beside'] }];
  return { say, command, follows };
};

/** For records that resolvers give only when they are told not to check signatures. */
export const bogusAct = (records: readonly Seen[]): DraftAct => {
  const zones = [...new Set(records.map((record) => record.bogusZone ?? record.zone ?? record.name))].join(', ');
  const [first] = records;
  // Above the registered domains nobody here publishes anything.
  const [zone] = records.flatMap(({ bogusZone }) => bogusZone ?? []);
  if (zone !== undefined && !zone.includes('.'))
    return {
      say: `Ask another resolver (--resolver), or wait: the signatures of ${zone} do not validate, which only its registry can mend, if it is not the clock or the trust anchor of this resolver.`,
      command: `delv ${zone} SOA`,
      owner: 'network admin',
    };
  return {
    say: `Repair the DNSSEC of ${zones}: sign the zone anew, or make the DS record at the registrar match its key (remove the DS when the zone is no longer signed). Resolvers that validate see none of its records.`,
    command: `delv ${first?.name ?? zones} ${first?.type ?? 'SOA'}`,
  };
};

/** For a name whose servers deny the empty name above it. */
export const emptyNameAct = ({ name }: Seen, deniers: readonly string[]): DraftAct => {
  const above = name.slice(name.indexOf('.') + 1);
  return {
    say: `Make ${listed(deniers)} answer ${above} with NOERROR: ${deniers.length === 1 ? 'it says' : 'they say'} NXDOMAIN there, and resolvers that stop at it (RFC 8020, RFC 9156) see none of the names below. On PowerDNS, pdnsutil rectify-zone does it.`,
    command: `dig @${deniers[0] ?? 'SERVER'} ${above} TXT +norecurse`,
  };
};
