// A page a command, as Markdown, from the manifest alone.
import { argumentWord, fileOf, type Manifest, type ManifestCommand } from './manifest.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const table = (heading: string, rows: readonly (readonly [string, string])[]): readonly string[] =>
  rows.length === 0
    ? []
    : [`| ${heading} | |`, '|---|---|', ...rows.map(([name, says]) => `| \`${cell(name)}\` | ${cell(says)} |`), ''];

const pageOf = ({ name, description, args, options, examples }: ManifestCommand): string =>
  [
    `# certify ${name}`,
    '',
    `${description[0]?.toUpperCase() ?? ''}${description.slice(1)}.`,
    '',
    ...(examples.length === 0 ? [] : ['```console', ...examples.map((one) => `$ ${one}`), '```', '']),
    ...table(
      'argument',
      args.map((one) => [argumentWord(one), one.says]),
    ),
    ...table(
      'option',
      options.map((one) => [one.flags, one.says]),
    ),
  ].join('\n');

export interface CommandPage {
  readonly name: string;
  readonly description: string;
  /** File name of the page. */
  readonly file: string;
  readonly text: string;
}

/** In the order of the manifest. */
export const commandPages = (manifest: Manifest): readonly CommandPage[] =>
  manifest.map((entry) => ({
    name: entry.name,
    description: entry.description,
    file: `${fileOf(entry.name).replaceAll('/', '-')}.md`,
    text: pageOf(entry),
  }));
