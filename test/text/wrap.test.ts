import { describe, expect, it } from 'vitest';
import { wrapped } from '../../src/text/wrap.ts';

const wrap = (text: string, width: number) => wrapped(text, width, (word) => word.length);

describe('wrapped text', () => {
  it('is broken between words, and keeps the spaces it begins with', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('  one two three', 9)).toEqual(['  one two', '  three']);
    expect(wrap('', 9)).toEqual(['']);
  });

  it('never breaks a URL, a record or a command that is to be copied', () => {
    expect(wrap('see https://docs.example/a/long/page now', 10)).toEqual(['see', 'https://docs.example/a/long/page', 'now']);
    expect(wrap('run `certify ses gym.yaml`, then look', 16)).toEqual(['run', '`certify ses gym.yaml`,', 'then look']);
    expect(wrap('write (`v=spf1 -all`) there', 12)).toEqual(['write', '(`v=spf1 -all`)', 'there']);
  });

  it('breaks after a backquote that nothing closes', () => {
    expect(wrap('a ` b c d', 4)).toEqual(['a `', 'b c', 'd']);
  });
});
