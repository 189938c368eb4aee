// The only way to stdout and stderr: everything passes the gate that knows the run's secrets.
import { UsageError } from '../core/errors.ts';
import type { Gate } from '../masking/gate.ts';
import { roomIn, writeTo } from './streams.ts';
import { isRedrawn, type Style, styleOf } from './style.ts';

export interface Io {
  readonly style: Style;
  readonly errStyle: Style;
  /** Lines of stderr may be written over: a spinner, a board, a count. */
  readonly redraws: boolean;
  /** stdout and stdin are terminals, and nobody said otherwise. */
  readonly interactive: boolean;
  out(text: string): void;
  /** To be awaited between the lines of many: resolves when the reader of stdout has taken what was written before. */
  room(signal: AbortSignal): Promise<void>;
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

export const createIo = (options: IoOptions, env: NodeJS.ProcessEnv = process.env): Io => {
  let gate = OPEN;
  const write = (stream: NodeJS.WriteStream, name: string, text: string): void => {
    gate.check(text, name);
    writeTo(stream, text);
  };
  return {
    // Asked each time: somebody may make the window smaller meanwhile.
    get style() {
      return styleOf(process.stdout, options.noColor, env);
    },
    get errStyle() {
      return styleOf(process.stderr, options.noColor, env);
    },
    redraws: isRedrawn(process.stderr, env),
    interactive: !options.nonInteractive && (env['CI'] ?? '') === '' && process.stdin.isTTY && process.stdout.isTTY,
    out: (text) => write(process.stdout, 'stdout', text),
    room: (signal) => roomIn(process.stdout, signal),
    err: (text) => write(process.stderr, 'stderr', text),
    arm: (armed) => {
      gate = armed;
    },
    gate: () => gate,
  };
};

/** All of stdin, at most so many octets; ends early when the signal does. */
export const readStdinBytes = async (signal: AbortSignal, most: number): Promise<Uint8Array> => {
  // Whoever named no file sits before a silent screen.
  if (process.stdin.isTTY) writeTo(process.stderr, 'Reading what you type or paste here.\nCtrl-D on an empty line ends it.\n');
  const stop = (): void => void process.stdin.destroy(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) {
      throw new UsageError({
        code: 'stdin-too-large',
        message: `stdin holds more than ${most / 1_048_576} MB.`,
        fix: 'Give it in parts.',
      });
    }
  }
  signal.removeEventListener('abort', stop);
  return Buffer.concat(chunks);
};

/** A list on stdin, at most a megabyte. */
export const readStdin = async (signal: AbortSignal): Promise<string> =>
  new TextDecoder().decode(await readStdinBytes(signal, 1_048_576));
