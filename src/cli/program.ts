// The command line as commander reads it, built from the manifest; a command's own file is loaded when it is called.
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../core/decision.ts';
import { UsageError } from '../core/errors.ts';
import type { AnyCommand, Given } from './command.ts';
import { asksHelp, helpFor, helpLine, unknownCommand } from './help.ts';
import { argumentWord, type Manifest, type ManifestCommand, type ManifestOption } from './manifest.ts';
import type { Arguments, Options } from './options.ts';
import { durationMs } from '../text/duration.ts';

/** What was read from the command line for one command. */
export interface Chosen {
  readonly name: string;
  readonly given: Given<Arguments, Options>;
}

const duration = (text: string): number => {
  const ms = durationMs(text);
  if (ms === null) throw new InvalidArgumentError('Give a time such as 90s, 5m, 1h or 30d.');
  return ms;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const twice = (flag: string): UsageError =>
  new UsageError({
    code: 'usage-twice',
    message: `${flag} is given twice, and takes one value.`,
    fix: 'Keep one of the two.',
  });

/** The second value of an option that takes one would let the first go unheard. */
const once = (option: Option): void => {
  const parse = option.parseArg ?? ((value: string): string => value);
  let isGiven = false;
  option.argParser((value, before) => {
    if (isGiven) throw twice(option.long ?? option.flags);
    isGiven = true;
    return parse(value, before);
  });
};

const optionOf = (data: ManifestOption): Option => {
  const option = new Option(data.flags, data.says);
  if (data.kind === 'duration') option.argParser(duration);
  if (data.kind === 'list') option.argParser(collect).default([]);
  if (data.choices !== undefined) option.choices(data.choices);
  if (data.kind !== 'list' && (option.required || option.optional)) once(option);
  if (data.fallback !== undefined) option.default(data.fallback);
  if (data.env !== undefined) option.env(data.env);
  if (data.required === true) option.makeOptionMandatory();
  return option;
};

/** The value as the option's kind promises it. */
const valueOf = ({ kind }: ManifestOption, value: unknown): unknown => {
  if (kind === 'flag') return value === true;
  if (kind === 'off') return value !== false;
  if (kind === 'text' && value === '') return null;
  return value ?? null;
};

/** The command and those above it: `certify receiver --config x dead-letters list` gives the list its configuration. */
const lineOf = (command: Command): readonly Command[] =>
  command.parent === null ? [command] : [command, ...lineOf(command.parent)];

const typedIn = (command: Command, attribute: string): boolean => command.getOptionValueSource(attribute) === 'cli';

/** An option of a command above that this one does not have would be ignored. */
const refuseStray = (entry: ManifestCommand, command: Command): void => {
  const own = new Set(entry.options.map(({ flags }) => flags));
  for (const above of lineOf(command).slice(1)) {
    const stray = above.options.find((one) => typedIn(above, one.attributeName()) && !own.has(one.flags));
    if (stray !== undefined)
      command.error(`error: unknown option '${stray.long ?? stray.flags}'`, { code: 'commander.unknownOption' });
  }
};

const givenTo = (entry: ManifestCommand, command: Command): Chosen['given'] => {
  const stated = entry.options.map((data) => {
    const option = optionOf(data);
    const attribute = option.attributeName();
    const [typed, above] = lineOf(command).filter((one) => typedIn(one, attribute));
    if (above !== undefined && option.required && data.kind !== 'list') throw twice(option.long ?? data.flags);
    const value = valueOf(data, (typed ?? command).getOptionValue(attribute));
    return { data, typed: typed !== undefined, flag: option.long ?? data.flags, value: value ?? data.fallback ?? null };
  });
  return {
    args: Object.fromEntries(
      entry.args.map(({ name, many }, index) => [name, command.processedArgs[index] ?? (many === true ? [] : null)]),
    ),
    options: Object.fromEntries(stated.map(({ data, value }) => [data.key, value])),
    typed: Object.fromEntries(stated.filter(({ typed }) => typed).map(({ data, flag }) => [data.key, flag])),
  };
};

const add = (program: Command, entry: ManifestCommand, choose: (chosen: Chosen) => void): void => {
  const path = entry.name.split(' ');
  const name = path.pop() ?? entry.name;
  const parent = path.reduce((at, part) => at.commands.find((one) => one.name() === part) ?? at.command(part), program);
  const command = parent.command(name);
  for (const data of entry.args) {
    const argument = new Argument(argumentWord(data), data.says);
    command.addArgument(data.fallback === undefined ? argument : argument.default(data.fallback));
  }
  for (const data of entry.options) command.addOption(optionOf(data));
  command.action(() => {
    refuseStray(entry, command);
    choose({ name: entry.name, given: givenTo(entry, command) });
  });
};

/** `certify evidence` alone; null when a whole command was named. */
const unfinished = (program: Command, argv: readonly string[]): UsageError | null => {
  const words = argv.filter((word) => !word.startsWith('-'));
  const group = words.reduce((at, word) => at.commands.find((one) => one.name() === word) ?? at, program);
  if (group === program || group.commands.length === 0) return null;
  const path = words.slice(0, words.indexOf(group.name()) + 1).join(' ');
  return new UsageError({
    code: 'usage-unfinished',
    message: `\`certify ${path}\` is several commands, and none of them was named.`,
    fix: `Use one of: ${group.commands.map((one) => `certify ${path} ${one.name()}`).join(', ')}.`,
  });
};

/** `certify evidence` alone, without a flag that says in what form it wants its answer. */
const isGroup = (manifest: Manifest, path: string): boolean =>
  manifest.some(({ name }) => name.startsWith(`${path} `)) && manifest.every(({ name }) => name !== path);

const programOf = (manifest: Manifest, choose: (chosen: Chosen) => void): Command => {
  const program = new Command('certify');
  for (const entry of manifest) add(program, entry, choose);
  const every = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(every)];
  for (const command of every(program)) {
    command
      .exitOverride()
      .helpOption(false)
      .helpCommand(false)
      .configureOutput({ writeErr: () => undefined });
    // What stands after a command's name is that command's, not of the one above it.
    command.enablePositionalOptions();
  }
  return program;
};

/** Commander's sentence, with its suggestion where it has one, as one of ours. */
const worded = (message: string): readonly [message: string, meant: string] => {
  const [said = '', near = ''] = message
    .replace(/^error: /, '')
    .replace(/Allowed choices are ([^,]+)\.$/, 'The one choice is $1.')
    .split('\n');
  const meant = /^\(Did you mean (?:one of )?(.+?)\?\)$/.exec(near)?.[1];
  return [
    `${(said[0] ?? '').toUpperCase()}${said.slice(1).replace(/\.?$/, '.')}`,
    meant === undefined ? '' : `Did you mean ${meant}? `,
  ];
};

/** Where what an argument names is listed. */
const LISTED: { readonly [naming: string]: string } = {
  record: '`certify evidence list` lists the records.',
  reason: '`certify runbook show ses` and `certify runbook show smtp` list the checks.',
};

/** All that the command cannot do without and that was not given; null: nothing of that kind. */
const lacking = (entry: ManifestCommand, argv: readonly string[], error: CommanderError): UsageError | null => {
  const named = /missing required argument '(.*)'/.exec(error.message)?.[1];
  const isTyped = ({ flags }: ManifestOption): boolean => {
    const [long = flags] = flags.split(' ');
    return argv.some((word) => word === long || word.startsWith(`${long}=`));
  };
  const argument = entry.args.find(({ name }) => name === named);
  const needed = [
    ...(argument === undefined ? [] : [[argumentWord(argument), argument.says] as const]),
    ...entry.options.filter((one) => one.required === true && !isTyped(one)).map(({ flags, says }) => [flags, says] as const),
  ];
  if (needed.length === 0) return null;
  const listed = typeof argument?.completes === 'string' ? LISTED[argument.completes] : undefined;
  return new UsageError({
    code: error.code.replace('commander.', 'usage-').toLowerCase(),
    message: `\`certify ${entry.name}\` needs ${needed.map(([word, says]) => `${word} (${says})`).join(', ')}.`,
    fix: [`For example: \`${entry.examples[0] ?? ''}\`.`, ...(listed === undefined ? [] : [listed])].join(' '),
    cause: error,
  });
};

/** Commander's own refusals become UsageError, so that --json holds for them too. */
const refusal = (program: Command, manifest: Manifest, argv: readonly string[], error: unknown): UsageError => {
  if (!(error instanceof CommanderError)) throw error;
  const refused = unfinished(program, argv);
  if (refused !== null && ['commander.help', 'commander.unknownOption'].includes(error.code)) return refused;
  const help = helpLine(argv, manifest);
  if (error.code === 'commander.unknownCommand') {
    const path = help.split(' ').slice(1, -1);
    const word = /unknown command '(.*)'/.exec(error.message)?.[1] ?? '';
    return unknownCommand(manifest, path.join(' '), word);
  }
  const entry = manifest.find(({ name }) => `certify ${name} --help` === help);
  const needs = entry === undefined ? null : lacking(entry, argv, error);
  if (needs !== null && /missing/i.test(error.code)) return needs;
  const [message, meant] = worded(error.message);
  return new UsageError({
    code: error.code.replace('commander.', 'usage-').toLowerCase(),
    message,
    fix: `${meant}See \`${help}\`.`,
    cause: error,
  });
};

/** A page of help in place of a command. */
export interface Shown {
  readonly help: string;
  readonly exitCode: number;
}

/** The command that was called with its values, or the page of help when that was all that was asked for. `width` in columns. */
export const read = (argv: readonly string[], manifest: Manifest, width: number): Chosen | Shown => {
  if (argv.length === 0) return { help: helpFor(argv, manifest, width), exitCode: EXIT.USAGE };
  if (asksHelp(argv)) return { help: helpFor(argv, manifest, width), exitCode: 0 };
  if (isGroup(manifest, argv.join(' '))) return { help: helpFor(argv, manifest, width), exitCode: EXIT.USAGE };
  let chosen: Chosen | null = null;
  const program = programOf(manifest, (one) => {
    chosen = one;
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    throw refusal(program, manifest, argv, error);
  }
  if (chosen === null) throw unknownCommand(manifest, '', argv[0] ?? '');
  return chosen;
};

/** The statement that a command's file exports. */
export const commandIn = (module: unknown): AnyCommand => (module as { readonly command: AnyCommand }).command;
