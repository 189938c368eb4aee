// Writes the octets of a DNS reply: compression, EDNS, and truncation to what the asker can take.
import { labelsOf, unescape } from './names.ts';
import { FLAG, type LabQuery } from './query.ts';
import { TYPE } from './rdata.ts';
import type { LabRecord } from './zone-file.ts';

export interface LabReply {
  readonly flags: number;
  readonly rcode: number;
  readonly answers: readonly LabRecord[];
  readonly authorities: readonly LabRecord[];
  readonly additionals: readonly LabRecord[];
}

interface Writer {
  readonly parts: Buffer[];
  length: number;
  /** Name → offset of its first occurrence, for compression (RFC 1035 §4.1.4). */
  readonly seen: Map<string, number>;
}

const push = (writer: Writer, part: Buffer): void => {
  writer.parts.push(part);
  writer.length += part.length;
};

const uint16 = (...values: readonly number[]): Buffer => {
  const out = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) out.writeUInt16BE(value & 0xffff, index * 2);
  return out;
};

const labelOctets = (label: string): Buffer => {
  const octets = unescape(label).subarray(0, 63);
  return Buffer.concat([Buffer.from([octets.length]), octets]);
};

const writeName = (writer: Writer, name: string): void => {
  const labels = labelsOf(name);
  for (const [index, label] of labels.entries()) {
    const rest = labels.slice(index).join('.');
    const offset = writer.seen.get(rest);
    if (offset !== undefined) {
      push(writer, uint16(0xc000 | offset));
      return;
    }
    if (writer.length < 0x4000) writer.seen.set(rest, writer.length);
    push(writer, labelOctets(label));
  }
  push(writer, Buffer.from([0]));
};

// RFC 3597 §4: names are compressed only in the data of the types of RFC 1035.
const COMPRESSED: ReadonlySet<number> = new Set([TYPE.NS, TYPE.CNAME, TYPE.SOA, TYPE.PTR, TYPE.MX]);

const writeRecord = (writer: Writer, record: LabRecord): void => {
  writeName(writer, record.name);
  const head = Buffer.concat([uint16(record.type, 1), Buffer.alloc(4), uint16(0)]);
  head.writeUInt32BE(record.ttl, 4);
  push(writer, head);
  const start = writer.length;
  for (const part of record.rdata) {
    if (Buffer.isBuffer(part)) push(writer, part);
    else if (COMPRESSED.has(record.type)) writeName(writer, part.name);
    else push(writer, Buffer.concat([...labelsOf(part.name).map(labelOctets), Buffer.from([0])]));
  }
  head.writeUInt16BE(writer.length - start, 8);
};

/** The DO bit is echoed, signatures or not (RFC 3225 §3). */
const optRecord = (rcode: number, dnssecOk: boolean): Buffer =>
  Buffer.concat([Buffer.from([0]), uint16(TYPE.OPT, 1232), Buffer.from([rcode >> 4, 0, dnssecOk ? 0x80 : 0, 0]), uint16(0)]);

const header = (query: LabQuery, reply: LabReply, counts: readonly number[], truncated: boolean): Buffer => {
  const echoed = query.flags & (FLAG.RD | FLAG.CD);
  const flags = FLAG.QR | (query.opcode << 11) | reply.flags | echoed | (truncated ? FLAG.TC : 0) | (reply.rcode & 15);
  return uint16(query.id, flags, query.question.length > 0 ? 1 : 0, ...counts);
};

const writeQuestion = (writer: Writer, query: LabQuery): void => {
  let at = writer.length;
  for (let rest = labelsOf(query.name); rest.length > 0; rest = rest.slice(1)) {
    writer.seen.set(rest.join('.'), at);
    at += 1 + unescape(rest[0] ?? '').length;
  }
  push(writer, query.question);
};

const compose = (query: LabQuery, reply: LabReply, truncated: boolean): Buffer => {
  const writer: Writer = { parts: [], length: 0, seen: new Map() };
  const sections = truncated ? [[], [], []] : [reply.answers, reply.authorities, reply.additionals];
  const [answers = 0, authorities = 0, additionals = 0] = sections.map((section) => section.length);
  push(writer, header(query, reply, [answers, authorities, additionals + (query.edns === null ? 0 : 1)], truncated));
  writeQuestion(writer, query);
  for (const record of sections.flat()) writeRecord(writer, record);
  if (query.edns !== null) push(writer, optRecord(reply.rcode, query.edns.dnssecOk));
  return Buffer.concat(writer.parts);
};

/** Writes a reply to `query`; longer than `limit` octets it becomes TC=1 with nothing in it, as resolvers send it. */
export const writeReply = (query: LabQuery, reply: LabReply, limit: number): Buffer => {
  const whole = compose(query, reply, (reply.flags & FLAG.TC) !== 0);
  return whole.length > limit ? compose(query, reply, true) : whole;
};
