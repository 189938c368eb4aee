// Sentences beside a document: broken between words on a terminal, a line each in a log or a file.
import { wrap } from '../report/terminal/style.ts';
import type { Io } from './io.ts';

const broken = (text: string, { isTTY, columns }: NodeJS.WriteStream): string =>
  isTTY && columns > 0
    ? text
        .split('\n')
        .flatMap((line) => wrap(line, columns))
        .join('\n')
    : text;

/** On stderr. */
export const say = (io: Pick<Io, 'err'>, text: string): void => io.err(`${broken(text, process.stderr)}\n`);

/** On stdout, where they are what the command has to tell. */
export const answer = (io: Pick<Io, 'out'>, text: string): void => io.out(`${broken(text, process.stdout)}\n`);
