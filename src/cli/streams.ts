// stdout and stderr as they may fail: a reader that leaves is no fault, a place that takes no bytes is.
import { AbortError } from '../core/errors.ts';

/** `ENOSPC` and the like by stream; a stream that failed once is not written to again. */
const lost = new Map<NodeJS.WriteStream, string>();
const losing: (() => void)[] = [];

const lose = (stream: NodeJS.WriteStream, error: unknown): void => {
  if (lost.has(stream)) return;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  lost.set(stream, code);
  if (code !== 'EPIPE' && stream === process.stdout) for (const tell of losing) tell();
};

/** Watches both from the start, so that no write ends the process by itself. `onFault` is told when stdout cannot be written; what stderr loses is told at the end. */
export const watchStreams = (onFault: () => void): void => {
  losing.push(onFault);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => lose(stream, error));
};

let noticed = false;

/** One line on a stderr that can be written over, until anything else is written: says at once that something is being done. */
export const notice = (text: string): void => {
  clearNotice();
  writeTo(process.stderr, text.slice(0, process.stderr.columns - 1));
  noticed = true;
};

/** For whoever writes to the terminal by another way. */
export const clearNotice = (): void => {
  if (!noticed) return;
  noticed = false;
  writeTo(process.stderr, '\r\u001B[K');
};

/** Writes, unless the stream is lost. Files are written at once and may throw here; pipes tell later. */
export const writeTo = (stream: NodeJS.WriteStream, text: string | Uint8Array): void => {
  if (lost.has(stream)) return;
  clearNotice();
  try {
    stream.write(text);
  } catch (error) {
    lose(stream, error);
  }
};

/**
 * Resolves when the stream takes more: at once, unless its reader is slower than the writer. A pipe takes everything and keeps it in
 * memory until it is read. Rejects with the signal's reason.
 */
export const roomIn = async (stream: NodeJS.WriteStream, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  if (lost.has(stream) || stream.destroyed || !stream.writableNeedDrain) return;
  await new Promise<void>((done) => {
    const over = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, over);
      signal.removeEventListener('abort', over);
      done();
    };
    for (const event of ['drain', 'error', 'close']) stream.on(event, over);
    signal.addEventListener('abort', over);
  });
  signal.throwIfAborted();
};

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((done) => {
    if (lost.has(stream) || stream.destroyed) done();
    else {
      stream.once('error', () => done());
      try {
        stream.write('', () => setImmediate(done));
      } catch (error) {
        lose(stream, error);
        done();
      }
    }
  });

const SENTENCES: { readonly [code: string]: string } = {
  ENOSPC: 'there is no space left where it goes',
  EIO: 'the terminal or disk behind it is gone',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has reached its largest size',
};

/** After everything was written: the fault of a stream that could not take it, or null. */
export const streamFault = async (): Promise<AbortError | null> => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  for (const [stream, code] of lost) {
    if (code === 'EPIPE') continue;
    const name = stream === process.stdout ? 'stdout' : 'stderr';
    return new AbortError({
      code: 'output-lost',
      message: `${name} could not be written (${code}): ${SENTENCES[code] ?? 'the system refused it'}.`,
      fix: 'Send the output to a place that can be written, then run the same command again (a run: with --resume).',
      exitCode: 4,
    });
  }
  return null;
};
