// Reads the octets of a DNS query (RFC 1035 §4, RFC 6891). The lab does this itself, so that it agrees with no client by construction.
import { labelText } from './names.ts';
import { TYPE } from './rdata.ts';

export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;
export const FLAG = { QR: 0x8000, AA: 0x0400, TC: 0x0200, RD: 0x0100, RA: 0x0080, CD: 0x0010 } as const;

export interface LabQuery {
  readonly id: number;
  readonly opcode: number;
  readonly flags: number;
  readonly questions: number;
  /** Octets of the question section, to be echoed as they came (the case of the name is the asker's). */
  readonly question: Buffer;
  /** Lower case. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly edns: { readonly size: number; readonly version: number; readonly dnssecOk: boolean } | null;
  /** False when the message breaks off or is no query the rest can be read of. */
  readonly wellFormed: boolean;
}

const readName = (message: Buffer, start: number): { name: string; end: number } => {
  const labels: string[] = [];
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    // A query has no earlier name that its own could point to.
    if (length > 63) throw new RangeError('compressed or extended label');
    if (length === 0) return { name: labels.join('.'), end: at + 1 };
    if (at + 1 + length > message.length || at - start > 254) throw new RangeError('name breaks off');
    labels.push(labelText(message.subarray(at + 1, at + 1 + length)).toLowerCase());
    at += 1 + length;
  }
};

const readEdns = (message: Buffer, start: number, count: number): LabQuery['edns'] => {
  let at = start;
  let edns: LabQuery['edns'] = null;
  for (let index = 0; index < count; index += 1) {
    const { end } = readName(message, at);
    const length = message.readUInt16BE(end + 8);
    if (end + 10 + length > message.length) throw new RangeError('record breaks off');
    if (message.readUInt16BE(end) === TYPE.OPT)
      edns = {
        size: message.readUInt16BE(end + 2),
        version: message.readUInt8(end + 5),
        dnssecOk: (message.readUInt8(end + 6) & 0x80) !== 0,
      };
    at = end + 10 + length;
  }
  return edns;
};

/** Reads a query. Null for what must not be answered at all: too short for a header, or itself a response. */
export const readQuery = (message: Buffer): LabQuery | null => {
  if (message.length < 12 || (message.readUInt16BE(2) & FLAG.QR) !== 0) return null;
  const flags = message.readUInt16BE(2);
  const questions = message.readUInt16BE(4);
  const head = { id: message.readUInt16BE(0), opcode: (flags >> 11) & 15, flags, questions };
  const nothing = { question: Buffer.alloc(0), name: '', type: 0, class: 0, edns: null, wellFormed: false };
  if (questions !== 1) return { ...head, ...nothing };
  try {
    const { name, end } = readName(message, 12);
    const question = message.subarray(12, end + 4);
    const asked = { question, name, type: message.readUInt16BE(end), class: message.readUInt16BE(end + 2) };
    const before = message.readUInt16BE(6) + message.readUInt16BE(8);
    return { ...head, ...asked, edns: readEdns(message, end + 4, before + message.readUInt16BE(10)), wellFormed: true };
  } catch {
    return { ...head, ...nothing };
  }
};
