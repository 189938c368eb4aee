// What an authoritative server answers from its zones (RFC 1034 §4.3.2, wildcards by RFC 4592).
import { isWithin, parentOf } from './names.ts';
import { FLAG, RCODE } from './query.ts';
import { TYPE } from './rdata.ts';
import type { LabReply } from './reply.ts';
import type { LabRecord } from './zone-file.ts';
import { type Zone, zoneOf } from './zones.ts';

const MAXIMUM_ALIASES = 16;
const NOTHING = { answers: [], authorities: [], additionals: [] };

const refused: LabReply = { flags: 0, rcode: RCODE.REFUSED, ...NOTHING };

/** The SOA as it stands in a negative answer: its TTL is at most its MINIMUM (RFC 2308 §3). */
const negativeSoa = (zone: Zone): LabRecord => {
  const minimum = zone.soa.rdata.at(-1);
  const seconds = Buffer.isBuffer(minimum) ? minimum.readUInt32BE(0) : zone.soa.ttl;
  return { ...zone.soa, ttl: Math.min(zone.soa.ttl, seconds) };
};

const targetOf = (record: LabRecord): string =>
  record.rdata.flatMap((part) => (Buffer.isBuffer(part) ? [] : [part.name]))[0] ?? '';

/** The records at a name: its own, or a wildcard's with the name put in. Null when the name does not exist. */
const recordsAt = (zone: Zone, name: string): readonly LabRecord[] | null => {
  const own = zone.nodes.get(name);
  if (own !== undefined) return own;
  if (zone.emptyNonTerminals.has(name)) return [];
  for (let encloser = parentOf(name); encloser !== null && isWithin(encloser, zone.origin); encloser = parentOf(encloser)) {
    const wildcard = zone.nodes.get(encloser === '' ? '*' : `*.${encloser}`);
    if (wildcard !== undefined) return wildcard.map((record) => ({ ...record, name }));
    if (zone.nodes.has(encloser) || zone.emptyNonTerminals.has(encloser)) return null;
  }
  return null;
};

/** NS records of the delegation that the name lies behind; the DS of a delegation is the parent's own (RFC 4035 §3.1.4.1). */
const delegation = (zone: Zone, name: string, type: number): readonly LabRecord[] | null => {
  let found: readonly LabRecord[] | null = null;
  for (let at: string | null = name; at !== null && at !== zone.origin; at = parentOf(at)) {
    const servers = (zone.nodes.get(at) ?? []).filter((record) => record.type === TYPE.NS);
    if (servers.length > 0 && !(type === TYPE.DS && at === name)) found = servers;
  }
  return found;
};

const glueFor = (zone: Zone, servers: readonly LabRecord[]): LabRecord[] =>
  servers.flatMap((record) =>
    (zone.nodes.get(targetOf(record)) ?? []).filter(({ type }) => type === TYPE.A || type === TYPE.AAAA),
  );

const holderOf = (zones: readonly Zone[], name: string, type: number): Zone | null => {
  const zone = zoneOf(zones, name);
  if (zone === null || type !== TYPE.DS || zone.origin !== name) return zone;
  const parent = parentOf(name);
  return (parent === null ? null : zoneOf(zones, parent)) ?? zone;
};

const wanted = (records: readonly LabRecord[], type: number): LabRecord[] =>
  type === TYPE.ANY ? [...records] : records.filter((record) => record.type === type);

/** Answers one question. Aliases are followed inside the zone only; names of other zones are REFUSED. */
export const answerAuthoritatively = (zones: readonly Zone[], asked: string, type: number): LabReply => {
  const zone = holderOf(zones, asked, type);
  if (zone === null) return refused;
  const answers: LabRecord[] = [];
  let name = asked;
  for (let hop = 0; hop <= MAXIMUM_ALIASES; hop += 1) {
    const servers = delegation(zone, name, type);
    if (servers !== null) {
      const flags = answers.length > 0 ? FLAG.AA : 0;
      return { flags, rcode: RCODE.NOERROR, answers, authorities: servers, additionals: glueFor(zone, servers) };
    }
    const records = recordsAt(zone, name);
    if (records === null) return { ...NOTHING, flags: FLAG.AA, rcode: RCODE.NXDOMAIN, answers, authorities: [negativeSoa(zone)] };
    const alias = type === TYPE.ANY ? undefined : records.find((record) => record.type === TYPE.CNAME);
    const found = wanted(records, type);
    if (found.length > 0 || alias === undefined) {
      const authorities = found.length > 0 ? [] : [negativeSoa(zone)];
      const additionals = type === TYPE.NS ? glueFor(zone, found) : [];
      return { flags: FLAG.AA, rcode: RCODE.NOERROR, answers: [...answers, ...found], authorities, additionals };
    }
    answers.push(alias);
    name = targetOf(alias);
    const again = answers.some((record) => record.name === name);
    if (again || zoneOf(zones, name) !== zone) break;
  }
  return { ...NOTHING, flags: FLAG.AA, rcode: RCODE.NOERROR, answers };
};
