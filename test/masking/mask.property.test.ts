// Masking twice is masking once.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maskText } from '../../src/masking/mask.ts';

const mask = (text: string): string => maskText(text, { recipients: ['ops.team@example.com'] });

it('changes nothing the second time', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'BM+Sxd3n0fTk9zYwQ1rVhPa7LmCe5uJgXo8iKb2Ns4Wd',
      '?token=',
      '%3Dtoken%3D',
      '://a:b@',
      'ops.team@example.com',
      'AKIAIOSFODNN7EXAMPLE',
      '"password": "',
      '"',
      'AUTH PLAIN ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const once = mask(pieces.join(''));
      expect(mask(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});
