// Lines that a shell reads for its completion: typed into that shell on a terminal, and then a word of certify is begun there and TAB pressed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { KEY, onTerminal } from '../cli/terminal.ts';
import { cleanEnv, type Ran } from '../cli/certify.ts';

const READY = 'ready> ';

/** Each without the settings of whoever runs the tests; the first line is everybody's, and names the prompt in two words so that its echo is none. */
const SHELLS: { readonly [name: string]: { readonly program: readonly string[]; readonly first: string } } = {
  bash: { program: ['bash', '--norc', '--noprofile', '-i'], first: "PS1='rea''dy> '" },
  zsh: { program: ['zsh', '-f', '-i'], first: "autoload -Uz compinit && compinit -u -D; PS1='rea''dy> '" },
  fish: { program: ['fish', '--no-config', '-i'], first: "function fish_prompt; printf 'rea''dy> '; end" },
};

export const shellOf = (line: string): string | null =>
  /(?:^source .*|^)certify completion (\w+)(?:\)| \| source)$/.exec(line)?.[1] ?? null;

export const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Ends with 0 where the shell offers the rest of the word. */
export const completedIn = async (
  name: string,
  line: string,
  cwd: string,
  env: { readonly [name: string]: string },
): Promise<Ran> => {
  const { program = [], first = '' } = SHELLS[name] ?? {};
  const path = `${join(cwd, 'bin')}:${cleanEnv({})['PATH'] ?? ''}`;
  using shell = onTerminal([], cwd, { program, env: { ...env, PATH: path } });
  await shell.until(/[#$%>]/);
  await shell.press(first, KEY.enter);
  await shell.until(READY);
  await shell.press(line, KEY.enter);
  await shell.until(READY);
  await shell.press('certify explain dkim-tok', KEY.tab);
  const stdout = await shell.until('explain dkim-tokens');
  return { exitCode: 0, signal: null, stdout, stderr: '' };
};
