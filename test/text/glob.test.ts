import { describe, expect, it } from 'vitest';
import { isPattern, patternOf } from '../../src/text/glob.ts';

describe('a pattern', () => {
  it.each([
    ['gyms/*.yaml', 'gyms/a.yaml', true],
    ['gyms/*.yaml', 'gyms/x/a.yaml', false],
    ['gyms/**/*.yaml', 'gyms/a.yaml', true],
    ['gyms/**/*.yaml', 'gyms/x/y/a.yaml', true],
    ['gym-?', 'gym-1', true],
    ['gym-?', 'gym-12', false],
    ['{a,b}*', 'bc', true],
    ['{a,b}*', 'cc', false],
    ['a.b', 'axb', false],
    ['(a)+[b]', '(a)+[b]', true],
    ['**', 'a/b/c', true],
    ['{', '{', true],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(patternOf(pattern).test(name)).toBe(matches);
  });

  it('is told from a plain path', () => {
    expect(['a*', 'a?', '{a,b}', 'a/b.yaml'].map(isPattern)).toEqual([true, true, true, false]);
  });
});
