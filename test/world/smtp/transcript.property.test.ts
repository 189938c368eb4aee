// A password inside any larger base64 text is masked.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactorOf } from '../../../src/world/smtp/transcript.ts';

const SECRET = 'correct horse/9+"x"';

test('masks base64 wherever the secret stands in what was encoded', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
      const encoded = Buffer.from(`${before}${SECRET}${after}`).toString('base64');
      expect(redactorOf([SECRET])(encoded)).toContain('[secret]');
    }),
  );
});
