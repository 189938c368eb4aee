// certify completion bash · zsh · fish
import { UsageError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { entries } from '../entries.ts';

const words = [...new Set(entries.map((entry) => entry.name.split(' ')[0] ?? ''))];

const below = (word: string): readonly string[] =>
  entries.filter((entry) => entry.name.startsWith(`${word} `)).map((entry) => entry.name.slice(word.length + 1));

const groups = words.filter((word) => below(word).length > 0);

const bash = (): string =>
  [
    '_certify() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]}',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$cur"))`,
    '    return',
    '  fi',
    '  if [ "$COMP_CWORD" -eq 2 ]; then',
    '    case "${COMP_WORDS[1]}" in',
    ...groups.map((word) => `      ${word}) COMPREPLY=($(compgen -W "${below(word).join(' ')}" -- "$cur")); return ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -f -- "$cur"))',
    '}',
    'complete -o filenames -F _certify certify',
    '',
  ].join('\n');

const zsh = (): string => ['#compdef certify', 'autoload -U +X bashcompinit && bashcompinit', bash()].join('\n');

const quoted = (text: string): string => text.replaceAll("'", "\\'");

const fish = (): string =>
  [
    ...words.map((word) => {
      const description = entries.find((entry) => entry.name === word)?.description ?? `${word}: ${below(word).join(', ')}`;
      return `complete -c certify -n __fish_use_subcommand -a ${word} -d '${quoted(description)}'`;
    }),
    ...groups.flatMap((word) =>
      below(word).map((next) => `complete -c certify -n '__fish_seen_subcommand_from ${word}' -a ${next}`),
    ),
    '',
  ].join('\n');

const SHELLS: { readonly [shell: string]: () => string } = { bash, zsh, fish };

export const run: Run = async ({ args, io }) => {
  const script = SHELLS[args[0] ?? ''];
  if (script === undefined) {
    throw new UsageError({
      code: 'shell-unknown',
      message: `There is no completion for "${args[0] ?? ''}".`,
      fix: 'Use bash, zsh or fish.',
    });
  }
  io.out(script());
  return 0;
};
