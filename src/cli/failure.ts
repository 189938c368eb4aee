// The only place that turns an error into words and an exit code.
import { EXIT } from '../core/decision.ts';
import { AbortError, UsageError } from '../core/errors.ts';
import { maskText, NO_MASK_CONTEXT } from '../masking/mask.ts';
import { forTerminal } from '../masking/neutral.ts';
import type { Io } from './io.ts';

interface Told {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
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

const tell = (error: unknown): Told => {
  if (error instanceof UsageError) {
    return { exitCode: EXIT.USAGE, code: error.code, message: error.message, fix: error.fix, ...error.place };
  }
  if (error instanceof AbortError) return { exitCode: error.exitCode, code: error.code, message: error.message, fix: error.fix };
  return crash(error);
};

const place = (told: Told): string =>
  told.file === undefined || told.message.startsWith(told.file) || (told.line === undefined && told.message.includes(told.file))
    ? ''
    : `${told.file}${told.line === undefined ? '' : `:${told.line}${told.column === undefined ? '' : `:${told.column}`}`}: `;

const write = (io: Io, told: Told, json: boolean): void => {
  if (json) {
    const { exitCode: _, ...body } = told;
    io.out(`${JSON.stringify({ schema: 'certify.error/1', ...body }, null, 2)}\n`);
    return;
  }
  io.err(`certify: ${forTerminal(`${place(told)}${told.message}`)}\n  ${forTerminal(told.fix)}\n`);
};

/** Says what happened and returns the exit code. A message that would show a secret is replaced by one that does not. */
export const fail = (error: unknown, io: Io, json: boolean): number => {
  const told = tell(error);
  try {
    write(io, told, json);
    return told.exitCode;
  } catch (second) {
    const safe = tell(second);
    write(
      io,
      safe.exitCode === EXIT.FAULT
        ? { ...safe, message: 'certify itself failed; the message is withheld.', fix: 'Report this.' }
        : safe,
      json,
    );
    return EXIT.FAULT;
  }
};
