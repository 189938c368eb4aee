// DNS and TLS facts of a record as rows, wherever in the observations they stand.
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Reportable } from './outline.ts';
import { when, yesOrNo } from './words.ts';
import { isObject } from '../text/unknown-json.ts';

export interface DnsRow {
  readonly name: string;
  readonly type: string;
  /** The records, or the outcome when there are none. */
  readonly answer: readonly string[];
  /** Seconds. */
  readonly ttl: number | null;
  readonly server: string | null;
}

export interface TlsRow {
  readonly label: string;
  readonly value: string;
}

export interface FactRow {
  readonly key: string;
  readonly state: string;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Why it was not seen; empty when it was. */
  readonly detail: string;
}

/** Every object inside a value, outermost first. */
const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] => {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
};

const observed = (record: Reportable): readonly JsonObject[] =>
  Object.values(record.observations).flatMap((one) => (one.state === 'observed' ? objectsIn(one.value) : []));

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

const dnsRow = (one: JsonObject): DnsRow | null => {
  const [name, type, outcome] = [text(one['name']), text(one['type']), text(one['outcome'])];
  const values = one['values'];
  if (name === null || type === null || outcome === null || !Array.isArray(values)) return null;
  const answer = values.filter((value): value is string => typeof value === 'string');
  return {
    name,
    type,
    answer: answer.length === 0 ? [outcome] : answer,
    ttl: typeof one['ttl'] === 'number' ? one['ttl'] : null,
    server: text(one['server']),
  };
};

/** Each question once, in the order in which the observations name them. */
export const dnsRows = (record: Reportable): readonly DnsRow[] => {
  const rows = observed(record).flatMap((one) => dnsRow(one) ?? []);
  return [...new Map(rows.map((row) => [`${row.name} ${row.type}`, row])).values()];
};

const isTls = (one: JsonObject): boolean => 'chainTrusted' in one && 'hostMatches' in one;

const TLS_WORDS: readonly (readonly [string, string])[] = [
  ['protocol', 'Protocol'],
  ['cipher', 'Cipher'],
  ['subject', 'Certificate for'],
  ['issuer', 'Issued by'],
  ['validFrom', 'Valid from'],
  ['validTo', 'Valid until'],
  ['chainTrusted', 'Chain trusted'],
  ['chainError', 'Chain error'],
  ['hostMatches', 'Name matches'],
  ['keyType', 'Key'],
  ['keyBits', 'Key bits'],
  ['fingerprint', 'SHA-256 fingerprint'],
];

const shown = (value: JsonValue): string => {
  if (typeof value === 'boolean') return yesOrNo(value);
  return typeof value === 'string' ? when(value) : JSON.stringify(value);
};

/** The first TLS session of the record, field by field; empty when there was none. */
export const tlsRows = (record: Reportable): readonly TlsRow[] => {
  const tls = observed(record).find(isTls);
  if (tls === undefined) return [];
  return TLS_WORDS.flatMap(([key, label]) => {
    const value = tls[key];
    return value === undefined || value === null ? [] : [{ label, value: shown(value) }];
  });
};

/** Every observation with how it was obtained. */
export const factRows = (record: Reportable): readonly FactRow[] =>
  Object.entries(record.observations).map(([key, one]) => ({
    key,
    state: one.state,
    durationMs: one.durationMs,
    detail: one.state === 'observed' ? '' : `${one.code}: ${one.message}`,
  }));
