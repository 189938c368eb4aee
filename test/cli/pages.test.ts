// What the pages tell people to type exists: commands and flags are read as the built command line reads them, links lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/cli/program.ts';
import { ROOT } from './certify.ts';
import { manifest } from './manifest.ts';

const commands = await manifest();
/** What the package holds (package.json, `files`), and what only the repository shows. */
const SHIPPED = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const REPOSITORY = ['fixtures/scenarios/README.md', 'docs/mutation.md'];
/** Pages for whoever works in a checkout; all others are read where only the package is. */
const OF_THE_CHECKOUT =
  /^(?:CHANGELOG|CONTRIBUTING|fixtures\/|docs\/(?:architecture|new-check|mutation|performance|package|decisions\/))/;

const pages = [
  ...SHIPPED,
  ...REPOSITORY,
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
].filter((path) => existsSync(join(ROOT, path)));

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const fencesIn = (text: string): string =>
  [...text.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? '').join('\n');

/** A line of a console or shell block, and `certify …` between backquotes where it holds a flag. */
const typedIn = (text: string): readonly string[] =>
  [
    ...[...fencesIn(text).matchAll(/^\s*(?:\$ )?((?:npx )?certify [^\n]*)$/gm)].map(([, line]) => line ?? ''),
    ...[...text.matchAll(/`(certify [^`\n]*--[^`\n]*)`/g)].map(([, line]) => line ?? ''),
  ].map((line) =>
    line
      .replace(/^npx /, '')
      .replace(/\s+#.*$/, '')
      .replace(/\s*(\||>|&&|;).*$/, ''),
  );

/** Words as a shell would part them; what stands for something of the reader's own is a word like any other. */
const wordsOf = (line: string): readonly string[] =>
  (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2').replace(/^COMMAND$/, 'ses'))
    .slice(1);

const isSentence = (line: string): boolean =>
  /…$|\[|·|\.\.\.|<[a-z]+>\]/.test(line) || /[A-Za-z]\s+(is|says|reads|and)\s/.test(line);

const refusal = (line: string): string | null => {
  if (line === 'certify --version') return null;
  try {
    const chosen = read(wordsOf(line), commands, 80);
    return 'help' in chosen && chosen.exitCode !== 0 ? 'asks for nothing' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('a page', () => {
  it('tells people to type only what there is', () => {
    const wrong = pages.flatMap((page) =>
      // What a change once was called stands in its history.
      (page === 'CHANGELOG.md' ? [] : typedIn(textOf(page)))
        .filter((line) => !isSentence(line))
        .flatMap((line) => {
          const why = refusal(line);
          return why === null ? [] : [`${page}: ${line}: ${why}`];
        }),
    );
    expect(wrong).toEqual([]);
  });

  it('links only to what is there, and in the package to what the package holds', () => {
    const wrong = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)]*)?\)/g)]
        .map(([, to]) => normalize(join(dirname(page), to ?? '')))
        .filter(
          (to) =>
            !existsSync(join(ROOT, to)) ||
            (!REPOSITORY.includes(page) &&
              (to === 'docs/mutation.md' ||
                !/^(docs|runbooks|README|CHANGELOG|CONTRIBUTING|SECURITY|fixtures\/scenarios)/.test(to))),
        )
        .map((to) => `${page}: ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('links only to headings that the other page has', () => {
    const wrong = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)#([^)\s]+)\)/g)]
        .map(([, to = '', anchor = '']) => ({ to: to === '' ? page : normalize(join(dirname(page), to)), anchor }))
        .filter(({ to, anchor }) => !existsSync(join(ROOT, to)) || !anchorsOf(to).includes(anchor))
        .map(({ to, anchor }) => `${page}: ${to}#${anchor}`),
    );
    expect(wrong).toEqual([]);
  });

  it('names no file of the checkout, but where it is for those who work in one', () => {
    const wrong = pages
      .filter((page) => !OF_THE_CHECKOUT.test(page))
      .flatMap((page) => (textOf(page).match(/`(?:src|test|scripts|bench)\/[^`]*`/g) ?? []).map((path) => `${page}: ${path}`));
    expect(wrong).toEqual([]);
  });

  it('names only files of the checkout that are there', () => {
    const wrong = pages
      .filter((page) => page !== 'CHANGELOG.md')
      .flatMap((page) =>
        (textOf(page).match(/(?<=`)(?:src|test|scripts|bench|fixtures)\/[\w./-]+(?=`)/g) ?? [])
          .filter((path) => !existsSync(join(ROOT, path)))
          .map((path) => `${page}: ${path}`),
      );
    expect(wrong).toEqual([]);
  });
});

it('reads the lines of a page as people would type them', () => {
  const text =
    '```console\n$ certify check gym.yaml --josn   # a slip\n$ npx certify ses --lab > out\n```\nSee `certify dns --nope x`.';
  expect(typedIn(text)).toEqual(['certify check gym.yaml --josn', 'certify ses --lab', 'certify dns --nope x']);
  expect(refusal('certify check gym.yaml --josn')).toContain("Unknown option '--josn'");
  expect(refusal('certify ses --lab')).toBeNull();
});
