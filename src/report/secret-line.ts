// Where a secret of a profile goes, in one line: of `plan`, and of a look with --verbose.
import { forTerminal } from '../masking/neutral.ts';

/** `callback.verifyToken, from env:X: goes to api.example.com`. */
export const secretLine = (use: { readonly name: string; readonly reference: string; readonly host: string | null }): string => {
  const { name, reference, host } = use;
  const verb = name.endsWith('.secretAccessKey') ? 'signs what goes to' : 'goes to';
  return forTerminal(`${name}, from ${reference}: ${host === null ? 'stays in this process' : `${verb} ${host}`}`);
};
