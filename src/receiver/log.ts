// Structured logs: which endpoint, which account, which answer. Never a body, a query string or a token.
import { pino } from 'pino';
import type { Logger } from 'pino';

export interface CallbackLog {
  readonly endpoint: 'ses' | 'smtp';
  readonly accounts: readonly string[];
  readonly status: number;
  readonly reason: string | null;
  /** What exactly was refused, a rule's name or a code; never a value that was sent. */
  readonly detail?: string;
  /** Milliseconds. */
  readonly durationMs: number;
}

type Log = (line: CallbackLog) => void;

export interface ReceiverLog {
  readonly callback: Log;
  readonly fault: (message: string, cause: unknown) => void;
}

const lineOf = (cause: unknown): { readonly error: string } => ({
  // The message may quote what was sent: the class is enough to look further.
  error: cause instanceof Error ? cause.name : 'unknown',
});

/** A line that the gate holds back, or that its place does not take, costs nobody an answer; that one is missing is said where it can be. */
const HELD_BACK = `${JSON.stringify({ level: 50, msg: 'a line of the log was held back: it could not be written, or would have shown a secret' })}\n`;

export const createLog = (stream: { write(line: string): void } | undefined): ReceiverLog => {
  const logger: Logger | null =
    stream === undefined ? null : pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  const quietly = (write: () => void): void => {
    try {
      write();
    } catch {
      try {
        stream?.write(HELD_BACK);
      } catch {
        // There is no other place to say so.
      }
    }
  };
  return {
    callback: (line) => quietly(() => (line.status >= 500 ? logger?.error(line, 'callback') : logger?.info(line, 'callback'))),
    fault: (message, cause) => quietly(() => logger?.error(lineOf(cause), message)),
  };
};
