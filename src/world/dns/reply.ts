// The octets of an answer → what it says. Whatever is wrong with them gives null, never a throw and never half an answer.
import { decode } from 'dns-packet';
import type { DnsRecord } from '../../core/ports/dns.ts';
import { type RawRecord, recordOf } from './presentation.ts';
import type { ExtendedError } from './extended-error.ts';
import { isWhole } from './structure.ts';

export interface Reply {
  /** With the upper bits of EDNS: 16 is BADVERS. */
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticated: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  readonly extendedError: ExtendedError | null;
}

export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;
const EXTENDED_ERROR = 15;

/** TC stands in the header, to be read before anything else: what follows it is not an answer (RFC 2181 §9). */
export const isTruncated = (message: Buffer): boolean => (message.readUInt8(2) & 2) !== 0;

interface Option {
  readonly code?: number;
  readonly data?: unknown;
}
interface RawOpt {
  readonly extendedRcode?: number;
  readonly options?: readonly Option[];
}

const extendedErrorOf = (opt: RawOpt | undefined): Reply['extendedError'] => {
  const data = opt?.options?.find((option) => option.code === EXTENDED_ERROR)?.data;
  if (!Buffer.isBuffer(data) || data.length < 2) return null;
  return { code: data.readUInt16BE(0), text: data.subarray(2, 202).toString() };
};

/** `strict`: a record of another class than the question's makes it no answer to it, and not one that says “there is nothing”. */
const section = (records: readonly unknown[], strict: boolean): DnsRecord[] | null => {
  const found: DnsRecord[] = [];
  for (const raw of records as readonly RawRecord[]) {
    if (raw.type === 'OPT') continue;
    if (raw.class !== 'IN' || raw.flush === true) {
      if (strict) return null;
      continue;
    }
    const record = recordOf(raw);
    if (record === null) return null;
    found.push(record);
  }
  return found;
};

type Head = Omit<Reply, 'answers' | 'authorities' | 'additionals' | 'extendedError'>;

const headOf = (message: Buffer, extendedRcode: number): Head => {
  const flags = message.readUInt16BE(2);
  return {
    rcode: (extendedRcode << 4) | (flags & 15),
    authoritative: (flags & 0x0400) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticated: (flags & 0x0020) !== 0,
  };
};

/** An error whose four counts are zero is its header. Unbound refuses so, and leaves octets of the query behind it. */
const isHeaderAlone = (message: Buffer): boolean =>
  message.length >= 12 && (message.readUInt8(3) & 15) !== 0 && message.subarray(4, 12).every((octet) => octet === 0);

/** Reads an answer. Null when it cannot be read. */
export const readReply = (message: Buffer): Reply | null => {
  if (isHeaderAlone(message))
    return { ...headOf(message, 0), answers: [], authorities: [], additionals: [], extendedError: null };
  try {
    if (!isWhole(message)) return null;
    const packet = decode(message);
    if (decode.bytes !== message.length) return null;
    const answers = section(packet.answers ?? [], true);
    const authorities = section(packet.authorities ?? [], true);
    // A signature of the message has a class of its own there (RFC 8945 §4.2, RFC 2931 §3).
    const additionals = section(packet.additionals ?? [], false);
    if (!answers || !authorities || !additionals) return null;
    const opt: RawOpt | undefined = packet.additionals?.find((record) => record.type === 'OPT');
    return {
      ...headOf(message, opt?.extendedRcode ?? 0),
      answers,
      authorities,
      additionals,
      extendedError: extendedErrorOf(opt),
    };
  } catch {
    // dns-packet throws plain and range errors for what the structure check lets through.
    return null;
  }
};
