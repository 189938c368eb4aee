// A secret from a command, such as a secret manager's client: no shell, nothing echoed, output capped.
import { spawn } from 'node:child_process';
import { type Holder, type Named, refused } from './refused.ts';

/** What only a shell understands, where it stands by itself or ends a word. */
const SHELL = /^(?:\||\|\||&&|&|[012]?>{1,2}|<)$|;$|^\$\(|^`|^[012]?>{1,2}&?[\w/.]|^\$[A-Za-z_{]/;

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

/** Words as a shell would cut them: quotes group, a backslash takes the next character, nothing is expanded. null: a quote is open. */
const commandWords = (text: string): readonly string[] | null => {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== null && char === quote) {
      quote = null;
    } else if (char === '\\' && quote !== "'") {
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (quote === null && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return quote === null ? words : null;
};

/** What a program needs to start and to find its own settings. A secret manager's further variables are named with --env. */
const NEEDED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|XDG_[A-Z_]+|PATHEXT|SYSTEMROOT|WINDIR|COMSPEC|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA)$/i;

type Environment = { readonly [name: string]: string | undefined };

/** The child's environment: certify's own holds other secrets, which a command of a profile has no business with. */
const childEnvironment = (env: Environment, allowed: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name) || allowed.includes(name)));

type Ended = { readonly output: string | null; readonly why: string };

const run = async (words: readonly string[], directory: string, env: NodeJS.ProcessEnv): Promise<Ended> =>
  new Promise((done) => {
    const [command = '', ...rest] = words;
    const chunks: Buffer[] = [];
    let size = 0;
    // stderr goes nowhere: a client may print the secret, or half of it, while it fails.
    const child = spawn(command, rest, {
      cwd: directory,
      env,
      shell: false,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      done({ output: null, why: `could not be started (${error.code ?? 'error'})` }),
    );
    child.on('close', (code, signal) => {
      if (size > MAX_BYTES) done({ output: null, why: 'printed more than 64 KiB' });
      else if (signal !== null) done({ output: null, why: `was stopped after ${TIMEOUT_MS / 1000} s` });
      else if (code !== 0) done({ output: null, why: `ended with exit code ${code}` });
      else done({ output: Buffer.concat(chunks).toString('utf8'), why: '' });
    });
  });

/** What the command prints on stdout. Its stderr is thrown away. */
export const readSecretCommand = async (
  holder: Holder,
  named: Named,
  { env, allowEnv }: { readonly env: Environment; readonly allowEnv: readonly string[] },
): Promise<string> => {
  const words = commandWords(named.ref.target);
  if (words === null || words.length === 0) {
    throw refused(holder, named, 'secret-command-unreadable', 'has an open quote.', 'Close the quote.');
  }
  const { output, why } = await run(words, holder.directory, childEnvironment(env, allowEnv));
  if (output === null) {
    throw refused(
      holder,
      named,
      'secret-command-failed',
      `${why}.`,
      words.some((word) => SHELL.test(word))
        ? 'No shell reads it: |, >, ;, && and $(…) are words to the program. Put them into a script, and name that.'
        : 'Run the command yourself and see that it prints the secret alone; variables that it needs are passed on with --env NAME.',
    );
  }
  return output;
};
