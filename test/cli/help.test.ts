// Help is read by people: it is short, fits its place, and answers for every word that may be asked for.
import { describe, expect, it } from 'vitest';
import { helpFor } from '../../src/cli/help.ts';
import { read } from '../../src/cli/program.ts';
import { manifest } from './manifest.ts';

const commands = await manifest();
const help = (line: string, width = 80): string => helpFor(line.split(' '), commands, width);

const refused = (line: string): string => {
  try {
    read(line.split(' '), commands, 80);
    return 'read';
  } catch (error) {
    return error instanceof Error && 'fix' in error ? `${error.message} ${String(error.fix)}` : String(error);
  }
};

describe('help', () => {
  it('names every command in a group, and none is left for the end', () => {
    const text = help('--help');
    for (const { name } of commands) expect(text).toContain(`  ${name.split(' ')[0] ?? ''}`);
    expect(text).not.toContain('\nMore\n');
    expect(text.split('\n').length).toBeLessThan(80);
  });

  it.each([40, 80, 100])('fits %i columns, but for what is to be copied', (width) => {
    for (const line of ['--help', 'help flags', ...commands.map(({ name }) => `help ${name}`)]) {
      const wide = help(line, width)
        .split('\n')
        .filter((one) => one.length > width && !/^ {2}(certify |source |--)/.test(one) && /\S\s+\S/.test(one.trim()));
      expect(wide.filter((one) => !/^Usage|`/.test(one))).toEqual([]);
    }
  });

  it('is the same page however it is asked for', () => {
    expect(help('-h ses')).toBe(help('help ses'));
    expect(help('ses gym.yaml --help')).toBe(help('help ses'));
    expect(help('help receiver dead-letters')).toContain('receiver dead-letters replay');
    expect(help('receiver --config x dead-letters list --help')).toBe(help('help receiver dead-letters list'));
  });

  it('tells the flags of a command, and names the common ones in one section', () => {
    const text = help('help ses');
    expect(text).toMatch(/\n {2}--resume \[runId\] {2,}go on/);
    expect(text.split('Common flags')[1]).toContain('--json');
    expect(text.split('Common flags')[0]).not.toContain('--quiet');
    expect(help('help flags')).toMatch(/--json {2,}print one JSON document/);
  });
});

describe('a command that does not exist', () => {
  it.each([
    ['sess', 'There is no command `certify sess`. Did you mean `certify ses`?'],
    ['nosuch --help', 'There is no command `certify nosuch`. `certify --help` lists them all.'],
    ['help lab triger', 'Did you mean `certify lab trigger`?'],
    ['evidence shw x', 'Did you mean `certify evidence show`?'],
    ['verify', 'Did you mean `certify evidence verify`?'],
    ['ses --scenaro x', 'Did you mean --scenario? See `certify ses --help`.'],
  ])('certify %s says %s', (line, said) => {
    expect(refused(line)).toContain(said);
  });
});
