import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/text/yaml/located-yaml.ts';

const LIMIT = 10_000;
const first = (text: string): string => {
  const [problem] = readYaml(text, LIMIT).problems;
  return problem === undefined ? 'none' : `${problem.code} ${problem.line}:${problem.column}`;
};

describe('YAML', () => {
  it('gives plain values with their places', () => {
    const yaml = readYaml('a: 1\nb:\n  c: [x, {d: 2026-11-20}]\n', LIMIT);
    expect(yaml.value).toEqual({ a: 1, b: { c: ['x', { d: '2026-11-20' }] } });
    expect(yaml.at(['b', 'c', 1, 'd'])).toEqual({ line: 3, column: 14 });
    expect(yaml.keyAt(['b', 'c'])).toEqual({ line: 3, column: 3 });
    expect(yaml.at(['b', 'nothing'])).toEqual({ line: 2, column: 1 });
    expect(yaml.at(['nothing'])).toEqual({ line: 1, column: 1 });
  });

  it('takes a byte order mark, CRLF, comments and quoted surprises as text', () => {
    const yaml = readYaml('\ufeffa: "*x"\r\nb: \'&y\' # note\r\nc: "yes"\r\nd: "!t"\r\n', LIMIT);
    expect(yaml.value).toEqual({ a: '*x', b: '&y', c: 'yes', d: '!t' });
    expect(yaml.at(['c'])).toEqual({ line: 3, column: 4 });
  });

  it.each([
    ['an alias', 'a: &x 1\nb: *x', 'yaml-anchor 1:7'],
    ['an alias of nothing', 'a: 1\nb: *x', 'yaml-alias 2:4'],
    ['a merge key', 'a: {b: 1}\n<<: {c: 1}', 'yaml-merge-key 2:1'],
    ['a tag', 'a: !!binary aGk=', 'yaml-tag-resolve-failed 1:4'],
    ['a tag of YAML’s own', 'a: !!str b', 'yaml-tag-resolve-failed 1:10'],
    ['a tag of YAML’s own on a section', 'a: !!map {b: 1}', 'yaml-tag-resolve-failed 1:10'],
    ['a tag that names nothing', 'a: ! b', 'yaml-tag-resolve-failed 1:6'],
    ['octets of another encoding', 'a: 1\nb: J\ufffdrgen', 'yaml-not-utf8 2:5'],
    ['a tag on a list', 'a:\n  b: !x\n    - 1', 'yaml-tag-resolve-failed 2:6'],
    ['a key twice', 'a: 1\nb: 2\na: 3', 'yaml-duplicate-key 3:1'],
    ['a key that is no text', '1: a', 'yaml-non-string-key 1:1'],
    ['a key that is a mapping', '? {a: 1}\n: b', 'yaml-non-string-key 1:3'],
    ['a tab as indentation', 'a:\n\tb: 1', 'yaml-tab-as-indent 2:1'],
    ['a second document', 'a: 1\n---\nb: 2', 'yaml-multiple-docs 2:1'],
    ['an unquoted colon', 'a: b: c', 'yaml-block-as-implicit-key 1:4'],
    ['an open quote', 'a: "b', 'yaml-missing-char 1:6'],
    ['an open bracket', 'a: [b', 'yaml-bad-indent 1:4'],
    ['a wrong escape', 'a: "\\q"', 'yaml-bad-dq-escape 1:5'],
    ['a directive', '%FOO\n---\na: 1', 'yaml-bad-directive 1:1'],
    ['a NUL', 'a: 1\nb: x\u0000y', 'yaml-control-character 2:5'],
    ['an escaped NUL', 'a: "x\\0y"', 'yaml-control-character 1:4'],
    ['an escape sequence of terminals', 'a: \u001b[31mred', 'yaml-control-character 1:4'],
    ['text that reads otherwise than it is written', 'a: \u202eevil', 'yaml-control-character 1:4'],
    ['what gzip packed', '\u001f\ufffd\u0008\u0000', 'yaml-gzip 1:1'],
    ['an archive', 'PK\u0003\u0004\u0014', 'yaml-zip 1:1'],
    ['a PDF', '%PDF-1.7\n%\ufffd', 'yaml-pdf 1:1'],
    ['rich text', '{\\rtf1\\ansi a: 1}', 'yaml-rtf 1:1'],
    ['a web page', '<!DOCTYPE html>\n<html>', 'yaml-html 1:1'],
    ['a key below a value', 'ses:\n  a: 1\n   b: 2\n', 'yaml-bad-indent 3:4'],
    ['a section below a value', 'a: 1\n  b:\n    c: 2\n', 'yaml-bad-indent 2:3'],
    ['a list', '- a', 'yaml-not-a-mapping 1:1'],
    ['an empty file', '', 'yaml-empty 1:1'],
    ['a file of comments', '# nothing\n', 'yaml-empty 1:1'],
    ['a file that is too large', `a: ${'x'.repeat(LIMIT)}`, 'yaml-too-large 1:1'],
  ])('refuses %s', (_, text, expected) => {
    expect(first(text)).toBe(expected);
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', `a: ${'{b: '.repeat(50_000)}`],
    ['lists on one line', `a:\n  ${'- '.repeat(100_000)}x`],
    ['keys on one line', '? '.repeat(100_000)],
    ['sections', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('refuses nesting by %s before the parser could run out of stack', (_, text) => {
    expect(readYaml(text, 10_000_000).problems.map((one) => one.code)).toEqual(['yaml-resource-exhaustion']);
  });

  it('reads what is nested as deep as the limits allow', () => {
    const sections = Array.from({ length: 128 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    const text = `${sections}\n${' '.repeat(128)}${'- '.repeat(15)}${'['.repeat(64)}${']'.repeat(64)}`;
    expect(readYaml(text, 1_000_000).problems).toEqual([]);
  });

  it('tells a fault once, and a bracket where it was opened', () => {
    const codes = (text: string) => readYaml(text, LIMIT).problems.map(({ code, line, column }) => `${code} ${line}:${column}`);
    expect(codes('version: 1\ntenant: [x\nprovider: SES\n  foo: bar\n')).toEqual(['yaml-bad-indent 2:9']);
    expect(codes('a: b: c\nses:\n region: x\n   y: 3\n')).toEqual(['yaml-block-as-implicit-key 1:4']);
    expect(codes('a: 1\na: 2\nb: 1\nb: 2\n')).toEqual(['yaml-duplicate-key 2:1', 'yaml-duplicate-key 4:1']);
    expect(codes('a: it is [not] a list\nb: {x: "[", y: 1\nc: 1\n')).toEqual(['yaml-bad-indent 2:4']);
  });

  it('refuses a bomb of aliases at its first anchor', () => {
    const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]'].join('\n');
    expect(first(bomb)).toBe('yaml-anchor 1:7');
  });

  it('gives __proto__ no power', () => {
    const { value } = readYaml('__proto__: {polluted: true}\nconstructor: x', LIMIT);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
  });

  it('quotes nothing of the file in a problem', () => {
    for (const text of ['a: *swordfish', 'swordfish: 1\nswordfish: 2', 'a: !swordfish x', 'a: "swordfish', 'a: b: swordfish']) {
      const { problems } = readYaml(text, LIMIT);
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain('swordfish');
    }
  });
});
