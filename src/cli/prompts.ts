// The terminal questions; loaded only when there is somebody to ask.
import { checkbox, confirm, input, password, select } from '@inquirer/prompts';
import { AbortError } from '../core/errors.ts';
import { forAscii } from '../masking/neutral.ts';
import { columns } from '../report/terminal/columns.ts';
import { wrap } from '../report/terminal/style.ts';
import { createIo } from './io.ts';
import { clearNotice } from './streams.ts';

/**
 * Ctrl-C in a question is the same as ctrl-C anywhere else, and so is the end of the input: the prompts stop listening then and never
 * settle, and the process would end as if all were well.
 */
const answered = async <T>(ask: (context: { readonly signal: AbortSignal }) => Promise<T>, signal?: AbortSignal): Promise<T> => {
  const over = new AbortController();
  const end = (): void => over.abort();
  // After Ctrl-Z and fg, Node's readline pauses the input and leaves it to others to go on.
  let isContinued = false;
  const goOn = (): void => {
    isContinued = true;
    setImmediate(() => {
      isContinued = false;
      process.stdin.resume();
    });
  };
  const paused = (): void => {
    if (!isContinued) end();
  };
  process.on('SIGCONT', goOn);
  process.stdin.on('pause', paused).once('end', end);
  try {
    return await ask({ signal: signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]) });
  } catch (error) {
    if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw error;
    throw new AbortError({
      code: 'interrupted',
      message: 'The question was left unanswered.',
      fix: 'Run the command again.',
      exitCode: 130,
      cause: error,
    });
  } finally {
    process.off('SIGCONT', goOn);
    process.stdin.off('pause', paused).off('end', end);
  }
};

const styleNow = () => createIo({ noColor: false, nonInteractive: true }).style;

/** The mark before a question takes two columns, the space after it one. */
const MARGIN = 4;

/** Broken between words, in letters that the terminal has. */
const worded = (message: string): string => {
  clearNotice();
  const { unicode, width } = styleNow();
  return wrap(unicode ? message : forAscii(message), Math.max(20, width - MARGIN)).join('\n  ');
};

/** Signs of its own only where the terminal has them. */
const theme = () => (styleNow().unicode ? {} : { theme: { prefix: { idle: '?', done: '+' } } });

/** The line that names the arrow keys is drawn with arrows: left out where there are none. */
const listTheme = () =>
  styleNow().unicode
    ? {}
    : { theme: { ...theme().theme, icon: { cursor: '>' }, style: { keysHelpTip: (): undefined => undefined } } };

const tickTheme = () =>
  styleNow().unicode
    ? {}
    : {
        theme: {
          ...theme().theme,
          icon: { cursor: '>', checked: '[x]', unchecked: '[ ]' },
          style: { keysHelpTip: (): undefined => undefined },
        },
      };

/** As many rows of a list as the screen has, beside the question and the keys. */
const pageOf = (names: readonly string[]): number => {
  const rows = names.flatMap((name) => name.split('\n')).length;
  return Math.min(rows, Math.max(5, (process.stdout.rows ?? 24) - 4));
};

/** Behind the question where there is room for it, else on lines of its own. */
const chosenWords = (message: string, value: string): string =>
  columns(`${message} ${value}`) > styleNow().width - MARGIN ? `\n  ${worded(value)}` : value;

/** One of the given answers. */
export const choose = (message: string, choices: readonly string[], signal: AbortSignal): Promise<string> => {
  const listed = choices.map((value) => ({ value, name: worded(value), short: chosenWords(message, value) }));
  const pageSize = pageOf(listed.map(({ name }) => name));
  return answered((at) => select({ message: worded(message), choices: listed, pageSize, ...listTheme() }, at), signal);
};

/** How many of the lines somebody ticked, one by one: there is no key for all of them. */
export const tick = async (
  message: string,
  lines: readonly (readonly [label: string, value: string])[],
  signal: AbortSignal,
): Promise<number> => {
  const choices = lines.map(([label, value], n) => ({ value: n, name: worded(`${label}: ${value}`) }));
  const shortcuts = { all: null, invert: null };
  // A page is counted in rows of the screen: a line that is broken takes more than one, and none may be out of sight.
  const pageSize = pageOf(choices.map(({ name }) => name));
  const ticked = await answered(
    (at) => checkbox({ message: worded(message), choices, shortcuts, pageSize, loop: false, ...tickTheme() }, at),
    signal,
  );
  return ticked.length;
};

export const askText = (message: string, required: boolean, signal: AbortSignal): Promise<string> =>
  answered((at) => input({ message: worded(message), required, ...theme() }, at), signal);

export const askYes = (message: string, signal: AbortSignal): Promise<boolean> =>
  answered((at) => confirm({ message: worded(message), default: false, ...theme() }, at), signal);

/** Nothing is echoed. */
export const askSecret = (message: string): Promise<string> =>
  answered((at) => password({ message: worded(message), mask: false, ...theme() }, at));

/** One line with a suggestion, checked at once: `problem` says what is wrong, null when nothing is. */
export const askChecked = (
  message: string,
  given: { readonly suggestion: string | undefined; readonly problem: (answer: string) => string | null },
  signal: AbortSignal,
): Promise<string> =>
  answered(
    (at) =>
      input(
        {
          message: worded(message),
          ...theme(),
          ...(given.suggestion === undefined ? {} : { default: given.suggestion }),
          validate: (answer) => {
            const problem = given.problem(answer.trim());
            return problem === null ? true : worded(`It ${problem}.`);
          },
        },
        at,
      ),
    signal,
  );
