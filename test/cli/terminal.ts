// Runs the built binary on a terminal of 80 columns, or as many as a test says, so that a test can read the screen and press keys as a person does.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { BIN, cleanEnv } from './certify.ts';

/** Opens a terminal, runs the command on it, and carries the bytes both ways; Node alone has no terminal to give. */
const CARRIER = `
import fcntl, os, pty, select, struct, sys, termios
pid, screen = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack('HHHH', 50, int(os.environ['COLUMNS_OF_TERMINAL']), 0, 0))
ends = [screen, 0]
while screen in ends:
    for ready in select.select(ends, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b''
        if not data:
            ends.remove(ready)
            if ready == 0 and screen in ends:
                os.close(screen)
                ends.remove(screen)
        else:
            os.write(screen if ready == 0 else 1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

export const KEY = { tab: '\t', down: '\u001B[B', space: ' ', enter: '\r' } as const;

export interface Terminal {
  /** Everything shown since the last call of `until`, once it holds this text, blanks as one; the words are as on the screen, without colours. */
  until(text: string | RegExp): Promise<string>;
  /** All octets since the start, control codes and all. */
  written(): string;
  /** How often the bell rang since the start. */
  rang(): number;
  press(...keys: readonly string[]): Promise<void>;
  /** The window is closed while the command runs. */
  hangUp(): void;
  readonly ended: Promise<number | null>;
  [Symbol.dispose](): void;
}

const KEY_MS = 30;
/** Milliseconds without a word after which nobody will say the one that is waited for; shorter than a test's time, so that the screen is told. */
const SILENCE_MS = 90_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const onTerminal = (
  args: readonly string[],
  cwd: string,
  {
    bin = BIN,
    env = {},
    columns = 80,
    program = [process.execPath, bin],
  }: {
    readonly bin?: string;
    readonly env?: { readonly [name: string]: string };
    readonly columns?: number;
    /** Another one than certify. */
    readonly program?: readonly string[];
  } = {},
): Terminal => {
  const child = spawn('python3', ['-c', CARRIER, ...program, ...args], {
    cwd,
    env: cleanEnv({ TERM: 'xterm-256color', COLUMNS_OF_TERMINAL: String(columns), ...env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let all = '';
  let bells = 0;
  let over = false;
  let wake = (): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    bells += text.split('\u0007').length - 1;
    shown += text;
    all += text;
    wake();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      over = true;
      wake();
      resolve(code);
    });
  });
  const until = async (text: string | RegExp): Promise<string> => {
    const holds = (words: string): boolean => (typeof text === 'string' ? words.includes(text) : text.test(words));
    for (;;) {
      const words = stripVTControlCharacters(shown);
      if (holds(words.replaceAll(/\s+/g, ' '))) {
        shown = '';
        return words;
      }
      if (over) throw new Error(`the command ended and never showed "${String(text)}":\n${words.slice(-3000)}`);
      const came = await new Promise<boolean>((resolve) => {
        const late = setTimeout(() => resolve(false), SILENCE_MS);
        wake = () => {
          clearTimeout(late);
          resolve(true);
        };
      });
      if (!came) throw new Error(`the command waits and never showed "${String(text)}":\n${words.slice(-3000)}`);
    }
  };
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      child.stdin.write(key);
      await pause(KEY_MS);
    }
  };
  const hangUp = (): void => void child.stdin.end();
  return { until, written: () => all, rang: () => bells, press, hangUp, ended, [Symbol.dispose]: () => void child.kill() };
};
