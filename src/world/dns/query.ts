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

/** Random case makes the name itself part of what a forger has to guess (draft-vixie-dnsext-dns0x20). */
const mixCase = (name: string): string => {
  const tossed = coins(name.length);
  let mixed = '';
  for (let at = 0; at < name.length; at += 1) {
    const letter = name[at] ?? '';
    mixed += (tossed[at] ?? 0) % 2 === 0 ? letter.toUpperCase() : letter;
  }
  return mixed;
};

/** A server that cannot parse a query may answer with the header alone; no other answer comes without its question. */
const isBareError = (packet: Buffer): boolean => packet.readUInt16BE(4) === 0 && [1, 2, 4, 5].includes(packet.readUInt8(3) & 15);

/** Encodes a question under a fresh random id; over HTTPS the id is 0, which nobody has to guess and caches prefer (RFC 8484 §4.1). */
export const queryOf = (
  question: Question,
  how: { readonly edns: boolean; readonly mixedCase: boolean; readonly id?: 0 },
): Query => {
  const id = how.id ?? randomInt(0x10000);
  const plain = wireName(question.name) ?? question.name;
  const name = how.mixedCase ? mixCase(plain) : plain;
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
  const asked = message.subarray(HEADER, end).toString('latin1');
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
      const echoed = packet.subarray(HEADER, end).toString('latin1');
      if (echoed === asked) return 'yes';
      return echoed.toLowerCase() === asked.toLowerCase() && echoed.slice(-4) === asked.slice(-4) ? 'other-case' : 'no';
    },
  };
};
