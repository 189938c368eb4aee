// One query as octets, and whether a packet is its answer (RFC 5452 §9: id, question; the socket sees to the source).
import { randomFillSync, randomInt } from 'node:crypto';
import { AUTHENTIC_DATA, CHECKING_DISABLED, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import type { DnsType } from '../../core/ports/dns.ts';
import { wireName } from './query-name.ts';

export interface Question {
  /** As `queryName` gives it. */
  readonly name: string;
  readonly type: DnsType;
  readonly recursion: boolean;
  /** CD=1: give the answer even when DNSSEC validation fails. */
  readonly checkingDisabled?: true;
}

export interface Query {
  readonly question: Question;
  readonly id: number;
  readonly edns: boolean;
  readonly message: Buffer;
  /** `other-case`: everything fits but the random case of the name was not echoed. `short`: no header can be read. */
  matches(packet: Buffer): 'yes' | 'other-case' | 'no' | 'short';
}

/** Avoids fragmentation on every path (DNS Flag Day 2020). */
export const EDNS_SIZE = 1232;
const HEADER = 12;

const POOL = Buffer.alloc(8192);
let used = POOL.length;

/** Fresh random octets out of a pool, because each call to the generator costs as much as the rest of the query. */
const coins = (count: number): Buffer => {
  if (used + count > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += count;
  return POOL.subarray(used - count, used);
};

const [FIRST, LAST, OTHER_CASE] = [0x61, 0x7a, 0x20];

/**
 * Random case makes the name itself part of what a forger has to guess (draft-vixie-dnsext-dns0x20). The name is lower case, and the length
 * of a label is no letter.
 */
const mixCase = (message: Buffer, start: number, end: number): void => {
  const tossed = coins(end - start);
  for (let at = start; at < end; at += 1) {
    const octet = message[at] ?? 0;
    if (octet >= FIRST && octet <= LAST && (tossed[at - start] ?? 0) % 2 === 0) message[at] = octet - OTHER_CASE;
  }
};

/** A server that cannot parse a query may answer with the header alone; no other answer comes without its question. */
const isBareError = (packet: Buffer): boolean => packet.readUInt16BE(4) === 0 && [1, 2, 4, 5].includes(packet.readUInt8(3) & 15);

/** Encodes a question under a fresh random id; over HTTPS the id is 0, which nobody has to guess and caches prefer (RFC 8484 §4.1). */
export const queryOf = (
  question: Question,
  how: { readonly edns: boolean; readonly mixedCase: boolean; readonly id?: 0 },
): Query => {
  const id = how.id ?? randomInt(0x10000);
  const name = wireName(question.name) ?? question.name;
  const checking = question.checkingDisabled === true ? CHECKING_DISABLED : 0;
  const message = encode({
    type: 'query',
    id,
    flags: AUTHENTIC_DATA | checking | (question.recursion ? RECURSION_DESIRED : 0),
    questions: [{ type: question.type as RecordType, name: name === '' ? '.' : name }],
    ...(how.edns
      ? {
          additionals: [
            {
              type: 'OPT',
              name: '.',
              udpPayloadSize: EDNS_SIZE,
              flags: 0,
              options: [],
              extendedRcode: 0,
              ednsVersion: 0,
              flag_do: false,
            },
          ],
        }
      : {}),
  });
  // Name, its closing zero, type and class.
  const end = HEADER + (name === '' ? 1 : name.length + 2) + 4;
  if (how.mixedCase) mixCase(message, HEADER, end - 4);
  return {
    question,
    id,
    edns: how.edns,
    message,
    matches: (packet) => {
      if (packet.length < HEADER) return 'short';
      const isResponse = (packet.readUInt8(2) & 0xf8) === 0x80;
      if (packet.readUInt16BE(0) !== id || !isResponse) return 'no';
      if (isBareError(packet)) return 'yes';
      if (packet.readUInt16BE(4) !== 1 || packet.length < end) return 'no';
      if (message.compare(packet, HEADER, end, HEADER, end) === 0) return 'yes';
      const [asked, echoed] = [message, packet].map((one) => one.toString('latin1', HEADER, end)) as [string, string];
      return echoed.toLowerCase() === asked.toLowerCase() && echoed.slice(-4) === asked.slice(-4) ? 'other-case' : 'no';
    },
  };
};
