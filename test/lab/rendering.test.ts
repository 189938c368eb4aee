import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MissingAttribute, renderTemplate, TemplateSyntax } from '../../src/lab/ses/rendering.ts';
import { readTemplate } from '../../src/mail/template/template.ts';

const DATA = { name: 'Ana', gym: { name: 'G', tags: ['a', 'b'] }, list: [{ n: 1 }, { n: 2, name: 'x' }], none: [], no: false };

/** What certify reads, in the words of the lab: the text, what is missing first, or that it is broken. */
const readHere = (source: string): string => {
  const { problems, missing, filled } = readTemplate({ subject: null, text: source, html: null }, DATA);
  if (problems.length > 0) return 'broken';
  return missing[0] === undefined ? `text ${filled?.text ?? ''}` : `missing ${missing[0].name}`;
};

const inLab = (source: string): string => {
  try {
    return `text ${renderTemplate(source, DATA)}`;
  } catch (error) {
    if (error instanceof MissingAttribute) return `missing ${/'(.*)'/.exec(error.message)?.[1] ?? ''}`;
    if (error instanceof TemplateSyntax) return 'broken';
    throw error;
  }
};

const leaf = fc.constantFrom('x', ' ', '{{name}}', '{{ gym.name }}', '{{{name}}}', '{{other}}', '{{@root.name}}', '{{! note }}');
const piece = fc.oneof(
  leaf,
  fc
    .tuple(fc.constantFrom('if name', 'if no', 'unless no', 'each list', 'each none', 'each gym.tags', 'with gym'), leaf, leaf)
    .map(([open, a, b]) => `{{#${open}}}${a}{{else}}${b}{{/${open.split(' ')[0] ?? ''}}}`),
  fc.constantFrom(
    '{{#each list}}{{n}}{{@index}}{{../name}}{{/each}}',
    '{{#each gym.tags}}{{this}}{{/each}}',
    '{{#if name}}',
    '{{/if}}',
  ),
);

describe('the lab’s renderer', () => {
  it('and certify’s reading of a template, which know nothing of each other, agree', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const source = `_${pieces.join('')}`;
        expect(readHere(source)).toBe(inLab(source));
      }),
      { numRuns: 300 },
    );
  });

  it('words a missing value as SES does', () => {
    expect(() => renderTemplate('{{a.b}}', { a: { b: null } })).toThrow("Attribute 'a.b' is not present in the rendering data.");
  });
});
