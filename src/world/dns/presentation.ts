// Decoded record data → the form people read and compare, by type.
import net from 'node:net';
import type { DnsRecord } from '../../core/ports/dns.ts';
import { withoutPrivateKeys } from '../../text/private-key.ts';
import { nameText } from './query-name.ts';

/** A record as dns-packet gives it; the shape of `data` depends on the type. */
export interface RawRecord {
  readonly name: string;
  readonly type: string;
  readonly class?: string;
  readonly flush?: boolean;
  readonly ttl?: number;
  readonly data?: unknown;
}

const host = (name: unknown): string => (typeof name === 'string' ? nameText(name) || '.' : '.');

const fields = (data: unknown): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};

const hex = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('hex') : '');

/** The retired SPF type has the shape of TXT (RFC 7208 §3.1), and dns-packet leaves it as it came: strings behind their lengths. */
const counted = (octets: Buffer): Buffer[] => {
  const parts: Buffer[] = [];
  for (let at = 0; at < octets.length; at += 1 + octets.readUInt8(at))
    parts.push(octets.subarray(at + 1, at + 1 + octets.readUInt8(at)));
  return parts;
};

const strings = (data: unknown): Buffer[] =>
  (Array.isArray(data) ? data : [data]).map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(String(part ?? ''))));

/** Presentation form, or null when the data is not what its type asks for. */
const dataText = (type: string, data: unknown): string | null => {
  const of = fields(data);
  switch (type) {
    case 'A':
      return typeof data === 'string' && net.isIPv4(data) ? data : null;
    case 'AAAA':
      return typeof data === 'string' && net.isIPv6(data) ? data : null;
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return host(data);
    case 'MX':
      return `${String(of.preference)} ${host(of.exchange)}`;
    case 'SOA':
      return [host(of.mname), host(of.rname), of.serial, of.refresh, of.retry, of.expire, of.minimum].map(String).join(' ');
    case 'SPF':
      return Buffer.isBuffer(data) ? withoutPrivateKeys(Buffer.concat(counted(data)).toString()) : null;
    case 'TXT':
      return withoutPrivateKeys(Buffer.concat(strings(data)).toString());
    case 'SRV':
      return `${String(of.priority)} ${String(of.weight)} ${String(of.port)} ${host(of.target)}`;
    case 'CAA':
      return `${String(of.flags)} ${String(of.tag)} "${String(of.value)}"`;
    case 'TLSA':
      return `${String(of.usage)} ${String(of.selector)} ${String(of.matchingType)} ${hex(of.certificate)}`;
    case 'DS':
      return `${String(of.keyTag)} ${String(of.algorithm)} ${String(of.digestType)} ${hex(of.digest)}`;
    default:
      return hex(data);
  }
};

/** A record in the port's form; null when its data cannot be what it says. A TTL with the top bit set counts as 0 (RFC 2181 §8). */
export const recordOf = (raw: RawRecord): DnsRecord | null => {
  const data = dataText(raw.type, raw.data);
  if (data === null) return null;
  const ttl = raw.ttl === undefined || raw.ttl > 0x7fffffff ? 0 : raw.ttl;
  const record = { name: nameText(raw.name), type: raw.type, ttl, data };
  if (raw.type !== 'TXT') return record;
  const parts = strings(raw.data).map((part) => part.toString());
  // Somebody published a private key: it goes no further than this, in no output and no transcript.
  return { ...record, strings: parts.join('') === data ? parts : [data] };
};
