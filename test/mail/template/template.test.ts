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
  ])('says the line where %j breaks', (template, line, says) => {
    expect(of(template).problems).toEqual([{ part: 'text', line, says }]);
    expect(of(template).filled).toBeNull();
  });

  it('counts null as missing, tells each name once, with its line, and takes no branch that is not taken', () => {
    const read = of('{{a}}\n{{b}} {{b}}\n{{#if c}}{{d}}{{/if}}{{#each list}}{{e}}{{/each}}', { a: null, list: [{}] });
    expect(read.missing).toEqual([
      { part: 'text', name: 'a', line: 1 },
      { part: 'text', name: 'b', line: 2 },
      { part: 'text', name: 'e', line: 3 },
    ]);
  });

  it('tells data that no part names, and none that only a branch not taken does', () => {
    const content = { subject: '{{s}}', text: '{{#if no}}{{t}}{{/if}}', html: null };
    expect(readTemplate(content, { s: 1, t: 2, no: false, u: 3 }).unused).toEqual(['u']);
  });

  it('finds marks that were left, and takes no style or script for one', () => {
    const html = '<style>a{color}b{x}</style>Hi {{name}} {first_name} ${amount} %%DUE%% [[gym]] <!-- {{hidden}} --> {a: 1}';
    expect(leftUnfilled([html])).toEqual(['{{name}}', '{first_name}', '${amount}', '%%DUE%%', '[[gym]]']);
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
    expect(of(wide, { l: list }).problems).toHaveLength(1);
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
