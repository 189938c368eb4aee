// Changed facts in words: who was asked, about what, and what was said before and now.
import { describe, expect, it } from 'vitest';
import type { FactChange } from '../../src/core/diff.ts';
import { changedFacts } from '../../src/report/changed-facts.ts';

const NAME = 'def._domainkey.example.com';
const change = (over: Partial<FactChange>): FactChange => ({
  key: 'dns.dkim',
  path: '/records/2/cname/outcome',
  items: [NAME],
  before: 'nxdomain',
  after: 'found',
  ...over,
});
const linesOf = (...changes: readonly FactChange[]) => changedFacts(changes).flatMap(({ lines }) => lines);

describe('changed facts', () => {
  it('say by name what was asked, and an answer in one line', () => {
    const key = { bits: 2048 };
    expect(
      changedFacts([
        change({}),
        change({ path: '/records/2/cname/values', before: [], after: ['def.dkim.amazonses.com'] }),
        change({ path: '/records/2/cname/chain', before: [], after: ['other.example.com'] }),
        change({ path: '/records/2/key/values', before: ['p=A'], after: ['p=B'] }),
        change({ path: '/records/2/parsedKey', before: null, after: key }),
      ]),
    ).toEqual([
      {
        about: 'Asked DNS about the DKIM records',
        lines: [`${NAME}, CNAME: no such name, now def.dkim.amazonses.com`, `${NAME}, TXT: p=A, now p=B`],
      },
    ]);
  });

  it('name all places of the same answer once', () => {
    const key = 'dns.whereSeen';
    const at = (path: string, ...items: string[]) => change({ key, path, items: [NAME, ...items] });
    expect(
      linesOf(
        at('/records/2/caches/outcome'),
        at('/records/2/authorities/0/outcome', 'ns1.example.com'),
        at('/records/2/authorities/1/outcome', 'ns2.example.com'),
      ),
    ).toEqual([`${NAME}, in caches, ns1.example.com, ns2.example.com: no such name, now there`]);
  });

  it.each<readonly [string, Partial<FactChange>, string]>([
    ['a party that refuses', { path: '', items: [], before: 'observed', after: 'denied' }, 'seen, now refused'],
    [
      'a number',
      { key: 'ses.account', path: '/quota/maxPerSecond', items: [], before: 14, after: 1 },
      'quota, a second: 14, now 1',
    ],
    ['what appears', { path: '/records/2', before: null, after: { bits: 1 } }, `${NAME}: none, now bits 1`],
  ])('tell of %s', (_, over, line) => {
    expect(linesOf(change(over))).toEqual([line]);
  });

  it('show long texts that begin alike from where they differ', () => {
    const [line = ''] = linesOf(
      change({ path: '/text', items: [], before: `${'x'.repeat(300)}one`, after: `${'x'.repeat(300)}two` }),
    );
    expect(line).toBe('text: …one, now …two');
  });

  it('read what nobody was asked, and leave a key that is no fact as it is', () => {
    expect(changedFacts([change({ key: 'profile.tenant' }), change({ key: 'x.y' })]).map(({ about }) => about)).toEqual([
      'Read the profile',
      'x.y',
    ]);
  });
});
