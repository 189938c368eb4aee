// The only way to stdout and stderr: everything passes the gate that knows the run's secrets.
import { UsageError } from '../core/errors.ts';
import type { Gate } from '../masking/gate.ts';
import { writeTo } from './streams.ts';

interface Style {
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Columns. */
  readonly width: number;
}

export interface Io {
  readonly style: Style;
  readonly errStyle: Style;
  /** stdout and stdin are terminals, and nobody said otherwise. */
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
  /** From here on every write is searched for these secrets. */
  arm(gate: Gate): void;
  gate(): Gate;
}

export interface IoOptions {
  readonly noColor: boolean;
  readonly nonInteractive: boolean;
}

const OPEN: Gate = { check: () => undefined };

const hasUnicode = (env: NodeJS.ProcessEnv): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return process.platform === 'win32' ? env['WT_SESSION'] !== undefined : /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
};

const styleOf = (stream: NodeJS.WriteStream, options: IoOptions, env: NodeJS.ProcessEnv): Style => ({
  colour:
    !options.noColor &&
    (env['NO_COLOR'] ?? '') === '' &&
    env['TERM'] !== 'dumb' &&
    (stream.isTTY || (env['FORCE_COLOR'] ?? '0') !== '0'),
  unicode: hasUnicode(env),
  width: stream.columns || 100,
});

export const createIo = (options: IoOptions, env: NodeJS.ProcessEnv = process.env): Io => {
  let gate = OPEN;
  const write = (stream: NodeJS.WriteStream, name: string, text: string): void => {
    gate.check(text, name);
    writeTo(stream, text);
  };
  return {
    style: styleOf(process.stdout, options, env),
    errStyle: styleOf(process.stderr, options, env),
    interactive: !options.nonInteractive && (env['CI'] ?? '') === '' && process.stdin.isTTY && process.stdout.isTTY,
    out: (text) => write(process.stdout, 'stdout', text),
    err: (text) => write(process.stderr, 'stderr', text),
    arm: (armed) => {
      gate = armed;
    },
    gate: () => gate,
  };
};

/** All of stdin, at most a megabyte; ends early when the signal does. */
export const readStdin = async (signal: AbortSignal): Promise<string> => {
  const stop = (): void => void process.stdin.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > 1_048_576) {
      throw new UsageError({
        code: 'stdin-too-large',
        message: 'stdin holds more than a megabyte.',
        fix: 'Give the list in parts.',
      });
    }
  }
  signal.removeEventListener('abort', stop);
  return text;
};
