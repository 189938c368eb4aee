// Whatever is wrong with a profile, its refusal has a place and carries no secret of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { load, SES, SMTP } from './source.ts';

/** A secret as people have them: letters and digits mixed, sometimes with the signs of base64. */
const secret = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9+/]{20,44}$/), fc.stringMatching(/^[A-Z][0-9][a-z][0-9]$/))
  .map(([body, end]) => `${body}${end}`);

/** Puts a secret somewhere into a profile: as a value, a key, a line, inside a comment or a broken construct. */
const planted = fc
  .tuple(
    fc.constantFrom(SES, SMTP),
    secret,
    fc.nat(),
    fc.constantFrom('value', 'key', 'item', 'line', 'quote', 'anchor', 'tag', 'flow', 'env'),
  )
  .map(([text, value, at, how]) => {
    const lines = text.split('\n');
    const index = at % (lines.length - 1);
    const line = lines[index] ?? '';
    const indent = /^ */.exec(line)?.[0] ?? '';
    const changes: { readonly [K in typeof how]: string } = {
      value: line.replace(/: .*$/, `: ${value}`),
      key: `${indent}${value}: 1`,
      item: `${indent}- ${value}`,
      line: `${line}\n${indent}${value}`,
      quote: line.replace(/: .*$/, `: "${value}`),
      anchor: line.replace(/: .*$/, `: *${value}`),
      tag: line.replace(/: .*$/, `: !${value} x`),
      flow: line.replace(/: .*$/, `: {${value}: [${value}`),
      env: line.replace(/: .*$/, `: "env:${value}"`),
    };
    lines[index] = changes[how];
    return { text: lines.join('\n'), value };
  });

const refusal = (text: string): UsageError | null => {
  try {
    load(text);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
};

describe('the loader', () => {
  it('never says a secret back, and every refusal has file, line and column', () => {
    let refused = 0;
    fc.assert(
      fc.property(planted, ({ text, value }) => {
        const error = refusal(text);
        if (error === null) return;
        refused += 1;
        const said = JSON.stringify([error.message, error.fix, error.code, error.stack, String(error.cause)]);
        expect(said).not.toContain(value);
        expect(error.place.file).toBe('gym.yaml');
        expect(error.place.line).toBeGreaterThan(0);
        expect(error.place.column).toBeGreaterThan(0);
        expect(error.fix.length).toBeGreaterThan(5);
      }),
      { numRuns: 300, seed: 20_261_120 },
    );
    expect(refused).toBeGreaterThan(150);
  });

  it('ends in a profile or a refusal for any text at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 })), (text) => {
        const error = refusal(text);
        expect(error?.place.line).toBeGreaterThan(0);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('ends in a profile or a refusal when one character of a good profile changes', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(SES, SMTP),
        fc.nat(),
        fc.constantFrom('', ' ', '\t', ':', '#', '"', '{', ']', '&', '*', '!', '|', '%', '\0', '\n', '-'),
      )
      .map(([text, at, char]) => `${text.slice(0, at % text.length)}${char}${text.slice((at % text.length) + 1)}`);
    fc.assert(
      fc.property(mutated, (text) => {
        const error = refusal(text);
        if (error !== null)
          expect(error.place).toMatchObject({ file: 'gym.yaml', line: expect.any(Number), column: expect.any(Number) });
      }),
      { numRuns: 250, seed: 11 },
    );
  });
});
