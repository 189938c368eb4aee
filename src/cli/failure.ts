// The only place that turns an error into words and an exit code.
import { systemFault } from '../app/system-fault.ts';
import { EXIT } from '../core/decision.ts';
import { AbortError, type Fault, UsageError } from '../core/errors.ts';
import { safeJson } from '../masking/json-text.ts';
import { maskText, NO_MASK_CONTEXT } from '../masking/mask.ts';
import { forAscii, forTerminal } from '../masking/neutral.ts';
import type { Io } from './io.ts';

export interface Told {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** For reports: each fault of the file at its place. The message tells them all. */
  readonly problems?: readonly Fault[];
}

/** One of several subjects that was refused: its exit code, its words, and the document that stands in its place. */
export interface Refused {
  readonly exitCode: number;
  readonly code: string;
  /** With its place. */
  readonly message: string;
  readonly fix: string;
  /** One line, ending with a line feed. */
  readonly json: string;
}

/** A bug: where in certify it happened, without values. Paths of the machine are cut to their file. */
const crash = (error: unknown): Told => {
  const stack =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')) : [];
  const where = stack
    .slice(0, 3)
    .map((line) => line.trim().replace(/\(?(?:file:\/\/)?\/?\S*\/([^/\s)]+)\)?$/, '$1'))
    .join(' < ');
  const name = error instanceof Error ? error.name : typeof error;
  const message = error instanceof Error ? maskText(error.message, NO_MASK_CONTEXT).slice(0, 300) : '';
  return {
    exitCode: EXIT.FAULT,
    code: 'internal-fault',
    message: `certify itself failed (${name}): ${message}`,
    fix: `Report this with the version and the command: ${where}`,
  };
};

/** What an error repeats of what was given may be a secret that nobody named as one: it is known by its shape alone. */
const worded = <T extends { readonly message: string; readonly fix: string }>(one: T): T => ({
  ...one,
  message: maskText(one.message, NO_MASK_CONTEXT),
  fix: maskText(one.fix, NO_MASK_CONTEXT),
});

/** The words and the exit code of an error. */
export const tell = (error: unknown): Told => {
  if (error instanceof UsageError) {
    const { code, message, fix, place: at, faults } = error;
    const file = at.file === undefined ? {} : { file: maskText(at.file, NO_MASK_CONTEXT) };
    return worded({ exitCode: EXIT.USAGE, code, message, fix, ...at, ...file, problems: faults.map(worded) });
  }
  if (error instanceof AbortError)
    return worded({ exitCode: error.exitCode, code: error.code, message: error.message, fix: error.fix });
  const fault = systemFault(error);
  return fault === null ? crash(error) : tell(fault);
};

const place = (told: Told): string =>
  told.file === undefined || told.message.startsWith(told.file) || (told.line === undefined && told.message.includes(told.file))
    ? ''
    : `${told.file}${told.line === undefined ? '' : `:${told.line}${told.column === undefined ? '' : `:${told.column}`}`}: `;

/** Up to this many columns, and on any terminal, lines are broken between words; another place may be a log, where one line is one message. */
const NARROW = 99;

const inLines = async (text: string, { errStyle }: Io): Promise<readonly string[]> => {
  const clean = errStyle.unicode ? forTerminal(text) : forAscii(forTerminal(text));
  if (errStyle.width > NARROW && !process.stderr.isTTY) return [clean];
  const { wrap } = await import('../report/terminal/style.ts');
  return clean.split('\n').flatMap((line) => wrap(line, errStyle.width - 3));
};

/** What to print where one of several subjects was refused and the others go on. */
export const refusedOf = (subject: string, error: unknown): Refused => {
  const told = tell(error);
  const { exitCode: _, problems: __, ...body } = told;
  const json = `${safeJson({ schema: 'certify.error/1', subject, ...body })}\n`;
  return { ...told, message: `${place(told)}${told.message}`, json };
};

const write = async (io: Io, told: Told, json: boolean): Promise<void> => {
  if (json) {
    const { exitCode: _, problems: __, ...body } = told;
    io.out(`${safeJson({ schema: 'certify.error/1', ...body }, 2)}\n`);
    return;
  }
  const [message = '', ...more] = await inLines(`certify: ${place(told)}${told.message}`, io);
  const rest = [...more, ...(await inLines(told.fix, io))].map((line) => `  ${line}`);
  io.err(`${[message, ...rest].join('\n')}\n`);
};

/** Says what happened and returns the exit code. A message that would show a secret is replaced by one that does not. */
export const fail = async (error: unknown, io: Io, json: boolean): Promise<number> => {
  const told = tell(error);
  try {
    await write(io, told, json);
    return told.exitCode;
  } catch (second) {
    const safe = tell(second);
    await write(
      io,
      safe.exitCode === EXIT.FAULT
        ? { ...safe, message: 'certify itself failed; the message is withheld.', fix: 'Report this.' }
        : safe,
      json,
    );
    return EXIT.FAULT;
  }
};
