// Entry of the command line: version at once, everything else through the manifest, one exit code out.
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Call } from './command.ts';
import { fail } from './failure.ts';
import { createIo } from './io.ts';
import { fileOf, type Manifest } from './manifest.ts';
import type { Chosen } from './program.ts';

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown;

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

/** Loads the command's file from where the build put it, and runs it. */
const start = async ({ name, given }: Chosen, root: string, version: string, manifest: Manifest): Promise<number> => {
  const { json, color, nonInteractive } = given.options;
  const io = createIo({ noColor: color === false || json === true, nonInteractive: nonInteractive === true || json === true });
  const controller = stopOnSignal();
  try {
    const { commandIn } = await import('./program.ts');
    const module: unknown = await import(pathToFileURL(join(root, 'dist', 'commands', `${fileOf(name)}.js`)).href);
    const { createSetting } = await import('../app/setting.ts');
    const setting = createSetting({ root, version, env: process.env });
    const call: Call = { setting, io, signal: controller.signal, manifest: () => manifest };
    return await commandIn(module).run(given, call);
  } catch (error) {
    return fail(error, io, json === true);
  }
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
  const { version } = parsed(join(root, 'package.json')) as { readonly version: string };
  if (argv[0] === '--version' || argv[0] === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const manifest = parsed(join(root, 'dist', 'manifest.json')) as Manifest;
    const { read } = await import('./program.ts');
    const chosen = read(argv, manifest, version);
    return typeof chosen === 'number' ? chosen : await start(chosen, root, version, manifest);
  } catch (error) {
    return fail(error, createIo({ noColor: false, nonInteractive: true }), argv.includes('--json'));
  }
};
