// What a shell offers for the word under the cursor, from the manifest and the names that the build wrote down.
import { type ManifestCommand, type ManifestOption, type Manifest } from './manifest.ts';
import { wordsAfter } from './help.ts';
import type { Naming } from './options.ts';
import type { Named, Names } from '../app/names.ts';

/** What lies on this machine: names of files, and how journals begin. */
export interface Places {
  /** Ids, newest first, of the records in the directory; none when it is not there. */
  readonly records: (directory: string | null) => readonly string[];
  readonly runs: (directory: string | null) => readonly string[];
}

interface Offer {
  readonly words: readonly Named[];
  /** The shell offers what lies on the disk. */
  readonly paths: 'file' | 'directory' | null;
}

export interface Completion extends Offer {
  /** What is being completed; with its flag where an equals sign joins the two. */
  readonly current: string;
}

const NOTHING: Offer = { words: [], paths: null };

/** `--wait`, of `--wait <time>`. */
const longOf = ({ flags }: ManifestOption): string => flags.split(/[ ,]/)[0] ?? flags;
/** `time`, of `--wait <time>`; null where it takes no value. */
const placeOf = ({ flags }: ManifestOption): string | null => /<(.+)>$/.exec(flags)?.[1] ?? null;

const PATHS: { readonly [place: string]: 'file' | 'directory' } = {
  file: 'file',
  path: 'file',
  'key.pem': 'file',
  dir: 'directory',
};

const REPORTS = ['html', 'markdown', 'junit', 'sarif', 'csv', 'json', 'prometheus'];

/** Shells part a word at its equals sign, or don't: one word again. */
const joined = (words: readonly string[]): readonly string[] =>
  words.reduce<readonly string[]>((before, word) => {
    const [last = '', kept] = [before.at(-1), before.slice(0, -1)];
    return before.length > 0 && (word === '=' || last.endsWith('=')) ? [...kept, last + word] : [...before, word];
  }, []);

interface Line {
  readonly entry: ManifestCommand | null;
  readonly path: string;
  readonly before: readonly string[];
  readonly current: string;
}

const lineOf = (typed: readonly string[], manifest: Manifest): Line => {
  const words = joined(typed);
  const [before, current] = [words.slice(0, -1), words.at(-1) ?? ''];
  const plain = before.filter((word) => !word.startsWith('-'));
  const start = plain[0] === 'help' ? plain.slice(1) : plain;
  const path = start.reduce((at, word) => (wordsAfter(manifest, at).includes(word) ? `${at} ${word}`.trim() : at), '');
  return { entry: manifest.find(({ name }) => name === path) ?? null, path, before, current };
};

/** The value that stands on the line already. */
const given = (before: readonly string[], flag: string): string | null => {
  const at = before.lastIndexOf(flag);
  return at === -1
    ? (before.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) ?? null)
    : (before[at + 1] ?? null);
};

/** `20261120T204615Z-ses-main-gym-45c407c5` is of main-gym. */
const tenantsOf = (records: readonly string[]): readonly string[] => [
  ...new Set(records.flatMap((id) => /^\d+T\d+Z-(?:ses|smtp)-(.+)-[0-9a-f]+$/.exec(id)?.[1] ?? [])),
];

const bare = (words: readonly string[]): readonly Named[] => words.map((word) => [word, '']);

const namedBy = (naming: Naming, { before, current }: Line, names: Names, places: Places): Offer => {
  if (typeof naming !== 'string') return { words: bare(naming), paths: null };
  const directory = given(before, '--evidence-dir');
  switch (naming) {
    case 'file':
    case 'directory':
      return { words: [], paths: naming };
    case 'record':
      return /[./]/.test(current) ? { words: [], paths: 'file' } : { words: bare(places.records(directory)), paths: null };
    case 'run':
      return { words: bare(places.runs(directory)), paths: null };
    case 'tenant':
      return { words: bare(tenantsOf(places.records(directory))), paths: null };
    case 'reason':
      return { words: current.includes('/') ? names.reason : names.check, paths: null };
    default:
      return { words: names[naming], paths: null };
  }
};

const valueOf = (option: ManifestOption, value: string, line: Line, names: Names, places: Places): Offer => {
  const place = placeOf(option) ?? '';
  if (option.choices !== undefined) return { words: bare(option.choices), paths: null };
  if (option.completes !== undefined) return namedBy(option.completes, { ...line, current: value }, names, places);
  if (place.startsWith('kind=')) {
    return value.includes('=') ? { words: [], paths: 'file' } : { words: bare(REPORTS.map((kind) => `${kind}=`)), paths: null };
  }
  return { words: [], paths: PATHS[place] ?? null };
};

const argumentOf = (line: Line, entry: ManifestCommand, names: Names, places: Places): Offer => {
  const taken = line.before.filter((word, at) => {
    const option = entry.options.find((one) => longOf(one) === line.before[at - 1]);
    return !word.startsWith('-') && (option === undefined || placeOf(option) === null);
  });
  const at = taken.length - entry.name.split(' ').length;
  const argument = entry.args[at] ?? (entry.args.at(-1)?.many === true ? entry.args.at(-1) : undefined);
  return argument?.completes === undefined ? NOTHING : namedBy(argument.completes, line, names, places);
};

const flagsOf = (entry: ManifestCommand, before: readonly string[]): readonly Named[] => [
  ...entry.options
    .filter((one) => one.kind === 'list' || !before.includes(longOf(one)))
    .map((one): Named => [longOf(one), one.says]),
  ['--help', 'how this command is used'],
];

const commandsBelow = (manifest: Manifest, path: string): readonly Named[] =>
  wordsAfter(manifest, path).map((word) => [
    word,
    manifest.find(({ name }) => name === `${path} ${word}`.trim())?.description ?? '',
  ]);

const all = (line: Line, manifest: Manifest, names: Names, places: Places): Offer => {
  const { entry, path, before, current } = line;
  if (before[0] === 'help')
    return { words: [...commandsBelow(manifest, path), ...(path === '' ? bare(['flags', 'environment']) : [])], paths: null };
  if (entry === null) {
    if (current.startsWith('-'))
      return { words: [['--help', 'all commands'], ...(path === '' ? bare(['--version']) : [])], paths: null };
    return { words: [...commandsBelow(manifest, path), ...(path === '' ? bare(['help']) : [])], paths: null };
  }
  const last = entry.options.find((one) => longOf(one) === before.at(-1));
  if (last !== undefined && placeOf(last) !== null) return valueOf(last, current, line, names, places);
  const inOne = entry.options.find((one) => current.startsWith(`${longOf(one)}=`));
  if (inOne !== undefined) {
    const flag = `${longOf(inOne)}=`;
    const offer = valueOf(inOne, current.slice(flag.length), line, names, places);
    return { ...offer, words: offer.words.map(([word, says]) => [flag + word, says]) };
  }
  if (current.startsWith('-')) return { words: flagsOf(entry, before), paths: null };
  // An option whose value may be left out, such as --resume, offers its values beside the argument's.
  const maybe = last?.completes === undefined ? NOTHING : namedBy(last.completes, line, names, places);
  const argument = argumentOf(line, entry, names, places);
  return { words: [...commandsBelow(manifest, path), ...maybe.words, ...argument.words], paths: argument.paths };
};

/** `typed` is all that stands behind `certify`, up to the cursor; the last word, perhaps empty, is to be completed. */
export const complete = (typed: readonly string[], manifest: Manifest, names: Names, places: Places): Completion => {
  const line = lineOf(typed, manifest);
  const { words, paths } = all(line, manifest, names, places);
  return { words: words.filter(([word]) => word.startsWith(line.current)), paths, current: line.current };
};
