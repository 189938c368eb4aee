// The list of environment variables is whole: what the source reads stands in it, and what stands in it is read.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentHelp, environmentPage, VARIABLE_ROWS } from '../../src/cli/environment.ts';
import { OVERRIDABLE_PATHS, overrideVariable } from '../../src/profile/overrides.ts';
import { literalRemedy, SECRET_NAMES } from '../../src/profile/secret-places.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const named = VARIABLE_ROWS.flatMap(([names]) => names.split(', '));

/** Read by what certify is built on, or by Node itself. */
const OF_OTHERS = ['AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL', 'HOME', 'PATH', 'TMPDIR'];

/** Set for a library that looks at them, and not read. */
const ONLY_SET = ['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'UV_THREADPOOL_SIZE'];

/** `env['NAME']`, `env.NAME`, `read(env, 'name')`, `{ NAME: said }: NodeJS.ProcessEnv`, and tables of names. */
const READ = [
  /\benv\[['"](\w+)['"]\]/g,
  /\benv\.([A-Z]\w+)/g,
  /\bread\(env, '(\w+)'\)/g,
  /\{ ([A-Z_]+)\b[^}]*\}: NodeJS\.ProcessEnv/g,
  /\b(?:env|variable|index|of): '([A-Z][A-Z_]+)'/g,
  /'(CERTIFY_[A-Z_]+)'/g,
];

/** Where secrets may stand is what a profile is told to name, and is read as a profile names it. */
const NAMES_ONLY = join('src', 'profile', 'secret-places.ts');

const sources = ['src', 'bin'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|cjs|mjs)$/.test(path))
    .map((path) => join(folder, path))
    .filter((path) => path !== NAMES_ONLY),
);
const readNames = new Set(
  sources.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return READ.flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name.toUpperCase()));
  }),
);

describe('the environment', () => {
  it('lists every variable that the source reads', () => {
    expect(readNames.size).toBeGreaterThan(20);
    expect([...readNames].filter((name) => !named.includes(name) && !ONLY_SET.includes(name))).toEqual([]);
  });

  it('lists none that nobody reads', () => {
    const suggested = SECRET_NAMES.map(literalRemedy).join();
    const known = new Set([...readNames, ...OF_OTHERS, ...OVERRIDABLE_PATHS.map(overrideVariable)]);
    expect(named.filter((name) => !name.endsWith('…') && !known.has(name) && !suggested.includes(name))).toEqual([]);
  });

  it.each([40, 80])('is told by help within %i columns, and on the page', (width) => {
    const help = environmentHelp(width);
    expect(help.split('\n').filter((line) => line.length > width)).toEqual([]);
    for (const name of named) {
      expect(help).toContain(name);
      expect(environmentPage()).toContain(`\`${name}\``);
    }
  });
});
