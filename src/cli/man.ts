// The manual page certify(1), as roff, from the manifest alone.
import { argumentWord, type Manifest, type ManifestCommand, type ManifestOption } from './manifest.ts';
import { PRECEDENCE, VARIABLE_ROWS } from './environment.ts';
import { commonOptions, EXIT_CODES, firstWord, GROUPS, optionRow, sentence } from './help.ts';

const NAMED: { readonly [character: string]: string } = {
  '’': '\\(cq',
  '‘': '\\(oq',
  '“': '\\(lq',
  '”': '\\(rq',
  '·': '\\(bu',
  '…': '...',
};

/** Outside text as roff: every hyphen one that can be pasted, nothing taken for a request. */
export const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\n -~]/gu,
      (character) => NAMED[character] ?? `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replaceAll(/^(?=[.'])/gm, '\\&');

const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;

/** `--wait <time>`: the flag as it is typed, its value as what is put there. */
const flagWords = (flags: string): string => {
  const [flag = '', ...rest] = flags.split(' ');
  return [bold(flag), ...rest.map((word) => `\\fI${escaped(word.replaceAll(/[<>]/g, ''))}\\fR`)].join(' ');
};

const optionLines = (option: ManifestOption): readonly string[] => [
  '.TP',
  flagWords(option.flags),
  escaped(sentence(optionRow(option)[1])),
];

const commandLines = (entry: ManifestCommand, common: readonly ManifestOption[]): readonly string[] => {
  const isCommon = (one: ManifestOption): boolean => common.some(({ key, says }) => key === one.key && says === one.says);
  const shared = entry.options.filter(isCommon).map(({ flags }) => bold(flags.split(' ')[0] ?? flags));
  return [
    `.SS "${escaped(`certify ${[entry.name, ...entry.args.map(argumentWord)].join(' ')}`)}"`,
    escaped(sentence(entry.description)),
    ...entry.args.flatMap((one) => ['.TP', `\\fI${escaped(one.name)}\\fR`, escaped(sentence(one.says))]),
    ...entry.options.filter((one) => !isCommon(one)).flatMap(optionLines),
    ...(shared.length === 0 ? [] : ['.PP', `Also: ${shared.join(', ')}.`]),
    ...(entry.examples.length === 0
      ? []
      : ['.PP', '.nf', ...entry.examples.map((line) => `.RS 4\n${escaped(line)}\n.RE`), '.fi']),
  ];
};

const sectionLines = (manifest: Manifest, common: readonly ManifestOption[]): readonly string[] =>
  GROUPS.flatMap(([title, words]) => {
    const entries = words.flatMap((word) => manifest.filter((entry) => firstWord(entry) === word));
    return entries.length === 0
      ? []
      : [`.SH "${escaped(title.toUpperCase())}"`, ...entries.flatMap((entry) => commandLines(entry, common))];
  });

const FILES: readonly (readonly [string, string])[] = [
  ['./evidence', 'One record a run, named by its id; journals below .runs.'],
  ['gym.yaml', 'A profile, as `certify init` writes it. Its schema: `certify schema profile`.'],
];

const table = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  rows.flatMap(([name, says]) => ['.TP', bold(name), escaped(says)]);

/** Text of `certify.1`. */
export const manualPage = (manifest: Manifest, version: string): string => {
  const common = commonOptions(manifest);
  return [
    `.TH CERTIFY 1 "" "certify ${version}" "User Commands"`,
    '.SH NAME',
    'certify \\- prove that a tenant\\(cqs email provider is ready for production',
    '.SH SYNOPSIS',
    `.B certify\n.I command\n.RI [ flags ]`,
    '.SH DESCRIPTION',
    escaped(
      'certify walks a runbook step by step, observes the provider (Amazon SES, or an SMTP relay), the sender’s DNS and the callback path, has one live internal message sent, waits for its callback, and writes a masked evidence record.',
    ),
    '.PP',
    escaped('Without an account, `certify ses --lab` shows a whole run against simulated parties.'),
    ...sectionLines(manifest, common),
    '.SH COMMON FLAGS',
    'Each is taken by the commands where it changes something, and refused by the others.',
    ...common.flatMap(optionLines),
    '.SH EXIT STATUS',
    ...table(EXIT_CODES.map((line) => line.split(/ {2}/) as unknown as readonly [string, string])),
    '.SH ENVIRONMENT',
    escaped(PRECEDENCE),
    ...table(VARIABLE_ROWS.map(([names, says]) => [names, sentence(says)])),
    '.SH FILES',
    ...table(FILES),
    '.SH "SEE ALSO"',
    escaped('`certify help COMMAND` for one command, `certify explain CHECK` for what a finding means.'),
    '',
  ].join('\n');
};
