// The sections that findings cite: each stands in clauses.txt with its heading, which whoever cites a new one looks up in the RFC.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';

const headings = readFileSync(join(import.meta.dirname, 'clauses.txt'), 'utf8')
  .trim()
  .split('\n');
const known = new Set(headings.map((line) => /^RFC \d+ §[\d.]+/.exec(line)?.[0] ?? line));

/** `RFC 7208 §2.4, §4.6.4` names two. */
const sectionsOf = (citation: string): readonly string[] => {
  const [rfc, ...sections] = citation.split(/,? §/);
  return /^RFC \d+$/.test(rfc ?? '') ? sections.map((section) => `${rfc} §${section}`) : [];
};

it('every section that a check cites has a heading that somebody looked up', () => {
  const cited = checks.flatMap(({ references, clauses = {} }) => [...references, ...Object.keys(clauses)]);
  const news = [...new Set(cited.flatMap(sectionsOf))].filter((section) => !known.has(section));
  expect(news, 'add each to test/checks/clauses.txt, with its heading as the RFC has it').toEqual([]);
  expect(headings.filter((line) => !/^RFC \d+ §[\d.]+ \S/.test(line))).toEqual([]);
});
