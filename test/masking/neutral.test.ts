// A hostile corpus through every neutraliser.
import { describe, expect, it } from 'vitest';
import {
  codeBlock,
  codeSpan,
  forAnnotation,
  forAnnotationProperty,
  forAscii,
  forCsv,
  forHtml,
  forMarkdown,
  forTerminal,
  forXml,
  oneLine,
  visible,
} from '../../src/masking/neutral.ts';

const UNSEEN = [
  '\x1b[31m',
  '\x1b]8;;https://evil.test\x07',
  '\x9b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u2028',
  '\u00ad',
  '\u{e0041}',
  '\x00',
  '\x7f',
  '\r',
  '\ud800',
];

describe('text from outside', () => {
  it.each(UNSEEN)('never reaches an output as %j', (hostile) => {
    const text = `a${hostile}b`;
    for (const out of [
      forTerminal(text),
      forMarkdown(text),
      codeSpan(text),
      codeBlock(text),
      forHtml(text),
      forCsv(text),
      forXml(text),
      forAnnotation(text),
      oneLine(text),
    ]) {
      expect(out).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}](?<!\n)/u);
      expect(out).toContain('a');
      expect(out).toContain('b');
    }
  });

  it('keeps names in other scripts readable', () =>
    expect(forTerminal('fitnesstudio-köln.example 例え')).toBe('fitnesstudio-köln.example 例え'));
  it('shows them as escapes where there is no Unicode', () => expect(forAscii('kö… → x')).toBe('k\\xf6... -> x'));
  it('shows a line feed inside a value', () => expect(oneLine('a\nb\tc')).toBe('a\\nb\\tc'));
});

describe('commands to continuous integration', () => {
  it.each([
    '::error::x',
    '  ::set-output name=a::b',
    'ok\n::add-mask::x',
    '##[error]x',
    'a ##vso[task.complete]x',
    '##teamcity[x]',
  ])('cannot be given by %j', (text) => {
    for (const out of [forTerminal(text), codeBlock(text)]) {
      expect(out).not.toMatch(/^\s*::.*::/m);
      expect(out).not.toMatch(/##[\w.]*\[/);
    }
  });
  it('leaves IPv6 addresses alone', () =>
    expect(forTerminal('::1, ::ffff:10.0.0.1, fe80::1')).toBe('::1, ::ffff:10.0.0.1, fe80::1'));
  it('are one line, encoded', () => {
    expect(forAnnotation('50%\r\nb')).toBe('50%25%0Ab');
    expect(forAnnotationProperty('a:b,c')).toBe('a%3Ab%2Cc');
  });
});

describe('Markdown', () => {
  it('has no markup left', () => {
    expect(forMarkdown('# *a* [x](http://e) <b> @team `c` | www.x.test')).toBe(
      '\\# \\*a\\* \\[x\\](http&#58;//e) &lt;b&gt; &#64;team `c` \\| www&#46;x.test',
    );
    expect(forMarkdown('1. item')).toBe('1&#46; item');
  });
  it('keeps whole what is to be copied where nobody renders it', () => {
    expect(forMarkdown('Publish it at _dmarc.example.com (once), then run `certify check --from a_b`.')).toBe(
      'Publish it at `_dmarc.example.com` (once), then run `certify check --from a_b`.',
    );
    expect(forMarkdown('_x_ __y__ *_z*')).toBe('`_x_` `__y__` \\*`_z`\\*');
  });
  it.each(['a`b', '``', '`a``b` @x', '`a```b`` <c>', '\\`<b>`', '`\n`', '` @a', 'x`_y` `_z'])(
    'lets no backquote open what is outside: %j',
    (text) => {
      const outside = forMarkdown(text)
        .replaceAll(/\\[\\`]/g, '')
        .replaceAll(/(`+)[^`]+?\1/g, '');
      expect(outside).not.toMatch(/[`<]|@/);
    },
  );
  it('closes no code span or fence', () => {
    expect(codeSpan('a`b``c')).toBe('```a`b``c```');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(codeSpan('a|b')).toBe('`a\\|b`');
    expect(codeBlock('```\nx').startsWith('````text\n')).toBe(true);
  });
});

describe('HTML and XML', () => {
  it('are escaped, quotes too', () => {
    expect(forHtml(`<img src=x onerror="a('&')">`)).toBe('&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;');
    expect(forXml(']]>&\u0001')).toBe(']]&gt;&amp;\\x01');
    expect(forXml('\ufffe')).toBe('\\ufffe');
  });
});

describe('CSV cells', () => {
  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '  =x', '\t=x', '＝1', '|cmd', '%x'])(
    'that would run get an apostrophe: %j',
    (text) => expect(forCsv(text).startsWith("'")).toBe(true),
  );
  it.each(['-1', '+3.5', '@', '-', 'example.com', '50%', 'v=spf1 -all'])('that are data stay: %s', (text) =>
    expect(forCsv(text)).toBe(text),
  );
});

describe('at the edges', () => {
  it.each([
    ['an unseen character beyond 16 bits', visible('a\u{e0041}b'), 'a\\u{e0041}b'],
    ['a number with two digits on both sides in a cell', forCsv('-12.55'), '-12.55'],
    ['a percentage in a cell', forCsv('+12%'), '+12%'],
    ['an empty value as code', codeSpan(''), '`  `'],
  ])('%s', (_, text, shown) => expect(text).toBe(shown));
});
