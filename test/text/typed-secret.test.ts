import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typedSecret } from '../../src/text/typed-secret.ts';

const ROOT = join(import.meta.dirname, '../..');

it('reads a secret into a variable that commands see, without showing it', () => {
  const script = `${typedSecret('CERTIFY_X')}; sh -c 'printf %s "$CERTIFY_X"'`;
  expect(execFileSync('bash', ['-c', script], { input: String.raw`a\b c` + '\n', encoding: 'utf8' })).toBe(String.raw`a\b c`);
});

it('is what every guide shows, since a secret on a command line stays in the history of the shell', () => {
  const pages = ['README.md', 'docs', 'runbooks'].flatMap((place) =>
    statSync(join(ROOT, place)).isDirectory()
      ? readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((name) => join(place, name))
      : [place],
  );
  const telling = pages
    .filter((page) => /\.(?:md|yaml)$/.test(page))
    .filter((page) => /export CERTIFY_\w*(?:TOKEN|SECRET|PASSWORD)\w*=/.test(readFileSync(join(ROOT, page), 'utf8')));
  expect(telling).toEqual([]);
});
