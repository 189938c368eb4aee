// Entry of the command line: version at once, everything else through commander, one exit code out.
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Invocation, Run } from './command.ts';
import { fail } from './failure.ts';
import { createIo } from './io.ts';

const versionOf = (root: string): string => {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { readonly version: string };
  return version;
};

/** Ctrl-C stops the run softly once; a second one ends the process. */
const stopOnSignal = (): AbortController => {
  const controller = new AbortController();
  // Everything that waits listens to this one signal.
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller;
};

const start = (run: Run, given: Omit<Invocation, 'io' | 'signal'>): Promise<number> => {
  const json = given.flags['json'] === true;
  const io = createIo({
    noColor: given.flags['color'] === false || json,
    nonInteractive: given.flags['nonInteractive'] === true || json,
  });
  const controller = stopOnSignal();
  return run({ ...given, io, signal: controller.signal }).catch((error: unknown) => fail(error, io, json));
};

/** Whoever reads our output may stop reading (`| head`): that is no fault. */
const endWithTheReader = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
};

/** Runs one command. `root` is the package's directory. Resolves with the exit code; never rejects. */
export const main = async (argv: readonly string[], root: string): Promise<number> => {
  endWithTheReader();
  const version = versionOf(root);
  if (argv[0] === '--version' || argv[0] === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const { parse } = await import('./program.ts');
    return await parse(argv, { root, version }, start);
  } catch (error) {
    return fail(error, createIo({ noColor: false, nonInteractive: true }), argv.includes('--json'));
  }
};
