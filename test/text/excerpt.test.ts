import { expect, it } from 'vitest';
import { excerpt } from '../../src/text/excerpt.ts';

it('is the text up to 120 characters, and what is longer ends in an ellipsis', () => {
  expect(excerpt('a'.repeat(120))).toBe('a'.repeat(120));
  expect(excerpt('a'.repeat(121))).toBe(`${'a'.repeat(119)}…`);
});

it('is never cut within a character, since half a pair cannot be recorded', () => {
  expect(excerpt(`${'a'.repeat(118)}\u{1f600}bcd`)).toBe(`${'a'.repeat(118)}…`);
  expect(excerpt(`${'a'.repeat(117)}\u{1f600}bcd`)).toBe(`${'a'.repeat(117)}\u{1f600}…`);
});
