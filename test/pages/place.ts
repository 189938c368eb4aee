// A reader's directory with a gym of the lab, and what has happened there before a line of a page is typed.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceRecord } from '../../src/core/record.ts';
import { bury, listDeadLetters } from '../../src/receiver/ledger/dead-letters.ts';
import { MIGRATIONS } from '../../src/receiver/ledger/migrations.ts';
import { openStore } from '../../src/store/open.ts';
import { cleanEnv, type Ran, ROOT } from '../cli/certify.ts';
import { certifyWarm } from '../cli/warm.ts';
import { dialogueOf, typedAtTerminal } from './dialogues.ts';
import { Going } from './going.ts';
import { completedIn, isThere, shellOf } from './shells.ts';
import { asksFor, filled, globbed, type Own, words } from './words.ts';

type Env = { readonly [name: string]: string };

export interface Given {
  /** Lines that make a world of their own, wherever they are typed: each is typed once. */
  readonly simulated: Map<string, Promise<Ran>>;
  readonly path: string;
  /** The command that made a record here. */
  readonly provider: 'ses' | 'smtp';
  /** The package under test. */
  readonly root: string;
  readonly bin: string;
  /** Of this machine. */
  readonly env: Env;
  /** What it holds besides for a look that no profile says anything to. */
  readonly credential: Env;
  /** Empties the store of the fleets here, or leads to another that is empty. */
  readonly emptyStore: () => Promise<Env>;
  /** What is sent to one address on loopback comes out at another. */
  readonly lead: (from: string, to: string) => void;
  /** How the AWS CLI, which is no part of certify, finds the way to AWS. */
  readonly ofAws: () => Promise<Env>;
  /** A line of the page gives the workers of its lines something to do. */
  readonly schedules: boolean;
  /** Runs a line while the zones lead to whom it meets outside. */
  readonly meeting: (line: string, run: () => Promise<Ran>) => Promise<Ran>;
}

const STAYS = /^certify (?:lab up|receiver --config \S+$|fleet work)/;
const WORKER = 'certify fleet work';
const NO_PROFILE = /^certify (?:dns |doctor(?! gym)|message (?:--imap|\S+\.eml(?! gym))|check --from|init )/;
const OF_THE_LAB = /^certify [^>]* --lab(?: |$)/;
const FLEET = /^certify fleet (?!.*--(?:lab|plan)(?: |$))/;
/** Lines of a day on which nothing of the night was looked at yet. */
const MORNING = /^certify fleet (?:check (?!.*--resume)|work|report .*(?:--join|\.ndjson))/;
const today = (): string => new Date().toISOString().slice(0, 10);

const shell = (script: string, cwd: string, env: Env): Promise<Ran> =>
  new Promise((done) => {
    const clean = cleanEnv(env);
    const child = spawn('bash', ['--norc', '-uc', script], {
      cwd,
      env: { ...clean, PATH: `${join(cwd, 'bin')}:${clean['PATH']}` },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // What a line asks for is typed; another one's input ends at once.
    child.stdin.on('error', () => undefined).end(script.startsWith('read ') ? 'typed by the reader\n' : '');
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('close', (exitCode, signal) => done({ exitCode, signal, stdout, stderr }));
  });

const unseen = (program: string): Ran => ({ exitCode: null, signal: 'unseen', stdout: '', stderr: `${program} is not there` });

export class Place {
  readonly #given: Given;
  readonly #staying: Going[] = [];
  readonly #made = new Map<string, Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();
  #store: Env | null = null;
  /** The store of the fleet holds a night of today. */
  #looked = false;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Runs what a page says, as a person there would; one line after the other, as at one terminal. */
  type(command: string): Promise<Ran> {
    const ran = this.#last.then(() => this.#typed(command));
    this.#last = ran.catch(() => undefined);
    return ran;
  }

  /** What was printed so far by commands that stay. */
  said(): readonly string[] {
    return this.#staying.map((one) => one.said());
  }

  async stop(which = ''): Promise<void> {
    const alive = this.#staying.filter((one) => one.line.startsWith(which) && !one.isOver());
    await Promise.all(alive.map((one) => one.end('by ctrl-C')));
  }

  #once<T>(what: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(what) ?? make();
    this.#made.set(what, made);
    return made as Promise<T>;
  }

  async #typed(command: string): Promise<Ran> {
    const own: Partial<Record<keyof Own, string>> = {};
    if (/evidence|rerun|extraction/.test(command)) await this.#record();
    for (const key of asksFor(command)) own[key] = await this.#own(key);
    await this.#before(command);
    const line = filled(command, own, today());
    const check = /^certify rerun \S+ --check (\S+)$/.exec(line)?.[1];
    if (check === undefined) return this.#run(line);
    // These lines differ in the check alone: one is typed, of the others it is looked up that the record holds it.
    const record = await this.#record();
    if (!record.findings.some((finding) => finding.check === check)) return this.#run(line);
    return this.#once('rerun of a check', () => this.#run(line));
  }

  #own(key: keyof Own): Promise<string> | string {
    if (key === 'handoff') return this.#once('handoff', () => this.#handoff());
    if (key === 'deadLetter') return this.#once('dead letter', () => this.#deadLetter());
    return this.#record().then(async (record) => {
      if (key === 'record') return record.evidence?.id ?? '';
      if (key === 'nonce') return /certify-[0-9a-f]{24}/.exec(JSON.stringify(record))?.[0] ?? '';
      return /sha256:[0-9a-f]{64}/.exec((await this.#run('certify evidence verify')).stdout)?.[0] ?? '';
    });
  }

  /** What must have happened. */
  async #before(command: string): Promise<void> {
    const { path, provider, bin, env } = this.#given;
    if (/^certify rerun .*--since/.test(command))
      await this.#once('look', () => this.#green('certify check real-gym.yaml --quiet'));
    if (FLEET.test(command)) await this.#beforeNight(command);
    if (/--used transcript\.txt/.test(command) && !existsSync(join(path, 'transcript.txt')))
      await this.#run('certify check gym.yaml --transcript 2> transcript.txt');
    if (/^certify (?:ses|smtp) .*--resume/.test(command)) {
      const hook = {
        NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --require ${join(ROOT, 'test', 'kill', 'die-at.cjs')}`,
        CERTIFY_DIE_AT: '16',
        CERTIFY_DIE_WHEN: 'after',
      };
      await shell(`'${bin}' ${provider} gym.yaml --quiet`, path, { ...env, ...hook });
    }
  }

  /** A run's record, signed by the team. */
  #record(): Promise<EvidenceRecord> {
    return this.#once('record', async () => {
      const directory = join(this.#given.path, 'evidence');
      const records = (): readonly string[] =>
        existsSync(directory) ? readdirSync(directory).filter((file) => /^\d{8}T\d{6}Z-[^.]*\.json$/.test(file)) : [];
      const before = records();
      await this.#run(`certify ${this.#given.provider} gym.yaml --quiet --sign-key file:team.key`);
      const made = records().find((file) => !before.includes(file)) ?? '';
      copyFileSync(join(directory, made), join(this.#given.path, 'from-the-mail.json'));
      return JSON.parse(readFileSync(join(directory, made), 'utf8')) as EvidenceRecord;
    });
  }

  /** Another day begins where a line would find today's night looked at; a line that reads one finds it. */
  async #beforeNight(command: string): Promise<void> {
    if (this.#store === null || (this.#looked && MORNING.test(command))) await this.#anotherDay();
    if (command.includes('.ndjson')) {
      for (const part of [1, 2]) await this.#run(`certify fleet check --shard ${part}/2 --json > parts/part-${part}.ndjson`);
      await this.#anotherDay();
    } else if (command.includes('--join')) await this.#run('certify fleet check --shard 1/2 --quiet');
    else if (!this.#looked && /^certify fleet (?:accept|report|status)/.test(command))
      await this.#run('certify fleet check --quiet');
    this.#looked = !command.startsWith(WORKER);
  }

  async #green(line: string): Promise<void> {
    const { exitCode, stdout, stderr } = await this.#run(line);
    if (exitCode !== 0) throw new Error(`${line} ends with ${exitCode}:\n${stderr}${stdout}`);
  }

  async #anotherDay(): Promise<void> {
    this.#store = await this.#given.emptyStore();
    this.#looked = false;
  }

  async #handoff(): Promise<string> {
    const { stdout } = await this.#run('certify handoff gym.yaml --to dns-admin');
    return /dns-admin\/main-gym\/\d{8}\/[\w-]+/.exec(stdout)?.[0] ?? stdout;
  }

  async #deadLetter(): Promise<string> {
    const now = new Date().toISOString();
    const store = await openStore({ kind: 'sqlite', path: join(this.#given.path, 'ledger.db') }, MIGRATIONS, now);
    const letter = {
      account: /id: ([\w-]+),?\s+provider: SMTP/.exec(readFileSync(join(this.#given.path, 'receiver.yaml'), 'utf8'))?.[1] ?? '',
      message: null,
      nonceTag: null,
      digest: null,
      fields: {},
      receivedAt: now,
      reason: 'unmatched',
    };
    await store.write((tx) => bury(tx, letter));
    const [made] = await store.read((tx) => listDeadLetters(tx, 'all'));
    await store.close();
    return made?.id ?? '';
  }

  #around(line: string): Env {
    const { env, credential } = this.#given;
    return { ...env, ...this.#store, ...(NO_PROFILE.test(line) ? credential : {}) };
  }

  async #run(line: string): Promise<Ran> {
    const { path, bin } = this.#given;
    const around = this.#around(line);
    const steps = dialogueOf(line);
    if (steps !== null) {
      // A profile is never written over.
      const cwd = line.startsWith('certify init') ? mkdtempSync(join(path, 'new-')) : path;
      return typedAtTerminal(line, steps, cwd, { bin, env: around });
    }
    if (STAYS.test(line)) return this.#stay(line);
    const shellName = shellOf(line);
    if (shellName !== null) return isThere(shellName) ? completedIn(shellName, line, path, around) : unseen(shellName);
    if (line.startsWith('aws ')) return isThere('aws') ? this.#withAws(line) : unseen('aws');
    if (/\n|\||\$CERTIFY_|^(?!certify |npm ci && )/.test(line)) return shell(line, path, around);
    if (OF_THE_LAB.test(line)) {
      const { simulated } = this.#given;
      const ran = simulated.get(line) ?? this.#warm(line, around);
      simulated.set(line, ran);
      return ran;
    }
    if (line.includes(' --join')) return this.#joined(line, around);
    return this.#given.meeting(line, () => this.#warm(line, around));
  }

  async #warm(line: string, env: Env): Promise<Ran> {
    const { path, root } = this.#given;
    let all: Ran = { exitCode: 0, signal: null, stdout: '', stderr: '' };
    for (const part of line.split(' && ').filter((one) => one.startsWith('certify '))) {
      const [typed = '', stream, into] = part.split(/\s+(2?)>\s+/);
      const ran = await certifyWarm(this.#args(typed), { cwd: path, env, root });
      const kept = stream === '2' ? 'stderr' : 'stdout';
      if (into !== undefined) writeFileSync(join(path, into), ran[kept]);
      const shown = into === undefined ? ran : { ...ran, [kept]: '' };
      all = { ...shown, stdout: all.stdout + shown.stdout, stderr: all.stderr + shown.stderr };
    }
    return all;
  }

  #args(typed: string): readonly string[] {
    return words(typed)
      .slice(1)
      .flatMap((word) => globbed(this.#given.path, word));
  }

  /** What certify found missing is there afterwards. */
  async #withAws(line: string): Promise<Ran> {
    const { path, env, credential, ofAws } = this.#given;
    const found = await this.#run('certify check gym.yaml --quiet');
    const ran = await shell(line, path, { ...env, ...credential, ...(await ofAws()) });
    if (ran.exitCode !== 0) return ran;
    const now = await this.#run('certify check gym.yaml --quiet');
    return found.exitCode === 1 ? { ...now, stdout: ran.stdout + now.stdout } : { ...found, exitCode: found.exitCode ?? 1 };
  }

  /** A part of the night is missing until it waits for that. */
  async #joined(line: string, env: Env): Promise<Ran> {
    const joining = new Going(line, { ...this.#given, cwd: this.#given.path, env });
    await joining.until(/1 of 2 parts/);
    await this.#run('certify fleet check --shard 2/2 --quiet');
    return joining.end('by itself');
  }

  /** Until the end: another terminal speaks to it. Answers when it has said that it is there; a worker that nobody schedules for, when it has looked at a night. */
  async #stay(line: string): Promise<Ran> {
    const { path, bin, schedules } = this.#given;
    const isWorker = line.startsWith(WORKER);
    // One worker shows what all do.
    if (isWorker) await this.stop(WORKER);
    const one = new Going(line, { bin, cwd: path, env: this.#around(line) });
    this.#staying.push(one);
    const there = await one.until(isWorker ? /Waiting for accounts/ : /./);
    const [port] = /(?<=127\.0\.0\.1:)\d+/.exec(line.includes(' receiver ') ? one.said() : '') ?? [];
    if (port !== undefined) this.#given.lead('127.0.0.1:8025', `127.0.0.1:${port}`);
    if (!isWorker || schedules) return there;
    const config = /(?<=fleet work )\S+\.yaml/.exec(line)?.[0] ?? 'fleet.yaml';
    const night = await this.#run(`certify fleet check ${config} --workers --quiet`);
    this.#looked = true;
    // What it did was told before the night was over.
    return { ...night, stdout: one.said() };
  }
}
