// Help as people read it, from the manifest alone: commands in groups, the flags that matter to a command, common flags apart.
import { UsageError } from '../core/errors.ts';
import { nearest } from '../text/nearest.ts';
import { wrapped } from '../text/wrap.ts';
import { environmentHelp } from './environment.ts';
import { argumentWord, type Manifest, type ManifestCommand, type ManifestOption } from './manifest.ts';

/** Titles with the first words of their commands; what stands in none is put last. */
export const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Start', ['init', 'plan', 'doctor']],
  ['Certify a tenant', ['ses', 'smtp', 'check', 'rerun']],
  ['Check without a profile', ['dns', 'message', 'dmarc-report']],
  ['Explain and hand over', ['explain', 'handoff', 'fields', 'policy', 'production-access', 'provision', 'identity', 'adapter']],
  ['Read and verify records', ['evidence', 'extraction']],
  ['Many tenants, and the webhook', ['fleet', 'receiver']],
  ['Try it without an account', ['lab']],
  ['For tools', ['runbook', 'schema', 'completion', 'mcp']],
];

/** What many commands take and few people need at once: told in one place. */
const COMMON: ReadonlySet<string> = new Set([
  'json',
  'quiet',
  'verbose',
  'transcript',
  'color',
  'nonInteractive',
  'evidenceDir',
  'operator',
  'report',
  'signKey',
  'failOn',
  'set',
  'env',
  'secretsDir',
  'allowSecretCommands',
  'allowPrivate',
]);

export const EXIT_CODES = [
  '0  certified, ready or lab only',
  '1  not certified',
  '2  the command, profile, runbook or machine is wrong',
  '3  inconclusive',
  '4  certify itself failed',
  '130  interrupted; continue with --resume',
];

const WIDEST = 100;
const NARROWEST = 40;
/** The first column ends here at the latest; a longer word has its text below it. */
const COLUMN = 28;

const columns = (text: string): number => text.length;

export const sentence = (text: string): string => `${(text[0] ?? '').toUpperCase()}${text.slice(1)}.`;

type Row = readonly [word: string, says: string];

/** Two columns; where the place is narrow, the text stands below its word. */
const rows = (table: readonly Row[], width: number): readonly string[] => {
  const longest = Math.min(COLUMN, Math.max(0, ...table.map(([word]) => word.length)));
  const narrow = width < 60;
  const at = narrow ? 6 : longest + 4;
  return table.flatMap(([word, says]) => {
    const [first = '', ...rest] = wrapped(says, width - at, columns);
    const below = rest.map((line) => ' '.repeat(at) + line);
    return narrow || word.length > longest
      ? [`  ${word}`, `${' '.repeat(at)}${first}`, ...below]
      : [`  ${word.padEnd(longest)}  ${first}`.trimEnd(), ...below];
  });
};

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

const paragraph = (text: string, width: number, at = 0): readonly string[] => wrapped(' '.repeat(at) + text, width, columns);

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

const within = (width: number): number => Math.min(WIDEST, Math.max(NARROWEST, width));

export const firstWord = ({ name }: ManifestCommand): string => name.split(' ')[0] ?? name;

/** What the commands below a word have in common, where the word alone is none. */
const TOGETHER: { readonly [word: string]: string } = {
  provision: 'create what a tenant’s AWS account lacks',
  identity: 'the sending identity in SES',
  evidence: 'the records of runs',
  extraction: 'the sheet of recorded values',
  fleet: 'check many tenants every night, and report what changed',
  lab: 'simulated scenarios to run, to break and to fix',
  runbook: 'the steps of a run',
};

const namedRow = (manifest: Manifest, word: string): Row => {
  const own = manifest.find(({ name }) => name === word);
  const below = manifest.filter(({ name }) => name.startsWith(`${word} `)).map(({ name }) => name.slice(word.length + 1));
  if (below.length === 0) return [word, own?.description ?? ''];
  const listed = below.join(' · ');
  return [word, own === undefined ? `${TOGETHER[word] ?? ''}: ${listed}` : `${own.description}; also ${listed}`];
};

const NEW_HERE: readonly Row[] = [
  ['certify ses --lab', 'a whole run against simulated parties'],
  ['certify init gym.yaml', 'a profile of your own'],
  ['certify check gym.yaml', 'what is wrong or missing; sends nothing'],
];

const MORE_HELP: readonly Row[] = [
  ['certify help COMMAND', 'its flags and examples'],
  ['certify help flags', 'the flags that most commands have'],
  ['certify help environment', 'the environment variables that certify reads'],
  ['certify explain CHECK', 'what a finding means'],
  ['certify --version', 'the version'],
];

/** Of the whole command line. */
const programHelp = (manifest: Manifest, width: number): string => {
  const words = [...new Set(manifest.map(firstWord))];
  const placed = new Set(GROUPS.flatMap(([, group]) => group));
  const groups = [...GROUPS, ['More', words.filter((word) => !placed.has(word))] as const];
  return text([
    ...paragraph('certify proves that a tenant’s email provider is ready for production, and leaves a record of it.', width),
    ...section('New here?', rows(NEW_HERE, width)),
    ...groups.flatMap(([title, group]) =>
      section(
        title,
        rows(
          group.filter((word) => words.includes(word)).map((word) => namedRow(manifest, word)),
          width,
        ),
      ),
    ),
    ...section('More help', rows(MORE_HELP, width)),
    ...section(
      'Exit codes',
      EXIT_CODES.flatMap((line) => paragraph(line, width, 2)),
    ),
  ]);
};

/** Each common flag once, in its first words. */
export const commonOptions = (manifest: Manifest): readonly ManifestOption[] => {
  const all = manifest.flatMap(({ options }) => options.filter(({ key }) => COMMON.has(key)));
  return all.filter((one, at) => all.findIndex(({ key }) => key === one.key) === at);
};

export const optionRow = ({ flags, says, choices, fallback, env, required }: ManifestOption): Row => {
  const notes = [
    ...(required === true ? ['required'] : []),
    ...(choices === undefined || choices.length < 2 ? [] : [choices.join(', ')]),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ...(env === undefined ? [] : [`or ${env}`]),
  ];
  return [flags, notes.length === 0 ? says : `${says} (${notes.join('; ')})`];
};

const flagsHelp = (manifest: Manifest, width: number): string =>
  text([
    ...paragraph('Common flags. A command where a flag would change nothing refuses it.', width),
    '',
    ...rows(commonOptions(manifest).map(optionRow), width),
  ]);

/** A flag with its value, something in quotes, or a word. */
const PIECE = /--\S+ (?:"[^"]*"|[^-\s>|]\S*)|> \S+|"[^"]*"|\S+/g;

/** To be pasted into a shell: where it is too wide, broken as a shell takes it. */
const typedLines = (line: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const piece of line.length + 2 > width ? (line.match(PIECE) ?? []) : [line]) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length + ' '.length + ' \\'.length <= width)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(`${last === undefined ? '  ' : '    '}${piece}`);
  }
  return lines.map((one, n) => (n === lines.length - 1 ? one : `${one} \\`));
};

const longOf = ({ flags }: ManifestOption): string => flags.split(' ')[0] ?? flags;

const commandHelp = (manifest: Manifest, entry: ManifestCommand, width: number): string => {
  const shared = commonOptions(manifest);
  const isCommon = (one: ManifestOption): boolean => shared.some(({ key, says }) => key === one.key && says === one.says);
  const own = entry.options.filter((one) => !isCommon(one));
  const common = entry.options.filter(isCommon).map(longOf);
  const usage = ['certify', entry.name, ...entry.args.map(argumentWord), ...(entry.options.length === 0 ? [] : ['[flags]'])];
  const below = manifest.filter(({ name }) => name.startsWith(`${entry.name} `));
  return text([
    ...paragraph(`Usage: ${usage.join(' ')}`, width),
    '',
    ...paragraph(sentence(entry.description), width),
    ...section(
      'Examples',
      entry.examples.flatMap((line) => typedLines(line, width)),
    ),
    ...section(
      entry.args.length === 1 ? 'Argument' : 'Arguments',
      rows(
        entry.args.map((one) => [
          argumentWord(one),
          one.fallback === undefined ? one.says : `${one.says} (default: ${one.fallback})`,
        ]),
        width,
      ),
    ),
    ...section('Flags', rows(own.map(optionRow), width)),
    ...section('Common flags (see `certify help flags`)', common.length === 0 ? [] : paragraph(common.join(' '), width, 2)),
    ...section(
      'Commands',
      rows(
        below.map(({ name, description }) => [name, description]),
        width,
      ),
    ),
  ]);
};

const groupHelp = (manifest: Manifest, path: string, width: number): string =>
  text([
    `Usage: certify ${path} COMMAND`,
    ...section(
      'Commands',
      rows(
        manifest.filter(({ name }) => name.startsWith(`${path} `)).map(({ name, description }) => [name, description]),
        width,
      ),
    ),
    '',
    ...paragraph(`\`certify help ${path} COMMAND\` shows its flags and examples.`, width),
  ]);

/** What may stand after `path`: one word each. */
export const wordsAfter = (manifest: Manifest, path: string): readonly string[] => {
  const depth = path === '' ? 0 : path.split(' ').length;
  const below = path === '' ? manifest : manifest.filter(({ name }) => name.startsWith(`${path} `));
  return [...new Set(below.map(({ name }) => name.split(' ')[depth] ?? name))];
};

/** Of a command that does not exist, with those whose name is near. */
export const unknownCommand = (manifest: Manifest, path: string, word: string): UsageError => {
  const known = wordsAfter(manifest, path);
  const near = nearest(word, known);
  const elsewhere = manifest.filter(({ name }) => name.split(' ').includes(word)).map(({ name }) => name);
  const meant = near === null ? elsewhere.slice(0, 3) : [`${path} ${near}`.trim()];
  const named = path === '' ? 'certify --help' : `certify ${path} --help`;
  return new UsageError({
    code: 'usage-unknowncommand',
    message: `There is no command \`certify ${`${path} ${word.slice(0, 60)}`.trim()}\`.`,
    fix: `${meant.length === 0 ? '' : `Did you mean ${meant.map((one) => `\`certify ${one}\``).join(' or ')}? `}\`${named}\` lists them all.`,
  });
};

/** The longest command, or group of commands, that the words name; the rest are its values. */
const named = (manifest: Manifest, words: readonly string[]): string =>
  words.reduce((path, word) => {
    if (wordsAfter(manifest, path).includes(word)) return `${path} ${word}`.trim();
    if (manifest.some(({ name }) => name === path)) return path;
    throw unknownCommand(manifest, path, word);
  }, '');

/** Help was asked for: by `help` first, or by a flag anywhere before `--`. */
export const asksHelp = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  return argv[0] === 'help' || (end === -1 ? argv : argv.slice(0, end)).some((word) => word === '-h' || word === '--help');
};

/** The page that was asked for, at most `width` columns wide; UsageError for a command that does not exist. */
export const helpFor = (argv: readonly string[], manifest: Manifest, width: number): string => {
  const words = (argv[0] === 'help' ? argv.slice(1) : argv).filter((word) => !word.startsWith('-'));
  if (argv[0] === 'help' && words[0] === 'flags') return flagsHelp(manifest, within(width));
  if (argv[0] === 'help' && words[0] === 'environment') return environmentHelp(within(width));
  const path = argv[0] === 'help' && words[0] === 'help' ? '' : named(manifest, words);
  if (path === '') return programHelp(manifest, within(width));
  const entry = manifest.find(({ name }) => name === path);
  return entry === undefined ? groupHelp(manifest, path, within(width)) : commandHelp(manifest, entry, within(width));
};

/** Where help for these words stands, as typed. */
export const helpLine = (argv: readonly string[], manifest: Manifest): string => {
  const words = argv.filter((word) => !word.startsWith('-'));
  const at = words.findIndex((word, n) => !wordsAfter(manifest, words.slice(0, n).join(' ')).includes(word));
  return `certify ${[...words.slice(0, at === -1 ? words.length : at), '--help'].join(' ')}`;
};
