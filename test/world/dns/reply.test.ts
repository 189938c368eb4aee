// Answers as octets: what is whole is read exactly, what is not is never read in part, and nothing is thrown.
import { describe, expect, it } from 'vitest';
import { queryOf } from '../../../src/world/dns/query.ts';
import { readReply } from '../../../src/world/dns/reply.ts';
import { isWhole } from '../../../src/world/dns/structure.ts';
import { message, typical } from './answers.ts';

const offsetOf = (whole: Buffer, part: Buffer): number => whole.indexOf(part);

describe('reading an answer', () => {
  it('gives every type in presentation form', () => {
    expect(readReply(typical())?.answers.map((record) => `${record.type} ${record.data}`)).toEqual([
      'TXT v=spf1 include:amazonses.com -all',
      'A 192.0.2.1',
      'AAAA 2001:db8::1',
      'MX 10 mail.example.com',
      'CNAME other.example.com',
      'SOA a b 4294967295 2 3 4 5',
      'CAA 0 issue "ca.example"',
      'TLSA 3 1 1 ab',
      'DS 1 8 2 cd',
    ]);
  });

  it('reads no part of an answer that breaks off, wherever it does', () => {
    const whole = typical();
    for (let length = 0; length < whole.length; length += 1) expect(readReply(whole.subarray(0, length))).toBeNull();
    expect(readReply(whole)).not.toBeNull();
  });

  it('reads nothing when octets are left over', () => {
    expect(readReply(Buffer.concat([typical(), Buffer.alloc(1)]))).toBeNull();
  });

  it('takes an error for its header when it counts nothing, whatever is left behind it', () => {
    const refused = Buffer.from('123480250000000000000000076578616d706c65036e6574000006000100002904d0000000000000', 'hex');
    expect(readReply(refused)).toMatchObject({ rcode: 5, answers: [], authoritative: false });
    refused.writeUInt8(0x20, 3);
    expect(readReply(refused)).toBeNull();
  });

  it('reads no address, text or name whose length contradicts the record', () => {
    const address = message([{ name: 'example.com', type: 'A', ttl: 1, data: '192.0.2.1' }]);
    address.writeUInt16BE(3, offsetOf(address, Buffer.from([0, 4, 192, 0, 2, 1])));
    expect(readReply(address)).toBeNull();
    const text = message([{ name: 'example.com', type: 'TXT', ttl: 1, data: 'hello' }]);
    text.writeUInt8(4, offsetOf(text, Buffer.from('\u0005hello')));
    expect(readReply(text)).toBeNull();
    const empty = message([{ name: 'example.com', type: 'UNKNOWN_16', ttl: 1, data: Buffer.alloc(0) }]);
    expect(readReply(empty)).toBeNull();
  });

  it('refuses compression that points forward, to itself or into the header', () => {
    for (const target of [0, 11, 29, 30, 200]) {
      const looped = message([{ name: 'example.com', type: 'UNKNOWN_5', ttl: 1, data: Buffer.from([0xc0, target]) }]);
      expect(isWhole(looped)).toBe(target === 29 || target === 30);
      if (target !== 29 && target !== 30) expect(readReply(looped)).toBeNull();
    }
  });

  it('takes an answer of another class for none, and never for “there is nothing”', () => {
    for (const rdclass of ['CH', 'HS', 'ANY'] as const) {
      const other = message([{ name: 'example.com', type: 'TXT', class: rdclass, ttl: 1, data: 'x' }]);
      expect(readReply(other)).toBeNull();
    }
  });

  it('counts a TTL with the top bit as nothing', () => {
    const negative = message([{ name: 'example.com', type: 'A', ttl: 0x80000001, data: '192.0.2.1' }]);
    expect(readReply(negative)?.answers[0]?.ttl).toBe(0);
  });

  it('writes odd octets of names so that nobody is misled', () => {
    const odd = message([{ name: 'example.com', type: 'CNAME', ttl: 1, data: 'a\u001b[2Jb c.Example.com' }]);
    expect(readReply(odd)?.answers[0]?.data).toBe('a\\027[2jb\\032c.example.com');
  });

  it('joins the octets of a text before it reads letters that lie across two strings', () => {
    const [one, two] = [Buffer.from('münchen').subarray(0, 2), Buffer.from('münchen').subarray(2)];
    expect(readReply(message([{ name: 'example.com', type: 'TXT', ttl: 1, data: [one, two] }]))?.answers[0]?.data).toBe(
      'münchen',
    );
  });

  it('adds the upper bits of EDNS to the response code', () => {
    const badVersion = message([], {
      additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 1, flags: 0, options: [] }],
    });
    expect(readReply(badVersion)?.rcode).toBe(16);
  });
});

describe('hostile packets', () => {
  it('are no answer unless id, direction, opcode and question are those of the query', () => {
    const query = queryOf({ name: 'example.com', type: 'TXT', recursion: true }, { edns: true, mixedCase: false });
    const answer = message([]);
    answer.writeUInt16BE(query.id, 0);
    expect(query.matches(answer)).toBe('yes');
    const at = (offset: number, value: number): Buffer => {
      const other = Buffer.from(answer);
      other.writeUInt8(value, offset);
      return other;
    };
    const last = answer.indexOf(Buffer.from([0, 16, 0, 1]));
    const others = [at(0, answer[0]! ^ 1), at(2, 0x01), at(2, 0xa9), at(5, 2), at(13, 0x66), at(last + 1, 1), at(last + 3, 3)];
    expect(others.map((packet) => query.matches(packet))).toEqual(Array(7).fill('no'));
    expect(query.matches(at(13, 0x45))).toBe('other-case');
    expect(query.matches(answer.subarray(0, 11))).toBe('short');
    expect(query.matches(answer.subarray(0, 20))).toBe('no');
  });
});
