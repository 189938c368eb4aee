// Every flag that a command states changes what it does, or is refused: command × flag, through the built binary.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/fleet.ts';
import { MIGRATIONS as FLEET_MIGRATIONS } from '../../src/fleet/migrations.ts';
import { createOutbox } from '../../src/fleet/outbox.ts';
import { alertsOf } from '../../src/report/fleet/alert.ts';
import { change, nightReport } from '../report/fleet/night.ts';
import type { Manifest } from '../../src/cli/manifest.ts';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { bury, listDeadLetters } from '../../src/receiver/ledger/dead-letters.ts';
import { MIGRATIONS } from '../../src/receiver/ledger/migrations.ts';
import { closeDeadLetter } from '../../src/receiver/ledger/replay.ts';
import { openStore } from '../../src/store/open.ts';
import { ED25519, signed } from '../fakes/dkim-signer.ts';
import { certify, document, ROOT, type Ran, temporary } from './certify.ts';
import { reportXml } from '../mail/dmarc/report-xml.ts';
import { RECEIVER, RECEIVER_ENV } from './receiver-config.ts';
import { ZONES } from './dns-zones.ts';
import { certifyWarm } from './warm.ts';
import { type Effect, type Refusal, ROWS } from './flags.ts';

/** Signed, as far as its first ten octets go. */
const MAIL = signed(
  [
    'Received: from out.signed.example (out.signed.example [192.0.2.7]) by mx.receiver.example with ESMTPS; Thu, 26 Nov 2026 09:00:00 +0000',
    'From: billing@signed.example',
    '',
    'Hello, dear member',
    '',
  ].join('\r\n'),
  { domain: 'signed.example', key: ED25519, limit: 10 },
);
const SIGNED = { 'signed.example': ['_dmarc TXT "v=DMARC1; p=reject"', `s1._domainkey TXT "${ED25519.record}"`] };

let home: ReturnType<typeof temporary>;
let away: ReturnType<typeof temporary>;
let lab: RunningLab;
let relayLab: RunningLab;
let dns: LabDns;
let hook: Server;
let places: { readonly [place: string]: string } = {};
let rows = 0;

/** How the environment's AWS settings lead to the lab too, for commands that take them. */
const aws = (): { readonly [name: string]: string } => ({
  AWS_ENDPOINT_URL: lab.endpoints.aws ?? '',
  AWS_ACCESS_KEY_ID: 'AKIALABPROBE00000001',
  AWS_SECRET_ACCESS_KEY: 'not-the-right-one',
});

const env = RECEIVER_ENV;

/** Answers with what was posted. */
const startHook = (): Promise<Server> =>
  new Promise((done) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      // Only the beginning of an answer is printed: what the flags change goes first.
      request.on('end', () => response.end(picked(Buffer.concat(chunks).toString('utf8'))));
    });
    server.listen(0, '127.0.0.1', () => done(server));
  });

const picked = (body: string): string =>
  [/sees@example\.com/, /seen-set/, /"SignatureVersion": ?"."/, /notificationType/, /SigningCertURL/]
    .map((pattern) => pattern.exec(body)?.[0] ?? '')
    .join(' ');

const profiles = (gym: string, kind = ''): void => {
  const text = readFileSync(gym, 'utf8');
  const token = (reference: string): string => text.replace(/verifyToken: .*/, `verifyToken: "${reference}"`);
  const write = (name: string, profile: string): void => writeFileSync(join(home.path, `${kind}${name}`), profile);
  write('needs-env.yaml', token('env:HOME_SECRET'));
  write('needs-file.yaml', token(`file:${join(away.path, 'token')}`));
  write('needs-command.yaml', token('cmd:false'));
  write('needs-person.yaml', token('prompt:'));
  write('old.yaml', text.replace(/at: .*\n(\s+reference: LAB-1\n\s+via|\s+reference: LAB-1)/, 'at: 2020-01-01\n$1'));
  write('not-lab.yaml', text.replace(/^# Written by the lab[\s\S]*$/m, '').replace(/^lab:[\s\S]*$/m, ''));
};

/** A fleet of one tenant each, with a store of its own. */
const fleets = (at: (name: string) => string): void => {
  const write = (name: string, profile: string, store = `{sqlite: fleet-${name}.db}`): void =>
    writeFileSync(
      at(`fleet-${name}.yaml`),
      `version: 1\nname: gyms\nprofiles: [${profile}]\npace: {sesReadsPerSecond: 100}\nstore: ${store}\n`,
    );
  for (const name of ['done', 'gym', 'resume', 'plan', 'json', 'verbose', 'fail-on']) write(name, 'gym.yaml');
  write('env', 'gym.yaml', '{postgres: "env:HOME_SECRET"}');
  write('file', 'needs-file.yaml');
  write('command', 'needs-command.yaml');
  write('hosts', 'not-lab.yaml');
  write('private', 'not-lab.yaml');
};

/** A fleet with a night and one alert, for a sink that is off. */
const offSink = async (at: (name: string) => string, name: string): Promise<void> => {
  const config = `fleet-off-${name}.yaml`;
  const sink = '{name: pager, webhook: "http://127.0.0.1:1/", secret: "env:CERTIFY_HOOK"}';
  writeFileSync(
    at(config),
    `version: 1\nname: gyms\nprofiles: [gym.yaml]\npace: {sesReadsPerSecond: 100}\nstore: {sqlite: fleet-off-${name}.db}\nalerts:\n  - ${sink}\n`,
  );
  copyFileSync(at('fleet-done.db'), at(`fleet-off-${name}.db`));
  await certify(['fleet', 'status', '--config', config], { cwd: home.path, env });
  const store = await openStore({ kind: 'sqlite', path: at(`fleet-off-${name}.db`) }, FLEET_MIGRATIONS, new Date().toISOString());
  const alert = { ...alertsOf(nightReport([], []).night, [change('new-failure', 'gym')])[0] } as Alert;
  await createOutbox(store).put([alert], ['pager'], new Date());
  await store.write((tx) => tx.rows(`UPDATE fleet_sink SET failures = '10', off_since = '2026-11-20T00:00:00.000Z'`));
  await store.close();
};

/** Ids of dead letters in a ledger; nothing of them can be applied. */
const buried = async (path: string, reasons: readonly string[], resolved: boolean): Promise<readonly string[]> => {
  const now = new Date().toISOString();
  const store = await openStore({ kind: 'sqlite', path }, MIGRATIONS, now);
  const letter = { account: 'relay', message: null, nonceTag: null, digest: null, fields: {}, receivedAt: now };
  for (const reason of reasons) await store.write((tx) => bury(tx, { ...letter, reason }));
  const ids = (await store.read((tx) => listDeadLetters(tx, 'all'))).map(({ id }) => id);
  if (resolved) for (const id of ids) await closeDeadLetter(store, id, 'seen', 'sam', now);
  await store.close();
  return ids;
};

beforeAll(async () => {
  home = temporary();
  const at = (name: string): string => join(home.path, name);
  away = temporary();
  [dns, hook, lab, relayLab] = [
    await startLabDns({ zones: { ...ZONES, ...SIGNED }, faults: [] }),
    await startHook(),
    await startLab({ scenario: 'ses-click-tracking', stateDir: at('state'), root: ROOT }),
    await startLab({ scenario: 'healthy-smtp', stateDir: at('relay-state'), root: ROOT }),
  ];
  lab.writeProfile(at('gym.yaml'));
  profiles(at('gym.yaml'));
  relayLab.writeProfile(at('relay/gym.yaml'));
  profiles(at('relay/gym.yaml'), 'relay/');
  writeFileSync(at('mail.eml'), MAIL);
  writeFileSync(at('receiver.yaml'), RECEIVER);
  const letters = await buried(at('ledger.db'), ['one', 'two'], false);
  await buried(at('old.db'), ['three'], true);
  writeFileSync(at('receiver-old.yaml'), RECEIVER.replace('ledger.db', 'old.db'));
  writeFileSync(at('mailbox.secret'), 'a-password-of-many-letters');
  writeFileSync(at('receiver-env.yaml'), RECEIVER.replace('CERTIFY_HOOK', 'HOME_SECRET'));
  writeFileSync(
    at('sheet.yaml'),
    'rows:\n  - {row: a, field: region, value: value-of-a}\n  - {row: b, field: region, value: x}\n  - {row: c, field: region}\n',
  );
  writeFileSync(at('report.xml'), reportXml({ rows: [{}] }));
  writeFileSync(at('spoken.txt'), 'probe ses:GetAccount https://email.x → 200 ok 9 ms 1\n');
  writeFileSync(at('key.pem'), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  places = {
    GYM: at('gym.yaml'),
    MAIL: at('mail.eml'),
    KEY: at('key.pem'),
    SPOKEN: at('spoken.txt'),
    REPORT: at('report.xml'),
    LETTER: letters[0] ?? '',
    CLOSED: letters[1] ?? '',
    AWAY: away.path,
    EVIDENCE: at('records'),
    'NEEDS-ENV': at('needs-env.yaml'),
    'SMTP-NEEDS-ENV': at('relay/needs-env.yaml'),
    'NEEDS-FILE': at('needs-file.yaml'),
    'SMTP-NEEDS-FILE': at('relay/needs-file.yaml'),
    'NEEDS-COMMAND': at('needs-command.yaml'),
    'SMTP-NEEDS-COMMAND': at('relay/needs-command.yaml'),
    'NEEDS-PERSON': at('needs-person.yaml'),
    'SMTP-NEEDS-PERSON': at('relay/needs-person.yaml'),
    'NOT-LAB': at('not-lab.yaml'),
    'SMTP-NOT-LAB': at('relay/not-lab.yaml'),
    RESOLVER: dns.recursive,
    PORT: dns.authoritative.slice(dns.authoritative.lastIndexOf(':') + 1),
    HOOK: `http://127.0.0.1:${(hook.address() as AddressInfo).port}`,
  };
  const record = async (): Promise<string> => {
    const ran = await certify(['check', 'gym.yaml', '--json', '--operator', 'me', '--evidence-dir', at('records')], {
      cwd: home.path,
    });
    return document(ran).evidence?.id ?? '';
  };
  fleets(at);
  for (const night of ['one', 'two']) {
    await certify(['fleet', 'check', 'fleet-done.yaml', '--night', night, '--quiet'], { cwd: home.path });
  }
  for (const name of ['check', 'report', 'status', 'accept']) await offSink(at, name);
  places = { ...places, ID: await record(), ID2: await record() };
});
afterAll(async () => {
  await lab.stop();
  await relayLab.stop();
  await dns.stop();
  hook.close();
  home[Symbol.dispose]();
  away[Symbol.dispose]();
});

/** With a terminal of its own; ended when it has said something and says no more, for it may ask or stay. */
const inTerminal = (args: readonly string[]): Promise<Ran> =>
  new Promise((done) => {
    const quoted = [process.execPath, join(ROOT, 'bin', 'certify.mjs'), ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', quoted, '/dev/null'], {
      cwd: home.path,
      env: { PATH: process.env['PATH'], HOME: home.path, TERM: 'xterm', LANG: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let stdout = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGTERM'), 2_500);
    });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      done({ exitCode, signal, stdout, stderr: '' });
    });
  });

const place = (row: string, word: string): string =>
  word
    .split(/(=|:(?=[A-Z]+$)|\/)/)
    .map((part) => (part === 'ROW' ? row : (places[part] ?? part)))
    .join('');

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '');

/** Runs a line in a place of its own. */
const once = async (line: string, where: Effect['where']) => {
  const row = join(home.path, `row-${(rows += 1)}`);
  mkdirSync(row);
  const at = (word: string): string => place(row, word);
  const args = words(line).map(at);
  const more = where === 'colour' ? { ...env, ...aws(), FORCE_COLOR: '1' } : { ...env, ...aws() };
  if (where === 'terminal') return { at, ran: await inTerminal(args) };
  return { at, ran: await certifyWarm(args, { cwd: home.path, env: more }) };
};

const known = new Map<string, ReturnType<typeof once>>();

/** What a line writes goes into its own place, so that it says the same twice: what several flags are held against runs once. */
const ran = (line: string, where: Effect['where']): ReturnType<typeof once> => {
  const key = `${where ?? ''} ${words(line).join(' ')}`;
  const first = known.get(key) ?? once(line, where);
  known.set(key, first);
  return first;
};

const bare = (line: string): string => line.replace(/\[[^\]]*\]/, '');
const whole = (line: string): string => line.replace(/[[\]]/g, '');

const manifest = JSON.parse(readFileSync(join(ROOT, 'dist', 'manifest.json'), 'utf8')) as Manifest;

/** A receiver that is asked something, in receiver.it.test.ts; and the wait of a live run, which `ses` and `smtp` show. */
const ELSEWHERE = [
  'receiver quiet',
  'rerun timeout',
  // A worker's, which need PostgreSQL and a night in it: workers.it.test.ts.
  'fleet check workers',
  ...['idle', 'json', 'quiet', 'drain', 'failOn', 'set', 'secretsDir', 'allowSecretCommands', 'allowPrivate', 'secretHosts'].map(
    (key) => `fleet work ${key}`,
  ),
];

it('has a row for each flag of each command', () => {
  const stated = manifest.flatMap(({ name, options }) => options.map(({ key }) => `${name} ${key}`));
  const held = [
    ...Object.entries(ROWS).flatMap(([name, { effects }]) =>
      effects.flatMap(({ sees }) => Object.keys(sees).map((key) => `${name} ${key}`)),
    ),
    ...ELSEWHERE,
  ];
  expect(stated.filter((one) => !held.includes(one))).toEqual([]);
  expect(held.filter((one) => !stated.includes(one))).toEqual([]);
});

const effects = Object.values(ROWS).flatMap((one) => one.effects);
const refusals = Object.values(ROWS).flatMap((one) => one.refusals ?? []);

describe.concurrent('a flag changes what its command does', () => {
  it.each(effects.map((effect) => [effect.line, effect] as const))('certify %s', async (_, { line, sees, where }) => {
    const before = await ran(bare(line), where);
    const after = await ran(whole(line), where);
    const seen = Object.entries(sees).map(([key, test]) => [key, test(before.ran, before.at), test(after.ran, after.at)]);
    const said = [before, after].map(({ ran: { exitCode, stdout, stderr } }) => [
      exitCode,
      stdout.slice(-600),
      stderr.slice(-600),
    ]);
    expect([seen, said]).toEqual([Object.keys(sees).map((key) => [key, false, true]), said]);
  });
});

describe.concurrent('a flag that would change nothing is refused, by name', () => {
  it.each(refusals.map((refusal) => [refusal.line, refusal] as const))('certify %s', async (_, { line, code }: Refusal) => {
    const { ran: refused } = await ran(whole(line), undefined);
    expect(refused.exitCode).toBe(2);
    if (code !== undefined) return;
    const flags = words(/\[([^\]]*)\]/.exec(line)?.[1] ?? '').filter((word) => word.startsWith('--'));
    for (const flag of flags) expect(refused.stderr).toContain(flag);
  });
});
