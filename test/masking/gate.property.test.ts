// Any secret is found in every mechanical form.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect, Needle } from '../../src/masking/gate.ts';

describe('the gate', () => {
  it('finds any secret in any of the mechanical forms', () => {
    const secret = fc
      .string({ minLength: 12, maxLength: 60 })
      .filter((text) => text.trim() === text && !/\s{2}|[\0\ufffd]/.test(text));
    fc.assert(
      fc.property(secret, fc.string(), (value, around) => {
        const needles = [new Needle('n', value)];
        const forms = [
          value,
          Buffer.from(around + value + around).toString('base64'),
          Buffer.from(value).toString('hex'),
          encodeURIComponent(value),
          JSON.stringify(value),
        ];
        for (const form of forms) expect(detect(form, needles), form).not.toBeNull();
      }),
    );
  });
});
