import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftUnfilled, readTemplate } from '../../../src/mail/template/template.ts';

const of = (text: string, data: { readonly [name: string]: unknown } = {}) =>
  readTemplate({ subject: null, text, html: null }, data);

describe('a template', () => {
  it.each<readonly [template: string, data: { readonly [name: string]: unknown }, text: string]>([
    ['Hi {{name}}', { name: 'Ana' }, 'Hi Ana'],
    ['{{{raw}}}{{&raw}}', { raw: '<b>' }, '<b><b>'],
    ['{{a.b.c}}', { a: { b: { c: 3 } } }, '3'],
    ['{{#each items}}{{@index}}:{{this}};{{/each}}', { items: ['x', 'y'] }, '0:x;1:y;'],
    ['{{#each items}}{{name}}/{{../gym}} {{/each}}', { gym: 'G', items: [{ name: 'A' }] }, 'A/G '],
    ['{{#each items as |one|}}{{one.n}}{{/each}}', { items: [{ n: 1 }, { n: 2 }] }, '12'],
    ['{{#each items}}x{{else}}none{{/each}}', { items: [] }, 'none'],
    ['{{#if due}}pay{{else}}paid{{/if}}', {}, 'paid'],
    ['{{#unless paid}}pay{{/unless}}', { paid: false }, 'pay'],
    ['{{#with gym}}{{name}}{{/with}}', { gym: { name: 'G' } }, 'G'],
    ['{{#items}}{{.}},{{/items}}', { items: [1, 2] }, '1,2,'],
    ['{{#* inline "sign"}}Yours, {{gym}}{{/inline}}{{> sign}}', { gym: 'G' }, 'Yours, G'],
    ['{{! a note }}a{{!-- {{#if}} --}}b', {}, 'ab'],
    ['{{@root.gym}}', { gym: 'G' }, 'G'],
    ['\\{{#if due}} is how it is written', {}, '{{#if due}} is how it is written'],
    ['{{#if a}}\\{{/if}}{{/if}}', { a: 1 }, '{{/if}}'],
    ['\\\\{{#if a}}x{{/if}}', { a: 1 }, '\\x'],
    ['a{{{{raw}}}}{{#if due}}{{{{/raw}}}}b', {}, 'ab'],
    ['{{{{a}}}}{{/if}}{{{{b}}}}{{/each}}{{{{/b}}}}{{{{/a}}}}b', {}, 'b'],
    // A comment of the long kind ends at its own end, whatever dashes and tags it holds.
    ['a{{!-- old -- {{#if x}}pay {{/if}} --}}b{{!--}}c{{!----}}d{{~!-- {{/if}} --~}}e', {}, 'abcde'],
    ['a{{!-- x --}}{{#if a}}b{{/if}}{{!-- y --~}}', { a: 1 }, 'ab'],
    ['{{#if a}}A{{else if b}}B{{else}}C{{/if}}', { b: true }, 'B'],
    ['{{#if a}}A{{else if b}}B{{else}}C{{/if}}', {}, 'C'],
    ['{{~#if a~}}A{{~else~}}C{{~/if~}}', { a: 1 }, 'A'],
    ['{{#unless a}}A{{else}}C{{/unless}}', { a: 1 }, 'C'],
    ['{{^paid}}pay{{/paid}}{{#paid}}x{{^}}now{{/paid}}', { paid: false }, 'paynow'],
    ['{{#paid}}{{gym}}{{/paid}}{{#owner}}{{name}}{{/owner}}', { paid: true, gym: 'G', owner: { name: 'O' } }, 'GO'],
    // Where a tag stands in a list, and in which.
    ['{{#each l}}{{#if @first}}<{{/if}}{{.}}{{#unless @last}},{{else}}>{{/unless}}{{/each}}', { l: [1, 2, 3] }, '<1,2,3>'],
    [
      '{{#each l}}{{@key}}{{/each}}{{#each o}}{{@index}}{{@key}}={{this}};{{/each}}',
      { l: [7, 7], o: { a: 1, b: 2 } },
      '010a=1;1b=2;',
    ],
    ['{{#each l as |v i|}}{{i}}{{v}}{{/each}}{{#each o as |v k|}}{{k}}{{v}}{{/each}}', { l: ['x'], o: { a: 1 } }, '0xa1'],
    [
      '{{#each a}}{{#each b}}{{@../index}}{{@index}}{{this}} {{/each}}{{/each}}',
      { a: [{ b: ['x'] }, { b: ['y', 'z'] }] },
      '00x 10y 11z ',
    ],
    // Which value a path begins at: `if` and `unless` open no new one, `each` and `with` do.
    ['{{#each l}}{{#if n}}{{../gym}}{{/if}}{{/each}}', { gym: 'G', l: [{ n: 1 }] }, 'G'],
    ['{{#each a}}{{#each b}}{{../n}}{{../../gym}}{{/each}}{{/each}}', { gym: 'G', a: [{ n: 1, b: [0] }] }, '1G'],
    [
      '{{#with a}}{{#with b}}{{@root.gym}}{{@root.a.n}}{{../n}}{{c}}{{/with}}{{/with}}',
      { gym: 'G', a: { n: 1, b: { c: 2 } } },
      'G112',
    ],
    ['{{#with a as |one|}}{{one.n}}{{n}}{{#with b}}{{one.n}}{{/with}}{{/with}}', { a: { n: 1, b: {} } }, '111'],
    ['{{#with a as |n|}}{{n.n}}{{this.n}}{{./n}}{{/with}}', { a: { n: 1 } }, '111'],
    ['{{#with a}}x{{else}}none{{/with}}', { a: null }, 'none'],
    ['{{l.length}}{{l.[1]}}{{a}}{{b}}{{c}}', { l: ['x', 'y'], a: 0, b: false, c: '' }, '2y0false'],
    // A partial is known in all of the block that defines it, and sees what it is handed.
    ['{{> sign}}{{#*inline "sign"}}Yours{{/inline}}', {}, 'Yours'],
    [
      '{{#*inline "row"}}{{n}}{{/inline}}{{#each l}}{{> row}}{{/each}}{{> row one}}',
      { l: [{ n: 1 }, { n: 2 }], one: { n: 3 } },
      '123',
    ],
    ['{{#*inline "row"}}{{label}}{{gym}}{{n}}{{/inline}}{{> row one label="x" gym=name}}', { name: 'G', one: { n: 3 } }, 'xG3'],
    ['{{#*inline "row"}}{{label}}{{gym}}{{/inline}}{{> row label="x"}}', { gym: 'G' }, 'xG'],
    ['{{#*inline "row"}}{{label}}{{/inline}}{{> row one label="x"}}', { one: null }, 'x'],
    ['{{#*inline "a/b"}}x{{/inline}}{{> "a/b"}}{{> a/b}}', {}, 'xx'],
    ['{{#> frame}}body{{/frame}}', {}, 'body'],
    ['{{#*inline "frame"}}<{{> @partial-block}}>{{/inline}}{{#> frame}}{{gym}}{{/frame}}', { gym: 'G' }, '<G>'],
    [
      '{{#*inline "in"}}({{> @partial-block}}){{/inline}}{{#*inline "out"}}{{#> in}}i{{/in}}{{> @partial-block}}{{/inline}}{{#> out}}o{{/out}}',
      {},
      '(i)o',
    ],
    [
      '{{#*inline "in"}}({{> @partial-block}}){{/inline}}{{#*inline "out"}}{{#> in}}{{> @partial-block}}{{/in}}{{/inline}}{{#> out}}o{{/out}}',
      {},
      '(o)',
    ],
  ])('%s', (template, data, text) => {
    const read = of(template, data);
    expect(read.problems).toEqual([]);
    expect(read.missing).toEqual([]);
    expect(read.filled?.text).toBe(text);
  });

  it.each<readonly [template: string, line: number, says: string]>([
    ['a\n{{#if due}}\nb\n', 2, 'the block `{{#if due}}` is never closed'],
    ['{{#if a}}\n{{#each b}}\n{{/if}}\n{{/each}}', 3, '`{{/if}}` closes `{{#each b}}` of line 2'],
    ['a\n{{/if}}', 2, '`{{/if}}` closes a block that was never opened'],
    ['{{#if a}}\n{{{{raw}}}}{{/if}}\n', 2, 'the block `{{{{raw` is never closed'],
    ['\\\\{{#if a}}', 1, 'the block `{{#if a}}` is never closed'],
    ['a\nb\nHi {{name', 3, '`{{name` cannot be read as Handlebars'],
    ['\n<p>{{<b>name</b>}}</p>', 2, '`{{<b>name</b>}}</p>` cannot be read as Handlebars'],
    ['{{else}}', 1, '`{{else}}` cannot be read as Handlebars'],
    ['a\n{{formatDate due}}', 2, '`{{formatDate …}}` calls a helper, and SES knows none of that name'],
    ['{{> footer}}', 1, '`{{> footer}}` names a partial that the template does not hold'],
    ['{{#if}}a{{/if}}', 1, '`{{#if}}` names no value'],
    ['a\r\nb\r\n{{/if}}', 3, '`{{/if}}` closes a block that was never opened'],
    ['a\rb\r{{/if}}', 3, '`{{/if}}` closes a block that was never opened'],
    ['{{#if a}}\n{{#if b}}\n', 2, 'the block `{{#if b}}` is never closed'],
    ['{{#if a}}\n{{#each b}}{{/each}}\n', 1, 'the block `{{#if a}}` is never closed'],
    ['\n{{^a}}x', 2, 'the block `{{^a}}` is never closed'],
    ['{{#> frame}}x', 1, 'the block `{{#> frame}}` is never closed'],
    ['{{#*inline "x"}}x', 1, 'the block `{{#*inline "x"}}` is never closed'],
    ['{{#if a}}{{!-- {{/if}} --}}', 1, 'the block `{{#if a}}` is never closed'],
    [`{{#if ${'a'.repeat(80)}}}`, 1, `the block \`{{#if ${'a'.repeat(54)}…\` is never closed`],
    ['{{!-- x --}}{{#if a}}{{!-- y --~}}', 1, 'the block `{{#if a}}` is never closed'],
    ['{{#if\n  a}}', 1, 'the block `{{#if a}}` is never closed'],
    ['\n{{#if (eq a b)}}x{{/if}}', 2, '`{{#if (…)}}` calls a helper that SES does not know'],
    ['{{#formatDate due}}x{{/formatDate}}', 1, '`{{#formatDate …}}` calls a helper, and SES knows none of that name'],
    [`{{<${'b'.repeat(34)}>}}`, 1, `\`{{<${'b'.repeat(34)}>}}\` cannot be read as Handlebars`],
    [`{{<${'b'.repeat(60)}>}}`, 1, `\`{{<${'b'.repeat(37)}…\` cannot be read as Handlebars`],
  ])('says the line where %j breaks', (template, line, says) => {
    expect(of(template).problems).toEqual([{ part: 'text', line, says }]);
    expect(of(template).filled).toBeNull();
  });

  it('tells where a missing name stands first in each part', () => {
    const content = { subject: '{{due}}', text: 'x\n{{due}} {{due}}', html: '<p>\n\n{{due}}' };
    expect(readTemplate(content, {}).missing).toEqual([
      { part: 'subject', line: 1, name: 'due' },
      { part: 'text', line: 2, name: 'due' },
      { part: 'html', line: 3, name: 'due' },
    ]);
  });

  it('counts null as missing, tells each name once, with its line, and takes no branch that is not taken', () => {
    const read = of('{{a}}\n{{b}} {{b}}\n{{#if c}}{{d}}{{/if}}{{#each list}}{{e}}{{/each}}', { a: null, list: [{}] });
    expect(read.missing).toEqual([
      { part: 'text', name: 'a', line: 1 },
      { part: 'text', name: 'b', line: 2 },
      { part: 'text', name: 'e', line: 3 },
    ]);
  });

  // Handlebars: false, null, nothing, an empty text, zero and an empty list are no condition that holds.
  it.each(
    [
      [false, 0, '', null, undefined, []].map((value) => [value, 'no'] as const),
      [true, 1, '0', {}, [0], ['']].map((value) => [value, 'yes'] as const),
    ].flat(),
  )('takes the condition %j for %s', (value, text) => {
    expect(of('{{#if v}}yes{{else}}no{{/if}}', { v: value }).filled?.text).toBe(text);
    expect(of('{{#unless v}}no{{else}}yes{{/unless}}', { v: value }).filled?.text).toBe(text);
  });

  it.each<readonly [template: string, data: { readonly [name: string]: unknown }, names: readonly string[]]>([
    ['{{a.b}}{{a.c}}', { a: { b: null } }, ['a.b', 'a.c']],
    ['{{../a}}', { a: 1 }, ['../a']],
    ['{{@index}}{{@root.a}}{{@root.b}}', { a: 1 }, ['@index', '@root.b']],
    ['{{#each l}}{{@../index}}{{/each}}', { l: [1] }, ['@../index']],
    ['{{#with a}}{{gym}}{{/with}}', { gym: 'G', a: { n: 1 } }, ['gym']],
    ['{{a.length}}', { a: 'text' }, ['a.length']],
    ['{{#*inline "x"}}{{n}}{{/inline}}{{> x a}}', { n: 1, a: {} }, ['n']],
  ])('misses in %s what is not there', (template, data, names) => {
    expect(of(template, data).missing.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['{{#if no}}{{a.b}}{{else}}{{@root.b}}{{/if}}', ['c', 'no2']],
    ['{{#each a}}{{b}}{{/each}}{{c.d}}', ['no', 'no2']],
    ['{{> x a n=b}}{{#*inline "x"}}{{n}}{{/inline}}', ['c', 'no', 'no2']],
    ['{{#if a}}x{{else if b}}{{c}}{{/if}}', ['no', 'no2']],
  ])('knows of %s which names it uses', (template, unused) => {
    expect(of(template, { a: [], b: 1, c: 2, no: 0, no2: 0 }).unused).toEqual(unused);
  });

  it('counts octets of text and HTML, as SES limits them, and reads each part that is there', () => {
    const read = readTemplate({ subject: 'ß', text: '€', html: '<p>ü</p>' }, {});
    expect(read).toEqual({
      bytes: 3 + 9,
      parts: ['subject', 'text', 'html'],
      problems: [],
      missing: [],
      unused: [],
      filled: { subject: 'ß', text: '€', html: '<p>ü</p>' },
    });
    expect(readTemplate({ subject: 'a', text: null, html: '' }, {})).toMatchObject({
      bytes: 0,
      parts: ['subject'],
      filled: { subject: 'a', text: null, html: null },
    });
  });

  it('fills nothing in where one part breaks, and says so of that part', () => {
    const read = readTemplate({ subject: '{{a}}', text: 'x\n{{/if}}', html: '{{b}}' }, { c: 1 });
    expect(read.problems).toMatchObject([{ part: 'text', line: 2 }]);
    expect(read.missing).toMatchObject([
      { part: 'subject', name: 'a' },
      { part: 'html', name: 'b' },
    ]);
    expect([read.filled, read.unused]).toEqual([null, []]);
  });

  it('tells twenty of a kind', () => {
    const names = Array.from({ length: 25 }, (_, n) => `n${n}`);
    const data = Object.fromEntries(names.map((name) => [name, 1]));
    expect(of(names.map((name) => `{{${name}}}`).join('')).missing).toHaveLength(20);
    expect(of(names.map((name) => `{{f ${name}}}`).join('')).problems).toHaveLength(20);
    expect(of('x', data).unused).toHaveLength(20);
    expect(leftUnfilled([names.map((name) => `{{${name}}}`).join('')])).toHaveLength(20);
  });

  it('tells data that no part names, and none that only a branch not taken does', () => {
    const content = { subject: '{{s}}', text: '{{#if no}}{{t}}{{/if}}', html: null };
    expect(readTemplate(content, { s: 1, t: 2, no: false, u: 3 }).unused).toEqual(['u']);
  });

  it('finds marks that were left, and takes no style or script for one', () => {
    const html = '<style>a{color}b{x}</style>Hi {{name}} {first_name} ${amount} %%DUE%% [[gym]] <!-- {{hidden}} --> {a: 1}';
    expect(leftUnfilled([html])).toEqual(['{{name}}', '{first_name}', '${amount}', '%%DUE%%', '[[gym]]']);
  });

  it('tells each mark once, whatever text it stands in', () => {
    expect(leftUnfilled(['{{a}} {{a}}', '{{b}}<SCRIPT x="1">{{c}}</SCRIPT >', '{{a}}<!--{{d}}\n-->'])).toEqual([
      '{{a}}',
      '{{b}}',
    ]);
  });

  it('sees the marks of other services, and takes no other text for one', () => {
    expect(leftUnfilled(['Dear *|FNAME|*, %recipient.name% owes <%= amount %>'])).toEqual([
      '*|FNAME|*',
      '%recipient.name%',
      '<%= amount %>',
    ]);
    expect(leftUnfilled(['50% off, 20% more: https://example.com/%C3%A9t%C3%A9 | 3 * 4 | 5 <6%> '])).toEqual([]);
  });

  it('survives what nobody would write', () => {
    const deep = `${'{{#if a}}'.repeat(3000)}x${'{{/if}}'.repeat(3000)}`;
    expect(of(deep, { a: 1 }).problems[0]?.says).toBe('`{{#if a}}` lies within more than 50 blocks');
    const list = Array.from({ length: 100 }, (_, n) => n);
    const wide = `${'{{#each @root.l}}'.repeat(6)}x${'{{/each}}'.repeat(6)}`;
    expect(of(wide, { l: list }).problems).toEqual([
      { part: 'text', line: 1, says: 'it nests or repeats too much to be rendered' },
    ]);
    const blocks = (count: number): string => `${'{{#if a}}'.repeat(count)}x${'{{/if}}'.repeat(count)}`;
    expect(of(blocks(49), { a: 1 }).filled?.text).toBe('x');
    expect(of(blocks(51), { a: 1 }).filled).toBeNull();
    // 4 MiB of text, and 100,000 steps.
    const long = `{{#each l}}${'x'.repeat(50_000)}{{/each}}`;
    expect(of(long, { l: list.slice(0, 80) }).filled?.text).toHaveLength(4_000_000);
    expect(of(long, { l: list }).filled).toBeNull();
    const many = '{{#each @root.l}}{{#each @root.l}}{{.}}{{/each}}{{/each}}';
    expect(of(many, { l: list }).problems).toEqual([]);
    expect(of(many, { l: Array.from({ length: 400 }, () => 1) }).problems).toHaveLength(1);
    expect(of('{{__proto__.a}}{{constructor.name}}').missing.map(({ name }) => name)).toEqual([
      '__proto__.a',
      'constructor.name',
    ]);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{#if a}}',
      '{{/if}}',
      '{{else}}',
      '{{a}}',
      '\n',
      'x',
      '{{> p}}',
      '{{!',
      '{{{',
      '#',
      '/',
      '^',
      '"',
      '(',
      ')',
      '|',
      '@',
      '.',
      '../',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { problems, filled } = of(pieces.join(''), { a: 1 });
        expect(problems.length === 0).toBe(filled !== null);
      }),
      { numRuns: 300 },
    );
  });
});
