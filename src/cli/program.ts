// All commands: name, flags, examples. A command's own file is loaded when it is called.
import { Command, CommanderError } from 'commander';
import { EXIT } from '../core/decision.ts';
import { UsageError } from '../core/errors.ts';
import type { CommandEntry, Invocation, Run } from './command.ts';
import { entries } from './entries.ts';

type Start = (run: Run, given: Omit<Invocation, 'io' | 'signal'>) => Promise<number>;

const examplesOf = (entry: CommandEntry): string =>
  entry.examples.length === 0 ? '' : `\nExamples:\n${entry.examples.map((line) => `  ${line}`).join('\n')}\n`;

const add = (program: Command, entry: CommandEntry, act: (entry: CommandEntry, command: Command) => Promise<void>): void => {
  const path = entry.name.split(' ');
  const name = path.pop() ?? entry.name;
  const parent = path.reduce((at, part) => at.commands.find((one) => one.name() === part) ?? at.command(part), program);
  const command = entry.flags(parent.command(name).description(entry.description)).addHelpText('after', examplesOf(entry));
  command.action(async () => act(entry, command));
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

const SUMMARY = `Certifies a tenant's email provider before go-live.

Exit codes: 0 certified, ready or lab only · 1 not certified · 2 usage, profile or runbook error
            3 inconclusive · 4 internal fault · 130 interrupted, go on with --resume`;

/** Parses and runs. Commander's own refusals become UsageError, so that --json holds for them too. */
export const parse = async (argv: readonly string[], given: { root: string; version: string }, start: Start): Promise<number> => {
  let exitCode = 0;
  const program = new Command('certify')
    .description(SUMMARY)
    .version(given.version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(true);
  for (const entry of entries) {
    add(program, entry, async (chosen, command) => {
      const { run } = await chosen.load();
      exitCode = await start(run, { ...given, command: chosen.name, args: command.args, flags: command.optsWithGlobals() });
    });
  }
  const every = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(every)];
  for (const command of every(program)) command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return EXIT.USAGE;
    }
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const refused = unfinished(program, argv);
    if (refused !== null && ['commander.help', 'commander.unknownOption'].includes(error.code)) throw refused;
    throw new UsageError({
      code: error.code.replace('commander.', 'usage-').toLowerCase(),
      message: error.message.replace(/^error: /, ''),
      fix: 'See `certify --help`, or `--help` after the command.',
      cause: error,
    });
  }
  return exitCode;
};
