// A query on its way out: what a forger would have to guess, and what counts as its answer.
import { describe, expect, it } from 'vitest';
import { queryOf } from '../../../src/world/dns/query.ts';

const QUESTION = { name: 'a1-b_c.example.com', type: 'TXT', recursion: true } as const;
const END = 12 + QUESTION.name.length + 2;
const nameIn = (message: Buffer): string => message.toString('latin1', 12, END);
const many = Array.from({ length: 64 }, () => queryOf(QUESTION, { edns: true, mixedCase: true }));

const answering = (message: Buffer): Buffer => {
  const packet = Buffer.from(message);
  packet.writeUInt8(0x80, 2);
  return packet;
};

describe('a query', () => {
  it('has its letters in either case by chance, and every other octet of the name as it is', () => {
    const plain = nameIn(queryOf(QUESTION, { edns: true, mixedCase: false }).message);
    for (let at = 0; at < plain.length; at += 1) {
      const seen = new Set(many.map(({ message }) => nameIn(message)[at]));
      const letter = plain[at] ?? '';
      expect(seen).toEqual(new Set([letter, letter.toUpperCase()]));
    }
    expect(new Set(many.map(({ id }) => id)).size).toBeGreaterThan(60);
  });

  it('is answered by its own question in its own case; in another case only perhaps, and by another question not', () => {
    const [query] = many;
    if (query === undefined) throw new Error('none was made');
    const packet = answering(query.message);
    expect(query.matches(packet)).toBe('yes');
    const lower = Buffer.from(packet);
    lower.write(nameIn(packet).toLowerCase(), 12, 'latin1');
    const upper = Buffer.from(packet);
    upper.write(nameIn(packet).toUpperCase(), 12, 'latin1');
    expect([query.matches(lower), query.matches(upper)]).toContain('other-case');
    const elsewhere = Buffer.from(packet);
    elsewhere.write('b', 13, 'latin1');
    expect(query.matches(elsewhere)).toBe('no');
    const otherType = Buffer.from(packet);
    otherType.writeUInt16BE(1, END);
    expect(query.matches(otherType)).toBe('no');
    expect(query.matches(packet.subarray(0, 8))).toBe('short');
  });
});
