// The generated part of docs/: a page a command and a page a check, and the environment. `node scripts/docs.mjs` writes it; a test holds it current.
import { checkPages } from '../app/check-pages.ts';
import { engineReasonLines } from '../report/markdown/check-page.ts';
import { commandPages } from './command-pages.ts';
import { environmentPage } from './environment.ts';
import type { Manifest } from './manifest.ts';

type Runbooks = Parameters<typeof checkPages>[0];

const index = (title: string, rows: readonly (readonly [string, string, string])[]): string =>
  [`# ${title}`, '', ...rows.map(([name, file, says]) => `- [${name}](${file}): ${says}`), ''].join('\n');

/** Path below docs/ → text. */
export const documentation = (runbooks: Runbooks, manifest: Manifest): ReadonlyMap<string, string> => {
  const [checks, commands] = [checkPages(runbooks), commandPages(manifest)];
  return new Map([
    ['environment.md', environmentPage()],
    ...checks.map(({ id, text }) => [`checks/${id}.md`, text] as const),
    ...commands.map(({ file, text }) => [`commands/${file}`, text] as const),
    [
      'checks/README.md',
      index(
        'Checks',
        checks.map(({ id, title }) => [id, `${id}.md`, title]),
      ) + `\n${engineReasonLines().join('\n')}`,
    ],
    [
      'commands/README.md',
      index(
        'Commands',
        commands.map(({ name, file, description }) => [`certify ${name}`, file, description]),
      ),
    ],
  ]);
};
