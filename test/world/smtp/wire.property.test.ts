// Octets of a hostile server, cut anywhere: a wait ends with a whole reply or a named error, and nothing of it is unsafe to show.
import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEhlo } from '../../../src/mail/smtp/ehlo.ts';
import { SmtpWire, WireError } from '../../../src/world/smtp/wire.ts';

/** A server that says these pieces and hangs up. */
const peer = (pieces: readonly Uint8Array[]): Socket => {
  const left = [...pieces];
  const stream = new Duplex({
    read() {
      this.push(left.shift() ?? null);
    },
    write(_chunk, _encoding, done) {
      done();
    },
  });
  return stream as unknown as Socket;
};

const SOUND = Buffer.from(
  '220 mx.example ESMTP\r\n250-mx.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000\r\n235 2.7.0 ok\r\n250 2.1.0 Ok\r\n550-5.1.1 no\r\n550 5.1.1 such user\r\n',
);

/** A sound dialogue with octets put in, left out, turned or said again. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat({ max: SOUND.length }),
      fc.constantFrom('insert', 'cut', 'turn', 'repeat', 'flood'),
      fc.uint8Array({ maxLength: 12 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) =>
    changes.reduce<Buffer>((octets, [at, how, some]) => {
      const [before, after] = [octets.subarray(0, at), octets.subarray(at)];
      switch (how) {
        case 'insert':
          return Buffer.concat([before, some, after]);
        case 'cut':
          return Buffer.concat([before, after.subarray(some.length)]);
        case 'turn':
          return Buffer.concat([before, some, after.subarray(some.length)]);
        case 'repeat':
          return Buffer.concat([before, before, after]);
        default:
          return Buffer.concat([before, Buffer.alloc(9_000, some[0] ?? 65), after]);
      }
    }, SOUND),
  );

const pieces = fc
  .tuple(mutated, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }))
  .map(([octets, sizes]) => {
    const cut: Buffer[] = [];
    for (let at = 0; at < octets.length; at += sizes[cut.length % sizes.length] ?? 1) {
      // The last pieces come as one: a flood in small pieces says no more.
      const end = cut.length > 40 ? octets.length : at + (sizes[cut.length % sizes.length] ?? 1);
      cut.push(octets.subarray(at, end));
      if (end === octets.length) break;
    }
    return cut;
  });

test('a wait for a hostile server ends', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (said) => {
      const shown: string[] = [];
      const wire = new SmtpWire(peer(said), { note: (_who, text) => shown.push(text), redact: (text) => text });
      for (let asked = 0; ; asked += 1) {
        expect(asked).toBeLessThan(5_000);
        try {
          const reply = await wire.reply(10_000);
          expect(reply.code).toBeGreaterThanOrEqual(100);
          expect(reply.lines.every((line) => line.length <= 512)).toBe(true);
          shown.push(...reply.lines, ...parseEhlo(reply).mechanisms);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          shown.push(error instanceof WireError ? error.message : '');
          break;
        }
      }
      wire.close();
      expect(shown.join('')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 600, seed: 15 },
  );
});
