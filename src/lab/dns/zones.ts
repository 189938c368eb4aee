// The lab's zones in memory: what was written, plus the SOA, NS and name server addresses that a zone needs to be one.
import { UsageError } from '../../core/errors.ts';
import { mapEntries, mapItems, ScenarioError } from '../scenario/fill.ts';
import { absolute, isWithin, labelsOf, parentOf } from './names.ts';
import { TYPE } from './rdata.ts';
import { type LabRecord, parseZoneLine } from './zone-file.ts';

/** Zone name → lines of its zone file: `name [ttl] [IN] type rdata`, relative to the zone. */
export type LabZones = Readonly<Record<string, readonly string[]>>;

export interface Zone {
  /** Lower case, no trailing dot; '' is the root. */
  readonly origin: string;
  /** Owner → its records. */
  readonly nodes: ReadonlyMap<string, readonly LabRecord[]>;
  /** Names that have no records but names below them (RFC 8020 §1). */
  readonly emptyNonTerminals: ReadonlySet<string>;
  readonly soa: LabRecord;
}

const targets = (records: readonly LabRecord[]): string[] =>
  records.flatMap((record) => record.rdata.flatMap((part) => (Buffer.isBuffer(part) ? [] : [part.name])));

const withDefaults = (origin: string, written: readonly LabRecord[], host: string): LabRecord[] => {
  const has = (name: string, ...types: number[]): boolean =>
    written.some((record) => record.name === name && types.includes(record.type));
  const made = (line: string): LabRecord[] => [parseZoneLine(line, origin)].filter((record) => record !== null);
  const ns = has(origin, TYPE.NS) ? [] : made('@ NS ns1');
  const soa = has(origin, TYPE.SOA) ? [] : made('@ SOA ns1 hostmaster 2026112001 7200 3600 1209600 300');
  const servers = targets([...written.filter((record) => record.name === origin && record.type === TYPE.NS), ...ns]);
  const homeless = servers.filter((name) => isWithin(name, origin) && !has(name, TYPE.A, TYPE.AAAA, TYPE.CNAME));
  const family = host.includes(':') ? 'AAAA' : 'A';
  return [...written, ...soa, ...ns, ...homeless.flatMap((name) => made(`${name}. ${family} ${host}`))];
};

const nonTerminals = (origin: string, names: Iterable<string>): Set<string> => {
  const found = new Set<string>();
  for (const name of names) {
    for (let up = parentOf(name); up !== null && up !== origin && isWithin(up, origin); up = parentOf(up)) found.add(up);
  }
  return found;
};

const buildZone = (origin: string, lines: readonly string[], host: string): Zone => {
  const written = lines.map((line) => parseZoneLine(line, origin)).filter((record) => record !== null);
  const nodes = new Map<string, LabRecord[]>();
  const seen = new Set<string>();
  for (const record of withDefaults(origin, written, host)) {
    // A line that says the same twice is one record (RFC 2181 §5).
    const identity = JSON.stringify([record.name, record.type, record.rdata]);
    if (!seen.has(identity)) nodes.set(record.name, [...(nodes.get(record.name) ?? []), record]);
    seen.add(identity);
  }
  const soa = nodes.get(origin)?.find((record) => record.type === TYPE.SOA);
  if (soa === undefined) throw new Error(`zone ${origin} has no SOA`);
  const emptyNonTerminals = nonTerminals(origin, nodes.keys());
  for (const name of nodes.keys()) emptyNonTerminals.delete(name);
  return { origin, nodes, emptyNonTerminals, soa };
};

/** The zones of a scenario; throws ScenarioError naming zone and line. */
export const readZones = (given: unknown, place: string): LabZones => {
  const zones = mapEntries(given, place, (lines, at) =>
    mapItems(lines, at, (line, where) => {
      if (typeof line !== 'string') throw new ScenarioError(where, 'a line of a zone file is expected');
      return line;
    }),
  );
  for (const [zone, lines] of Object.entries(zones))
    for (const [n, line] of lines.entries()) heldLine(line, zone, `${place}.${zone}[${n}]`);
  return zones;
};

const heldLine = (line: string, zone: string, place: string): void => {
  try {
    parseZoneLine(line, absolute(zone, ''));
  } catch (error) {
    throw error instanceof UsageError ? new ScenarioError(place, error.message.replace(/\.$/, '')) : error;
  }
};

/** Reads all zones; `host` is the address of a name server whose address no zone gives. Throws UsageError for a line that cannot be read. */
export const buildZones = (zones: LabZones, host: string): Zone[] =>
  Object.entries(zones)
    .map(([name, lines]) => buildZone(absolute(name, ''), lines, host))
    .sort((a, b) => labelsOf(b.origin).length - labelsOf(a.origin).length);

/** Zones by their origin: a fleet's lab has thousands. */
const byOrigin = new WeakMap<readonly Zone[], ReadonlyMap<string, Zone>>();

const indexOf = (zones: readonly Zone[]): ReadonlyMap<string, Zone> => {
  const known = byOrigin.get(zones);
  if (known !== undefined) return known;
  const made = new Map([...zones].reverse().map((zone) => [zone.origin, zone]));
  byOrigin.set(zones, made);
  return made;
};

/** The deepest of the zones that holds `name`. */
export const zoneOf = (zones: readonly Zone[], name: string): Zone | null => {
  const index = indexOf(zones);
  for (let at: string | null = name; at !== null; at = parentOf(at)) {
    const zone = index.get(at);
    if (zone !== undefined) return zone;
  }
  return null;
};

/** The root that the lab's resolver starts from: it knows the top-level domains of the lab's zones and nothing else. */
export const rootZone = (zones: readonly Zone[], host: string): Zone => {
  const family = host.includes(':') ? 'AAAA' : 'A';
  const lines = ['@ NS a.root-servers.net.', `a.root-servers.net. ${family} ${host}`];
  const delegations = zones.filter((zone) => zone.origin !== '').map((zone) => `${zone.origin}. NS ns1.${zone.origin}.`);
  return buildZone('', [...lines, ...delegations], host);
};
