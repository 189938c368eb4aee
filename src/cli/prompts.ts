// The terminal questions; loaded only when there is somebody to ask.
import { confirm, input, password, select } from '@inquirer/prompts';
import { AbortError } from '../core/errors.ts';

/** Ctrl-C in a question is the same as ctrl-C anywhere else. */
const answered = async <T>(question: Promise<T>): Promise<T> => {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw error;
    throw new AbortError({
      code: 'interrupted',
      message: 'The question was left unanswered.',
      fix: 'Run the command again.',
      exitCode: 130,
      cause: error,
    });
  }
};

/** One of the given answers. */
export const choose = (message: string, choices: readonly string[], signal: AbortSignal): Promise<string> =>
  answered(select({ message, choices: choices.map((value) => ({ value, name: value })) }, { signal }));

export const askText = (message: string, required: boolean, signal: AbortSignal): Promise<string> =>
  answered(input({ message, required }, { signal }));

export const askYes = (message: string, signal: AbortSignal): Promise<boolean> =>
  answered(confirm({ message, default: false }, { signal }));

/** Nothing is echoed. */
export const askSecret = (message: string): Promise<string> => answered(password({ message, mask: false }));

/** One line with a suggestion, checked at once: `problem` says what is wrong, null when nothing is. */
export const askChecked = (
  message: string,
  given: { readonly suggestion: string | undefined; readonly problem: (answer: string) => string | null },
  signal: AbortSignal,
): Promise<string> =>
  answered(
    input(
      {
        message,
        ...(given.suggestion === undefined ? {} : { default: given.suggestion }),
        validate: (answer) => {
          const problem = given.problem(answer.trim());
          return problem === null ? true : `It ${problem}.`;
        },
      },
      { signal },
    ),
  );
