// Many domains, a line each, as wide as the terminal is.
import { describe, expect, it } from 'vitest';
import { dnsLine } from '../../../../src/report/terminal/dns/dns-list.ts';
import { columns } from '../../../../src/report/terminal/columns.ts';

const refused = (name: string, width: number): readonly string[] =>
  dnsLine(
    { name, refused: `list.txt:2: "${name}" is not a domain name: there is a blank in it. Give a domain such as example.com.` },
    { width, colour: false, unicode: true },
  ).split('\n');

describe('one of many domains', () => {
  it.each([40, 60, 80, 100])('keeps within %i columns', (width) => {
    expect(refused('bad domain', width).filter((line) => columns(line) > width)).toEqual([]);
  });

  it('stands above its words where the place is narrow', () => {
    const [name, first, ...more] = refused('bad domain', 40);
    expect(name).toBe('  ✖ bad domain');
    expect(first).toBe('    refused: list.txt:2: "bad domain"');
    expect(more.length).toBeLessThan(5);
  });

  it('has its words in one column, whatever script its name is written in', () => {
    const at = (name: string): number => {
      const [line = ''] = refused(name, 100);
      return columns(line.slice(0, line.indexOf('refused:')));
    };
    expect(at('東京.example')).toBe(at('example.com'));
  });
});
