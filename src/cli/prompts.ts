// The terminal questions; loaded only when there is somebody to ask.
import { confirm, input, password, select } from '@inquirer/prompts';

/** One of the given answers. Rejects when the signal fires or the person presses ctrl-C. */
export const choose = async (message: string, choices: readonly string[], signal: AbortSignal): Promise<string> =>
  select({ message, choices: choices.map((value) => ({ value, name: value })) }, { signal });

export const askText = async (message: string, required: boolean, signal: AbortSignal): Promise<string> =>
  input({ message, required }, { signal });

export const askYes = async (message: string, signal: AbortSignal): Promise<boolean> =>
  confirm({ message, default: false }, { signal });

/** Nothing is echoed. */
export const askSecret = async (message: string): Promise<string> => password({ message, mask: false });
