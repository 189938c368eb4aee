// All commands as data: written by the build, read by help, completion and the pages, so that none of them loads a command.
import type { ArgumentData, Arguments, OptionData, Options } from './options.ts';

interface ManifestArgument extends ArgumentData {
  readonly name: string;
}

export interface ManifestOption extends OptionData {
  readonly key: string;
}

export interface ManifestCommand {
  /** As typed, such as `evidence list`; its file is `commands/evidence/list`. */
  readonly name: string;
  readonly description: string;
  readonly args: readonly ManifestArgument[];
  readonly options: readonly ManifestOption[];
  readonly examples: readonly string[];
}

/** As help shows an argument: `<domain>`, `[profile]`, `[domains...]`. */
export const argumentWord = ({ name, required, many }: ManifestArgument): string => {
  const word = many === true ? `${name}...` : name;
  return required ? `<${word}>` : `[${word}]`;
};

export type Manifest = readonly ManifestCommand[];

/** The order of help and of the pages. */
export const COMMANDS = [
  'ses',
  'smtp',
  'plan',
  'check',
  'rerun',
  'doctor',
  'explain',
  'dns',
  'dmarc-report',
  'message',
  'init',
  'fleet check',
  'fleet work',
  'fleet report',
  'fleet status',
  'fleet accept',
  'lab list',
  'lab play',
  'lab up',
  'lab trigger',
  'schema',
  'runbook show',
  'runbook lint',
  'evidence list',
  'evidence show',
  'evidence verify',
  'evidence report',
  'evidence certificate',
  'evidence diff',
  'handoff',
  'fields',
  'extraction show',
  'extraction set',
  'extraction export',
  'evidence export',
  'receiver',
  'receiver dead-letters list',
  'receiver dead-letters replay',
  'receiver suppression list',
  'receiver suppression allow',
  'receiver suppression relist',
  'adapter',
  'policy',
  'provision ses',
  'production-access',
  'identity status',
  'identity delete',
  'identity create',
  'mcp',
  'completion',
] as const;

interface Stated {
  readonly description: string;
  readonly args: Arguments;
  readonly options: Options;
  readonly examples: readonly string[];
}

/** One entry. */
export const manifestEntry = (name: string, { description, args, options, examples }: Stated): ManifestCommand => ({
  name,
  description,
  args: Object.entries(args).map(([argument, data]) => ({ name: argument, ...data })),
  options: Object.entries(options).map(([key, data]) => ({ key, ...data })),
  examples,
});

/** Where a command's file is, below `commands/`, without its ending. */
export const fileOf = (name: string): string => name.replaceAll(' ', '/');
