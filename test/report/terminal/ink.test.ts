// Colours of a terminal, held against chalk.
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { inkOf } from '../../../src/report/terminal/ink.ts';

const [ours, theirs] = [inkOf(true), new Chalk({ level: 1 })];

describe('ink', () => {
  it('colours as chalk does', () => {
    for (const shade of ['bold', 'dim', 'red', 'green', 'yellow', 'magenta', 'cyan', 'gray'] as const)
      expect(ours[shade]('text')).toBe(theirs[shade]('text'));
    expect(ours.red.bold('a')).toBe(theirs.red.bold('a'));
    expect(ours.bold(`a ${ours.dim('b')} c`)).toBe(theirs.bold(`a ${theirs.dim('b')} c`));
    expect(ours.red(`a ${ours.cyan('b')} c`)).toBe(theirs.red(`a ${theirs.cyan('b')} c`));
    expect(ours.red.bold('one\ntwo\r\nthree')).toBe(theirs.red.bold('one\ntwo\r\nthree'));
    expect(ours.bold('')).toBe(theirs.bold(''));
    expect(ours('plain')).toBe('plain');
  });

  it('leaves texts as they are where colour is not wanted', () => {
    expect(inkOf(false).red.bold('text')).toBe('text');
  });
});
