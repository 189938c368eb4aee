// Serial arithmetic (RFC 1982) for any two serials.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { compareSerials } from '../../../src/mail/dns/serial.ts';

describe('serial numbers', () => {
  it('stand to each other the same way from both sides, and adding makes newer', () => {
    const serial = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(serial, serial, (a, b) => compareSerials(a, b) === -compareSerials(b, a) || compareSerials(a, b) === 0),
    );
    fc.assert(fc.property(serial, fc.integer({ min: 1, max: 0x7fffffff }), (a, n) => compareSerials((a + n) >>> 0, a) === 1));
  });
});
