// certify completion bash · zsh · fish
import { UsageError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import type { Manifest } from '../manifest.ts';
import { argument } from '../options.ts';

/** First words, and below each the words that follow it. */
const wordsOf = (manifest: Manifest): ReadonlyMap<string, readonly string[]> => {
  const words = new Map<string, readonly string[]>();
  for (const { name } of manifest) {
    const [first = '', ...rest] = name.split(' ');
    const below = words.get(first) ?? [];
    words.set(first, rest.length === 0 ? below : [...below, rest.join(' ')]);
  }
  return words;
};

const groupsOf = (manifest: Manifest): readonly (readonly [string, readonly string[]])[] =>
  [...wordsOf(manifest)].filter(([, below]) => below.length > 0);

const bash = (manifest: Manifest): string =>
  [
    '_certify() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]}',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${[...wordsOf(manifest).keys()].join(' ')}" -- "$cur"))`,
    '    return',
    '  fi',
    '  if [ "$COMP_CWORD" -eq 2 ]; then',
    '    case "${COMP_WORDS[1]}" in',
    ...groupsOf(manifest).map(
      ([word, below]) => `      ${word}) COMPREPLY=($(compgen -W "${below.join(' ')}" -- "$cur")); return ;;`,
    ),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -f -- "$cur"))',
    '}',
    'complete -o filenames -F _certify certify',
    '',
  ].join('\n');

const zsh = (manifest: Manifest): string =>
  ['#compdef certify', 'autoload -U +X bashcompinit && bashcompinit', bash(manifest)].join('\n');

const quoted = (text: string): string => text.replaceAll("'", "\\'");

const fish = (manifest: Manifest): string =>
  [
    ...[...wordsOf(manifest)].map(([word, below]) => {
      const description = manifest.find((entry) => entry.name === word)?.description ?? `${word}: ${below.join(', ')}`;
      return `complete -c certify -n __fish_use_subcommand -a ${word} -d '${quoted(description)}'`;
    }),
    ...groupsOf(manifest).flatMap(([word, below]) =>
      below.map((next) => `complete -c certify -n '__fish_seen_subcommand_from ${word}' -a ${next}`),
    ),
    '',
  ].join('\n');

const SHELLS: { readonly [shell: string]: (manifest: Manifest) => string } = { bash, zsh, fish };

export const command = defineCommand({
  description: 'print the completion script of a shell',
  args: { shell: argument('bash, zsh or fish') },
  options: {},
  examples: ['source <(certify completion bash)'],
  run: async ({ args: { shell } }, { io, manifest }) => {
    const script = SHELLS[shell];
    if (script === undefined) {
      throw new UsageError({
        code: 'shell-unknown',
        message: `There is no completion for "${shell}".`,
        fix: 'Use bash, zsh or fish.',
      });
    }
    io.out(script(manifest()));
    return 0;
  },
});
