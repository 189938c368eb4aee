// The library's declarations: only what its entry reaches, and nothing that the package does not bring along.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const IMPORTED = /(?:from |import\()(['"])([^'"]+)\1/g;

/** A named import of types of the AWS SDK, which is in the bundle and not beside it. */
const SDK = /import type \{([^}]*)\} from ['"]@aws-sdk\/[^'"]*['"];/g;

const neighbours = (file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORTED)]
    .map(([, , to]) => to)
    .filter((to) => to.startsWith('.'))
    .map((to) => resolve(dirname(file), to.replace(/\.ts$/, '.d.ts')));

const reachable = (entry) => {
  const seen = new Set([entry]);
  for (const file of seen) for (const next of neighbours(file)) seen.add(next);
  return seen;
};

/** Answers of the SDK pass through the library's own ports; no caller reads them, so that they may stay opaque. */
const opaque = (text) =>
  text.replaceAll(SDK, (_, names) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => `/** Of the AWS SDK, which is bundled: opaque here. */\ntype ${name.split(' as ').at(-1)} = object;`)
      .join('\n'),
  );

/** Removes from `directory` each declaration that `entry` does not lead to. */
export const keepReachable = (directory, entry) => {
  const kept = reachable(resolve(directory, entry));
  for (const name of readdirSync(directory, { recursive: true })) {
    const file = resolve(directory, name);
    if (statSync(file).isDirectory()) continue;
    if (!kept.has(file)) rmSync(file);
    else writeFileSync(file, opaque(readFileSync(file, 'utf8')));
  }
  const left = [...kept].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORTED)]
      .map(([, , to]) => to)
      .filter((to) => !to.startsWith('.') && !to.startsWith('node:') && to !== 'valibot')
      .map((to) => `${relative(directory, file)}: ${to}`),
  );
  if (left.length > 0) throw new Error(`the library's declarations name packages that do not come along: ${left.join(', ')}`);
};
