// Entry of the command line: what the launcher does not tell by itself, through the manifest; one exit code out.
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT } from '../core/decision.ts';
import { forAscii } from '../masking/neutral.ts';
import type { Setting } from '../app/setting.ts';
import type { AnyCommand, Call } from './command.ts';
import { fail } from './failure.ts';
import { createIo, type Io } from './io.ts';
import { fileOf, type Manifest } from './manifest.ts';
import { closeReports, refuseOpenRequests } from './node-outputs.ts';
import type { Chosen } from './program.ts';
import { interruption } from '../app/interrupted.ts';
import { tellBuildServer } from './refusal.ts';
import { isRedrawn } from './style.ts';
import { clearNotice, notice, streamFault, watchStreams, writeTo } from './streams.ts';

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown;

const controller = new AbortController();
let interrupted = false;

/** What ends sooner than this says so itself. */
const STOPPING_MS = 200;
/** How long what was begun may still hold the process after its last word. */
const LINGER_MS = 250;
let stopping: NodeJS.Timeout | undefined;

/** Whoever pressed Ctrl-C sees that it was heard while what is begun is brought to its end. */
const tellStopping = (): void => {
  if (!isRedrawn(process.stderr, process.env)) return;
  // The terminal shows ^C where the cursor was; by then a spinner may stand there again.
  writeTo(process.stderr, '\n');
  stopping = setTimeout(
    () => writeTo(process.stderr, '\r\u001B[KStopping. Ctrl-C again ends it at once.\n'),
    STOPPING_MS,
  ).unref();
};

/** INT, TERM and HUP stop the command softly once; a second one ends the process. */
const stopOnSignal = (): void => {
  // Everything that waits listens to this one signal.
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    if (interrupted) process.exit(EXIT.INTERRUPTED);
    interrupted = true;
    controller.abort(new Error('interrupted'));
    tellStopping();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The launcher's, for as long as nothing was begun.
    process.removeAllListeners(signal);
    process.on(signal, stop);
  }
};

/** Milliseconds in which what was broken off comes to its end. */
const ENDING_MS = 1000;

/** A question's library lets go of a keyboard that is no more (readline's `close`). */
const isTerminalGone = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'setRawMode';

/** What is thrown where nobody waits for it, by a library's timer or socket, ends the command as every other fault does; Node's own way is exit 1. */
const endOnThrown = (json: boolean): void => {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => {
    if (interrupted || isTerminalGone(error)) {
      interrupted = true;
      controller.abort(new Error('interrupted'));
      setTimeout(() => process.exit(EXIT.INTERRUPTED), ENDING_MS);
      return;
    }
    const end = (code: number): never => process.exit(code);
    void fail(error, createIo({ noColor: false, nonInteractive: true }), json).then(end, () => end(EXIT.FAULT));
  });
};

/** What takes its time before it has anything to show; null: it has that within a blink. */
const beginning = ({ name, given: { options } }: Chosen): string | null => {
  if (options['lab'] === true || typeof options['scenario'] === 'string') return 'Starting the lab ...';
  if (name.startsWith('evidence ')) return 'Looking at the records ...';
  if (name === 'lab list') return 'Looking at the worlds ...';
  return 'allowPrivate' in options || 'lab' in options || name.startsWith('fleet ') ? 'Getting ready ...' : null;
};

/** Whoever watches is told within a blink what they wait for. */
const tellBeginning = (chosen: Chosen, io: Io): void => {
  const { options } = chosen.given;
  const text = beginning(chosen);
  if (text !== null && io.redraws && options['quiet'] !== true && options['json'] !== true) notice(text);
};

const settingFor = async ({ asksNobody }: AnyCommand, own: Omit<Setting, 'shared'>): Promise<Setting> => {
  if (asksNobody !== true) return (await import('../app/setting.ts')).createSetting(own);
  const nothing = (): never => {
    throw new Error('a command that asks nobody shares nothing');
  };
  return Object.defineProperty(own, 'shared', { get: nothing, enumerable: false }) as Setting;
};

/** Loads the command's file from where the build put it, and runs it. */
const start = async (chosen: Chosen, root: string, version: string): Promise<number> => {
  const { name, given } = chosen;
  const { json, color, nonInteractive } = given.options;
  // What draws by itself (questions, the spinner) knows the variable alone.
  if (color === false) {
    process.env['NO_COLOR'] = '1';
    delete process.env['FORCE_COLOR'];
  }
  const io = createIo({ noColor: color === false || json === true, nonInteractive: nonInteractive === true || json === true });
  tellBeginning(chosen, io);
  try {
    const { commandIn } = await import('./program.ts');
    const module: unknown = await import(pathToFileURL(join(root, 'dist', 'commands', `${fileOf(name)}.js`)).href);
    const command = commandIn(module);
    if (command.asksNobody !== true) refuseOpenRequests(process.env);
    const setting = await settingFor(command, { root, version, env: process.env });
    const call: Call = { setting, io, signal: controller.signal };
    return await command.run(given, call);
  } catch (error) {
    // What it ended with is told now.
    clearTimeout(stopping);
    // Broken off because its output is lost: that is told at the end.
    if (!interrupted && controller.signal.aborted) return EXIT.FAULT;
    const told = interrupted ? interruption(error) : error;
    await tellBuildServer(told, io, given.options['report'], version, given.args['profiles']);
    return fail(told, io, json === true);
  }
};

/** The exit code of a command that came to its end: a signal and lost output count more than what it found. */
const settle = async (code: number): Promise<number> => {
  clearTimeout(stopping);
  clearNotice();
  const fault = await streamFault();
  if (interrupted) {
    // All is said and written: a question to somebody that was broken off holds nobody at the terminal until its time is over.
    setTimeout(() => process.exit(EXIT.INTERRUPTED), LINGER_MS).unref();
    return EXIT.INTERRUPTED;
  }
  if (fault === null) return code;
  // Never as JSON: that would go to the very stream that is lost.
  return fail(fault, createIo({ noColor: false, nonInteractive: true }), false);
};

const run = async (argv: readonly string[], root: string): Promise<number> => {
  const { version } = parsed(join(root, 'package.json')) as { readonly version: string };
  if (argv[0] === '__complete') {
    const { completerText } = await import('./completer.ts');
    writeTo(process.stdout, completerText(argv.slice(1), root, process.env));
    return 0;
  }
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const manifest = parsed(join(root, 'dist', 'manifest.json')) as Manifest;
    const { read } = await import('./program.ts');
    const io = createIo({ noColor: true, nonInteractive: true });
    const chosen = read(argv, manifest, io.style.width);
    if (!('help' in chosen)) return await start(chosen, root, version);
    io.out(io.style.unicode ? chosen.help : forAscii(chosen.help));
    return chosen.exitCode;
  } catch (error) {
    return fail(error, createIo({ noColor: false, nonInteractive: true }), argv.includes('--json'));
  }
};

/** Runs one command. `root` is the package's directory. Resolves with the exit code; never rejects. */
export const main = async (argv: readonly string[], root: string): Promise<number> => {
  watchStreams(() => controller.abort(new Error('output lost')));
  stopOnSignal();
  endOnThrown(argv.includes('--json'));
  closeReports();
  return settle(await run(argv, root));
};

/** What the launcher had to say and its place did not take at once. Resolves with the exit code, as `main` does. */
export const print = (octets: Uint8Array, exitCode: number): Promise<number> => {
  watchStreams(() => undefined);
  writeTo(process.stdout, octets);
  return settle(exitCode);
};
