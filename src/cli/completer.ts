// The other end of the completion scripts: `certify __complete SHELL WORDS…` prints one offer a line, a tab before what it means.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecordId } from '../core/record.ts';
import type { Named, Names } from '../app/names.ts';
import { stated } from './stated-checks.ts';
import { complete, type Completion, type Places } from './complete.ts';
import type { Manifest } from './manifest.ts';

const MOST = 200;

/** A directory that is not there, or not to be read, holds nothing to offer; nor is what stands beside records and runs offered as one. */
const stems = (directory: string, ending: string, isOne: (stem: string) => boolean): readonly string[] => {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter(isOne)
      .toSorted()
      .toReversed()
      .slice(0, MOST);
  } catch {
    return [];
  }
};

/** Those that `--resume` takes: begun (a killed run may leave a journal with no whole line, an apply keeps its own beside them), not ended. */
const isUnfinished = (directory: string) => (id: string) => {
  const lines = readFileSync(join(directory, `${id}.jsonl`), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines[0]?.startsWith('{"type":"run-started"') === true && lines.at(-1)?.startsWith('{"type":"run-ended"') === false;
};

const placesOf = (env: NodeJS.ProcessEnv): Places => {
  const at = (directory: string | null): string => directory ?? env['CERTIFY_EVIDENCE_DIR'] ?? './evidence';
  return {
    records: (directory) => stems(at(directory), '.json', isRecordId),
    runs: (directory) => stems(join(at(directory), '.runs'), '.jsonl', isUnfinished(join(at(directory), '.runs'))),
  };
};

/** Bash parts words at an equals sign and replaces only what stands behind it. */
const asReplaced = (shell: string, word: string, current: string): string =>
  shell === 'bash' ? word.slice(current.lastIndexOf('=') + 1) : word;

/** Bash cannot show what a word means. */
const lines = ({ words, paths, current }: Completion, shell: string): readonly string[] => [
  ...(words.length > 0 && words.every(([word]) => word.endsWith('=')) ? [':open'] : []),
  ...words.map(([word, says]) => {
    const offered = asReplaced(shell, word, current);
    return shell === 'bash' || says === '' ? offered : `${offered}\t${says.replaceAll(/\s+/g, ' ')}`;
  }),
  ...(paths === null ? [] : [`:${paths}`]),
];

/** Text for stdout; `argv` is what stands behind `__complete`. */
export const completerText = (argv: readonly string[], root: string, env: NodeJS.ProcessEnv): string => {
  const [shell = '', ...typed] = argv;
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, 'dist', name), 'utf8'));
  const checks = stated(root);
  const names: Names = {
    ...(read('names.json') as Omit<Names, 'check' | 'reason'>),
    check: checks.map(({ id, title }) => [id, title]),
    reason: checks.flatMap(({ id, reasons }) =>
      Object.entries(reasons).map(([reason, { says }]): Named => [`${id}/${reason}`, says]),
    ),
  };
  const offered = complete(typed, read('manifest.json') as Manifest, names, placesOf(env));
  return lines(offered, shell)
    .map(
      (line) => `${line}
`,
    )
    .join('');
};
