// Which domains a list asks about, and where it names each.
import { describe, expect, it } from 'vitest';
import { domainsAsked } from '../../../src/app/dns/many.ts';

const listed = async (text: string, named: readonly string[] = []): Promise<readonly (readonly [string, number | null])[]> => {
  const asked = await domainsAsked(named, '-', async () => text);
  return asked.map(({ typed, place }) => [typed, place?.line ?? null]);
};

describe('a list of domains', () => {
  it.each([
    [
      'one a line',
      'a.example\nb.example\n',
      [
        ['a.example', 1],
        ['b.example', 2],
      ],
    ],
    [
      'several on one',
      'a.example, b.example\tc.example',
      [
        ['a.example', 1],
        ['b.example', 1],
        ['c.example', 1],
      ],
    ],
    [
      'from an editor of Windows',
      '\uFEFFa.example # ours\r\n\r\n# none\r\nb.example',
      [
        ['a.example', 1],
        ['b.example', 4],
      ],
    ],
    [
      'with one that stood above already',
      'a.example\nA.Example.\nb.example',
      [
        ['a.example', 1],
        ['b.example', 3],
      ],
    ],
    [
      'with a line that is no domain',
      'a.example\n  bad domain \nb.example',
      [
        ['a.example', 1],
        ['bad domain', 2],
        ['b.example', 3],
      ],
    ],
    [
      'with more columns than one',
      'domain,gym\na.example,Main Gym',
      [
        ['domain,gym', 1],
        ['a.example,Main Gym', 2],
      ],
    ],
    ['with a word alone', 'localhost', [['localhost', 1]]],
    [
      'in another script',
      'münchen。example b.example',
      [
        ['münchen。example', 1],
        ['b.example', 1],
      ],
    ],
  ])('%s is read with its lines', async (_, text, domains) => {
    expect(await listed(text)).toEqual(domains);
  });

  it('comes after what was typed, which has no line', async () => {
    expect(await listed('b.example\na.example', ['a.example'])).toEqual([
      ['a.example', null],
      ['b.example', 1],
    ]);
  });

  it('is refused as a whole where it is UTF-16', async () => {
    await expect(listed('\uFFFD\uFFFDa\0.\0b\0\n\0')).rejects.toMatchObject({ code: 'domains-file-unreadable' });
  });

  it('is refused by its name where it holds none', async () => {
    await expect(listed('# none\n')).rejects.toMatchObject({ code: 'domain-missing', place: { file: 'stdin' } });
  });
});
