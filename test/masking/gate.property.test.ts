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

  it('answers for a text alone, whatever was read before it', () => {
    const value = 'a1B2c3D4e5F6';
    const needles = [new Needle('n', value)];
    // Its last sign as escapes write it: cut short, a text ends in half an escape.
    const last = fc.constantFrom('6', '%36', '\\x36', '\\u0036', '\\066', '&#54;', '&#x36;', '=36');
    const cut = fc.tuple(
      last.map((sign) => value.slice(0, -1) + sign),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(cut, fc.array(fc.string()), ([form, less], others) => {
        const part = form.slice(0, -less);
        const alone = detect(part, needles);
        for (const other of [...others, form, `${form}${form}`]) {
          detect(other, needles);
          expect(detect(part, needles), part).toEqual(alone);
        }
      }),
    );
  });
});
