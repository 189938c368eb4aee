// What the reader of a page has: a directory with a gym of the lab, its records, and the files that the pages speak of.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { BIN, cleanEnv, type Ran, ROOT, temporary } from '../cli/certify.ts';
import { RECEIVER, RECEIVER_ENV } from '../cli/receiver-config.ts';
import { certifyWarm } from '../cli/warm.ts';
import { ED25519, signed } from '../fakes/dkim-signer.ts';
import { BARE, lines, RECEIVED } from '../fakes/messages.ts';
import { reportXml } from '../mail/dmarc/report-xml.ts';
import { PAGE_ZONES } from './zones.ts';

/** Pages whose gym is another than a healthy one that sends with SES. */
const WORLDS: { readonly [page: string]: string } = {
  'docs/provision.md': 'ses-nothing-yet',
  'docs/commands/provision-ses.md': 'ses-nothing-yet',
  'docs/commands/identity-create.md': 'ses-nothing-yet',
  'docs/commands/smtp.md': 'healthy-smtp',
  'docs/commands/check.md': 'ses-dkim-one-missing',
  'docs/commands/ses.md': 'healthy-ses-templates',
  'docs/commands/plan.md': 'healthy-ses-templates',
  'docs/commands/identity-delete.md': 'ses-send-two-identities',
};

const worldOf = (page: string): string => {
  if (!page.startsWith('docs/checks/')) return WORLDS[page] ?? 'healthy-ses';
  return readFileSync(join(ROOT, page), 'utf8').includes('`certify ses`') ? 'healthy-ses' : 'healthy-smtp';
};

/** Pages that change nothing of their place share one. */
const placeOf = (page: string): string => {
  const world = worldOf(page);
  if (page.startsWith('docs/checks/')) return `checks of ${world}`;
  return page.startsWith('docs/commands/') && world === 'healthy-ses' ? 'commands' : page;
};

const FLEET = 'version: 1\nname: gyms\nprofiles: [gym.yaml]\npace: {sesReadsPerSecond: 100}\n';

/** What the receiver of the invoice says of it. */
const RESULTS = lines(
  'Authentication-Results: mx.receiver.example;',
  '\tdkim=pass header.d=relay.example header.s=k; dkim=pass header.d=example.com header.s=s1;',
  '\tspf=pass smtp.mailfrom=mail.example.com; dmarc=pass header.from=example.com',
);

export interface Place {
  /** Runs what a page says, as a person there would: with what is the reader's own filled in. */
  readonly type: (command: string) => Promise<Ran>;
}

/** What stands on the page for something of the reader's own. */
const ownWords = (id: string): readonly (readonly [RegExp, string])[] => [
  [/\bnpx certify\b/g, 'certify'],
  [/\b20261\d{3}T(?:\d{6}Z-[a-z-]+-[0-9a-f]{8}|…)/g, id],
  [/(?<=--evidence |report |certificate )ID\b/g, id],
  [/\bFILE\.eml\b/g, 'invoice.eml'],
  [/google\.com!\S+\.zip/g, 'reports/one.xml.gz'],
  [/dns-admin\/main-gym\/20261126\/k3fa-9zq2/, 'HANDOFF'],
  [/(?<=--night |accept )2026-11-26/, new Date().toISOString().slice(0, 10)],
  [/old\.example\.com/, 'other.example'],
  // One stands there already.
  [/^certify init gym\.yaml/, 'certify init new.yaml'],
  // Each night has been another day.
  [/^(certify fleet check fleet\.yaml)(?!.*--resume)/, `$1 --night ${randomUUID().slice(0, 8)}`],
  // The relay's gym of a page about SES is the lab's.
  [/^certify smtp gym\.yaml/, 'certify smtp --lab'],
  // Nobody is at a terminal: what a person is asked there is said by a flag.
  [/^(certify provision ses gym\.yaml --apply|certify identity create gym\.yaml)$/, '$1 --yes'],
  [/^(certify check --from .*)$/, '$1 --lab'],
  [/^(certify identity delete (\S+) gym\.yaml.*)$/, '$1 --confirm $2'],
  [/^certify init new\.yaml$/, 'certify init new.yaml --answer tenant=new-gym'],
  // The same with fewer: a hundred tenants take as long as all other lines together.
  [/--tenants (?:100|500)/, '--tenants 10'],
];

const words = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));

const globbed = (at: string, word: string): readonly string[] => {
  const [, folder = '', ends = ''] = /^([\w/]+)\/\*(\.\w+)$/.exec(word) ?? [];
  if (folder === '') return [word];
  return readdirSync(join(at, folder))
    .filter((name) => name.endsWith(ends))
    .map((name) => join(folder, name));
};

const files = (at: (name: string) => string, lab: RunningLab): void => {
  for (const folder of ['gyms', 'reports', 'parts', 'results', 'bin', 'tenants/north'])
    mkdirSync(at(folder), { recursive: true });
  for (const name of ['gym.yaml', 'main-gym.yaml', 'gyms/main-gym.yaml']) {
    lab.writeProfile(at(name));
    writeFileSync(at(name), readFileSync(at(name), 'utf8').replaceAll('LAB-1', 'TICKET-1'));
  }
  writeFileSync(at('side-gym.yaml'), readFileSync(at('gym.yaml'), 'utf8').replace(/^tenant: .*$/m, 'tenant: side-gym'));
  copyFileSync(at('side-gym.yaml'), at('tenants/north/side-gym.yaml'));
  const held = readFileSync(join(ROOT, 'docs', 'squareos-state.example.json'), 'utf8');
  writeFileSync(at('export.json'), held.replace(/(?<="exportedAt": ")[^"]*/, new Date().toISOString()));
  copyFileSync(join(ROOT, 'runbooks', 'ses.yaml'), at('our-ses.yaml'));
  const { publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(at('team.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  for (const name of ['fleet.yaml', 'gyms/fleet.yaml']) writeFileSync(at(name), FLEET);
  writeFileSync(at('receiver.yaml'), RECEIVER);
  writeFileSync(at('domains.txt'), 'good.example\n');
  writeFileSync(
    at('invoice.eml'),
    RESULTS + RECEIVED + signed(signed(BARE), { domain: 'relay.example', selector: 'k', key: ED25519 }),
  );
  writeFileSync(at('reports/one.xml.gz'), gzipSync(reportXml({ rows: [{}] })));
  writeFileSync(at('reports/two.xml'), reportXml({ rows: [{}] }));
  writeFileSync(at('bin/certify'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
};

/** Where the machine of the pages leads: AWS and DNS are the lab's. */
const environment = (lab: RunningLab): { readonly [name: string]: string } => ({
  ...RECEIVER_ENV,
  CERTIFY_OPERATOR: 'ana',
  ...(lab.endpoints.aws === null
    ? {}
    : {
        AWS_ENDPOINT_URL: lab.endpoints.aws,
        AWS_ACCESS_KEY_ID: 'AKIALABPROBE00000001',
        AWS_SECRET_ACCESS_KEY: lab.secrets['CERTIFY_LAB_PROBE_SECRET'] ?? 'not-the-right-one',
      }),
});

const STAYS = /^certify (lab up|receiver --config \S+$)/;

export class Surroundings {
  readonly #home = temporary();
  readonly #labs: RunningLab[] = [];
  readonly #staying: ChildProcess[] = [];
  readonly #places = new Map<string, Promise<Place>>();
  #dns: Promise<LabDns> | null = null;

  /** The place of a page, made when it is first asked for. */
  of(page: string): Promise<Place> {
    const name = placeOf(page);
    const place = this.#places.get(name) ?? this.#make(name, worldOf(page));
    this.#places.set(name, place);
    return place;
  }

  async stop(): Promise<void> {
    for (const child of this.#staying) child.kill('SIGINT');
    await Promise.all(this.#staying.filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'close')));
    for (const lab of this.#labs) await lab.stop();
    await (await this.#dns)?.stop();
    this.#home[Symbol.dispose]();
  }

  async #make(name: string, world: string): Promise<Place> {
    const path = join(this.#home.path, name.replaceAll(/\W/g, '-'));
    mkdirSync(path);
    const lab = await startLab({ scenario: world, stateDir: join(path, 'state'), root: ROOT });
    this.#labs.push(lab);
    files((file) => join(path, file), lab);
    this.#dns ??= startLabDns({ zones: PAGE_ZONES, faults: [] });
    const dns = await this.#dns;
    const env = environment(lab);
    const known = new Map<string, Promise<Ran>>();
    const run = (line: string): Promise<Ran> => {
      const ran = known.get(line) ?? this.#one(line, path, env, dns);
      if (name.startsWith('checks')) known.set(line, ran);
      return ran;
    };
    let id: Promise<string> | null = null;
    let night: Promise<unknown> | null = null;
    let last: Promise<unknown> = Promise.resolve();
    const records = (): readonly string[] => {
      if (!existsSync(join(path, 'evidence'))) return [];
      return readdirSync(join(path, 'evidence')).filter((file) => /^\d{8}T\d{6}Z-[^.]*\.json$/.test(file));
    };
    const record = async (): Promise<string> => {
      const before = records();
      await run(`certify ${world === 'healthy-smtp' ? 'smtp' : 'ses'} gym.yaml --quiet`);
      const made = records().find((file) => !before.includes(file)) ?? '';
      copyFileSync(join(path, 'evidence', made), join(path, 'from-the-mail.json'));
      return made.replace('.json', '');
    };
    const handoff = async (): Promise<string> => {
      const { stdout } = await run('certify handoff gym.yaml --to dns-admin');
      return /dns-admin\/main-gym\/\d{8}\/[\w-]+/.exec(stdout)?.[0] ?? stdout;
    };
    const typed = async (command: string): Promise<Ran> => {
      const needs = /\bID\b|2026\d{4}T|evidence|rerun|extraction/.test(command);
      if (needs) id ??= record();
      if (/^certify fleet (accept|report|status)/.test(command)) night ??= run('certify fleet check fleet.yaml --quiet');
      await night;
      if (/--used transcript\.txt/.test(command) && !existsSync(join(path, 'transcript.txt')))
        await run('certify check gym.yaml --transcript 2> transcript.txt');
      const filled = ownWords((await id) ?? 'ID').reduce((now, [pattern, instead]) => now.replace(pattern, instead), command);
      const own = filled.includes('HANDOFF') ? filled.replace('HANDOFF', await handoff()) : filled;
      const check = /^certify rerun \S+ --check (\S+)$/.exec(own)?.[1];
      if (check === undefined || !name.startsWith('checks')) return run(own);
      // These lines differ in the check alone: one is typed, of the others it is looked up that the record holds it.
      const held =
        readFileSync(join(path, 'evidence', `${await id}.json`), 'utf8').match(new RegExp(`"check": ?"${check}"`)) !== null;
      return held ? run(`certify rerun ${await id} --check secret-handling`) : run(own);
    };
    return {
      // One after the other, as at one terminal.
      type: (command) => {
        const ran = last.then(() => typed(command));
        last = ran.catch(() => undefined);
        return ran;
      },
    };
  }

  async #one(line: string, path: string, env: { readonly [name: string]: string }, dns: LabDns): Promise<Ran> {
    if (STAYS.test(line)) return this.#stay(line, path, env);
    if (/\n|\|/.test(line)) return shell(line, path, env);
    let all: Ran = { exitCode: 0, signal: null, stdout: '', stderr: '' };
    for (const part of line.split(' && ').filter((one) => one.startsWith('certify '))) {
      const [typed = '', stream, into] = part.split(/\s+(2?)>\s+/);
      const asked = [
        ...words(typed)
          .slice(1)
          .flatMap((word) => globbed(path, word)),
        ...(/^certify dns (?!.*--resolver)/.test(typed)
          ? ['--resolver', dns.recursive, '--authoritative-port', portOf(dns)]
          : []),
        ...(/^certify message \S+\.eml(?! gym)/.test(typed) ? ['--resolver', dns.recursive] : []),
      ];
      const ran = await certifyWarm(asked, { cwd: path, env });
      const kept = stream === '2' ? 'stderr' : 'stdout';
      if (into !== undefined) writeFileSync(join(path, into), ran[kept]);
      const shown = into === undefined ? ran : { ...ran, [kept]: '' };
      all = { ...shown, stdout: all.stdout + shown.stdout, stderr: all.stderr + shown.stderr };
    }
    return all;
  }

  /** Until the end: another terminal speaks to it. Answers when it has said that it is there. */
  #stay(line: string, path: string, env: { readonly [name: string]: string }): Promise<Ran> {
    const child = spawn(process.execPath, [BIN, ...words(line).slice(1)], {
      cwd: path,
      env: cleanEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#staying.push(child);
    return new Promise((done) => {
      let [stdout, stderr] = ['', ''];
      const answer = (exitCode: number | null) => done({ exitCode, signal: null, stdout, stderr });
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString('utf8');
        answer(0);
      });
      child.on('close', answer);
    });
  }
}

const portOf = ({ authoritative }: LabDns): string => authoritative.slice(authoritative.lastIndexOf(':') + 1);

const shell = (script: string, cwd: string, env: { readonly [name: string]: string }): Promise<Ran> =>
  new Promise((done) => {
    const clean = cleanEnv(env);
    const child = spawn('bash', ['--norc', '-uc', script], {
      cwd,
      env: { ...clean, PATH: `${join(cwd, 'bin')}:${clean['PATH']}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('close', (exitCode, signal) => done({ exitCode, signal, stdout, stderr }));
  });
