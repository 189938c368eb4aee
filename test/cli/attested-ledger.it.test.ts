// `callback.ledger: {attest: true}`: the run stays open for what a person says of the message, and a resume sends nothing again.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Caller, silentCaller, type Watcher } from '../../src/app/caller.ts';
import { certify } from '../../src/app/certify.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { ROOT, temporary } from './certify.ts';

type Asking = Parameters<Watcher['ask']>[1];

const home = temporary();
const evidenceDir = join(home.path, 'evidence');
const path = join(home.path, 'gym.yaml');
let lab: RunningLab;

beforeAll(async () => {
  lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
  lab.writeProfile(path);
  const profile = parse(readFileSync(path, 'utf8')) as { callback: object };
  profile.callback = { ...profile.callback, ledger: { attest: true } };
  writeFileSync(path, stringify(profile));
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

const said: Asking[] = [];

/** Somebody at a terminal who gives the same answer to everything. */
const person = async (answer: 'yes' | 'no' | 'later'): Promise<Caller> => {
  const silent = silentCaller();
  const nobody = await silent.watch('walk');
  const ask: Watcher['ask'] = async (_, asked) => {
    said.push(asked);
    return answer === 'later' ? 'later' : { answer, reference: 'T-1' };
  };
  return { ...silent, interactive: true, watch: async () => ({ ...nobody, ask }) };
};

const run = async (answer: 'yes' | 'no' | 'later', resume: true | null) =>
  certify(createSetting({ root: ROOT, version: '0.0.0', env: {} }), await person(answer), {
    provider: 'SES',
    profile: path,
    lab: false,
    scenario: null,
    tenant: NO_TENANT_OPTIONS,
    evidenceDir,
    operator: 'x',
    signKey: null,
    callbackMs: null,
    waitMs: null,
    templates: [],
    resume,
  });

it('puts the answer off, goes on with it, and keeps the message that was sent', async () => {
  const open = await run('later', null);
  expect(open.decision).toMatchObject({ outcome: 'INCONCLUSIVE', exitCode: 3 });
  expect(open.evidence).toBeNull();
  expect(readdirSync(evidenceDir).filter((name) => name.endsWith('.json'))).toEqual([]);
  const sheet = join(home.path, 'extraction.yaml');
  expect(existsSync(sheet) ? readFileSync(sheet, 'utf8') : '').not.toContain('evidenceId');
  expect(lab.messages()).toHaveLength(1);
  const forged = open.findings.find(({ check }) => check === 'webhook-negatives');
  expect(forged).toMatchObject({ status: 'warn', reason: 'judged-by-answers' });

  // As if other values had been on the screen: the answer is given anew, though its step was done and the message is out.
  const journal = join(evidenceDir, '.runs', `${open.run.id}.jsonl`);
  const answers = () => readFileSync(journal, 'utf8').match(/"type":"attested","step":"sender-account"/g) ?? [];
  expect(answers()).toHaveLength(1);
  const other = (line: string) => line.replace(/("id":"squareos-fields-entered","digest":)"[^"]*"/, '$1"sha256:other"');
  writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').map(other).join('\n'));

  const done = await run('yes', true);
  expect(answers()).toHaveLength(2);
  expect(done.attestations.find((one) => one.id === 'squareos-fields-entered')?.digest).not.toBe('sha256:other');
  expect(lab.messages()).toHaveLength(1);
  expect(done.run.id).toBe(open.run.id);
  const id = done.receipt?.providerMessageId;
  expect(said.map(({ question, message }) => [question.id, message])).toEqual([
    ['rows-updated', id],
    ['rows-updated', id],
  ]);
  expect(done.attestations.find((one) => one.id === 'rows-updated')).toMatchObject({ message: id, digest: said[1]?.digest });
  expect(done.decision).toMatchObject({ outcome: 'LAB_ONLY' });
  expect(done.evidence).not.toBeNull();
}, 120_000);

it('sends nothing while a question that the send waits for is put off, and sends once it is answered', async () => {
  const mine = readFileSync(path, 'utf8');
  const profile = parse(mine) as { attestations: readonly { readonly id: string }[] };
  const others = profile.attestations.filter(({ id }) => id !== 'squareos-fields-entered');
  writeFileSync(path, stringify({ ...profile, attestations: others }));
  const before = lab.messages().length;
  const open = await run('later', null);
  expect(open.decision.exitCode).toBe(3);
  expect(lab.messages()).toHaveLength(before);
  const table = said.at(-1)?.shown ?? [];
  expect(table).toContainEqual(['Sending region', 'ap-south-1']);
  expect(table).toContainEqual(['From address', 'billing@example.com']);
  const done = await run('yes', true);
  expect(done.run.id).toBe(open.run.id);
  expect(lab.messages()).toHaveLength(before + 1);
  expect(done.decision).toMatchObject({ outcome: 'LAB_ONLY' });
  writeFileSync(path, mine);
}, 120_000);
