// Damaged answers and noise: nothing is thrown, and no record is read that makes no sense.
import net from 'node:net';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { readReply } from '../../../src/world/dns/reply.ts';
import { typical } from './answers.ts';

describe('hostile packets', () => {
  const sane = (packet: Buffer): void => {
    const reply = readReply(packet);
    for (const record of [...(reply?.answers ?? []), ...(reply?.authorities ?? []), ...(reply?.additionals ?? [])]) {
      if (record.type === 'A' && !net.isIPv4(record.data)) throw new Error(`address ${record.data}`);
      if (record.type === 'AAAA' && !net.isIPv6(record.data)) throw new Error(`address ${record.data}`);
      if (record.ttl < 0 || record.data.includes('undefined')) throw new Error(`record ${JSON.stringify(record)}`);
    }
  };

  it('neither throw nor yield nonsense, by the hundred thousand', () => {
    const whole = typical();
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(whole.length), (changes, cut) => {
        const packet = Buffer.from(whole);
        for (const [at, octet] of changes) packet.writeUInt8(octet, at);
        sane(packet);
        sane(packet.subarray(0, cut));
      }),
      { numRuns: 50_000 },
    );
  });

  it('of nothing but noise are not read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => sane(Buffer.from(noise))),
      { numRuns: 20_000 },
    );
  });
});
