// A command that goes on while others are typed: what it has said so far, when it says something, how it ends.
import { spawn } from 'node:child_process';
import { cleanEnv, type Ran } from '../cli/certify.ts';
import { words } from './words.ts';

interface Given {
  readonly bin: string;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
}

export class Going {
  readonly line: string;
  readonly #child;
  readonly #said = { stdout: '', stderr: '' };
  #heard = (): void => undefined;

  constructor(line: string, { bin, cwd, env }: Given) {
    this.line = line;
    this.#child = spawn(process.execPath, [bin, ...words(line).slice(1)], {
      cwd,
      env: cleanEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const)
      this.#child[name].on('data', (chunk: Buffer) => {
        this.#said[name] += chunk.toString('utf8');
        this.#heard();
      });
    this.#child.on('close', () => this.#heard());
  }

  /** Both streams. */
  said(): string {
    return this.#said.stderr + this.#said.stdout;
  }

  isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves when it has said this, or is over. */
  async until(text: RegExp): Promise<Ran> {
    while (!text.test(this.said()) && !this.isOver())
      await new Promise<void>((done) => {
        this.#heard = done;
      });
    return { exitCode: this.#child.exitCode ?? 0, signal: this.#child.signalCode, ...this.#said };
  }

  /** Resolves when it has ended by itself, or by ctrl-C. */
  async end(how: 'by itself' | 'by ctrl-C'): Promise<Ran> {
    if (how === 'by ctrl-C') this.#child.kill('SIGINT');
    return this.until(/(?!)/);
  }
}
