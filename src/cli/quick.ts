// What needs none of the rest of the command line: pages of help, schemas, runbooks, what a check means. Built as one file of its own,
// because a module that is looked up costs more than all that these do. Every text is byte for byte the one of the command itself.
import { readFileSync } from 'node:fs';
import { namedCheck } from '../app/named-check.ts';
import { preparedRunbook } from '../app/prepared-runbook.ts';
import { knownSchema } from '../app/schemas.ts';
import { EXIT } from '../core/decision.ts';
import { forAscii } from '../masking/neutral.ts';
import { explainText } from '../report/terminal/explain.ts';
import { showRunbook } from '../report/terminal/runbook.ts';
import { asksHelp, helpFor } from './help.ts';
import type { Manifest } from './manifest.ts';
import { stated } from './stated-checks.ts';
import { type Place, type Style, styleOf } from './style.ts';

export interface Quick {
  readonly text: string;
  readonly exitCode: number;
}

const helpText = (argv: readonly string[], root: string, place: Place, env: NodeJS.ProcessEnv): string => {
  const { unicode, width } = styleOf(place, true, env);
  const help = helpFor(argv, JSON.parse(readFileSync(`${root}/dist/manifest.json`, 'utf8')) as Manifest, width);
  return unicode ? help : forAscii(help);
};

const runbookText = (root: string, id: string, style: () => Style): string | null => {
  if (id !== 'ses' && id !== 'smtp') return null;
  const prepared = preparedRunbook(root, id, readFileSync(`${root}/runbooks/${id}.yaml`, 'utf8'));
  return prepared === null ? null : showRunbook(prepared, style());
};

const commandText = (argv: readonly string[], root: string, place: () => Place, env: NodeJS.ProcessEnv): string | null => {
  const what = argv.at(-1) ?? '';
  const command = argv.slice(0, -1).join(' ');
  if (what.startsWith('-')) return null;
  if (command === 'schema') return knownSchema(root, what);
  if (command === 'runbook show') return runbookText(root, what, () => styleOf(place(), false, env));
  if (command !== 'explain') return null;
  return explainText({ ...namedCheck(what, stated(root)), finding: null, evidence: null }, styleOf(place(), false, env));
};

/** What these words print; null: they are for the command line to read, faults among them. `place` is looked at only where its width matters. */
export const quick = (argv: readonly string[], root: string, place: () => Place, env: NodeJS.ProcessEnv): Quick | null => {
  if (argv[0] === '__complete') return null;
  try {
    if (argv.length === 0) return { text: helpText(argv, root, place(), env), exitCode: EXIT.USAGE };
    const text = asksHelp(argv) ? helpText(argv, root, place(), env) : commandText(argv, root, place, env);
    return text === null ? null : { text, exitCode: 0 };
  } catch {
    return null;
  }
};
