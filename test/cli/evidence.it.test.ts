// Records through the binary: signed, verified, tampered with, compared, exported, observed again.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordDiff } from '../../src/core/diff.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

interface Verified {
  readonly standing: string;
  readonly breaks: readonly { readonly code: string }[];
  readonly chains: readonly { readonly head: { readonly digest: string } }[];
}

let lab: RunningLab;
let home: ReturnType<typeof temporary>;
let ids: readonly string[] = [];
const at = (...parts: readonly string[]): string => join(home.path, ...parts);
const evidence = (): string => at('evidence');

const keyPair = (name: string): void => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(at(`${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(at(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
};

const run = (...args: readonly string[]) =>
  certifyWarm(args, { cwd: home.path, env: { CERTIFY_EVIDENCE_DIR: evidence(), CERTIFY_OPERATOR: 'me' } });

const verified = async (directory: string, ...flags: readonly string[]): Promise<readonly [number | null, Verified]> => {
  const ran = await certifyWarm(['evidence', 'verify', directory, '--json', ...flags], { cwd: home.path });
  return [ran.exitCode, JSON.parse(ran.stdout) as Verified];
};

beforeAll(async () => {
  home = temporary();
  for (const name of ['team', 'other']) keyPair(name);
  lab = await startLab({ scenario: 'healthy-ses', stateDir: at('state'), root: ROOT });
  lab.writeProfile(at('lab.yaml'));
  const made = [
    await run('ses', 'lab.yaml', '--json', '--sign-key', 'file:team.key'),
    await run('rerun', '--ticket', 'LAB-1', '--json', '--sign-key', 'file:team.key'),
  ];
  ids = made.map((ran) => document(ran).evidence?.id ?? '');
}, 60_000);
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

describe('certify evidence verify', () => {
  it('proves signed records with the trusted key and the written-down head', async () => {
    const [exitCode, found] = await verified(evidence(), '--trust', 'team.pub');
    expect([exitCode, found.standing]).toEqual([0, 'proven']);
    const head = found.chains[0]?.head.digest ?? '';
    expect((await verified(evidence(), '--trust', 'team.pub', '--expect-head', head))[0]).toBe(0);
    const [broken, other] = await verified(evidence(), '--expect-head', `sha256:${'0'.repeat(64)}`);
    expect([broken, other.breaks.map(({ code }) => code)]).toEqual([1, ['head']]);
  });

  it('takes a record by its id, as every other command does', async () => {
    const [exitCode, found] = await verified(ids[0] ?? '', '--evidence-dir', evidence());
    expect([exitCode, found.breaks]).toEqual([0, []]);
  });

  it('does not call them proven without the key, and refuses another key', async () => {
    expect((await verified(evidence()))[1].standing).toBe('consistent-unproven');
    const [exitCode, found] = await verified(evidence(), '--trust', 'other.pub');
    expect(exitCode).toBe(1);
    expect(new Set(found.breaks.map(({ code }) => code))).toEqual(new Set(['unknown-key']));
  });

  const file = (directory: string, n: number): string => join(directory, `${ids[n] ?? ''}.json`);
  const rewrite = (path: string, change: (text: string) => string): void =>
    writeFileSync(path, change(readFileSync(path, 'utf8')));

  it.each<readonly [string, string, (directory: string) => void]>([
    ['an edit', 'digest', (directory) => rewrite(file(directory, 1), (text) => text.replaceAll('main-gym', 'best-gym'))],
    ['a deletion in the middle', 'missing-predecessor', (directory) => rmSync(file(directory, 0))],
    ['a truncation', 'truncated', (directory) => rmSync(file(directory, 1))],
    ['a cut file', 'evidence-not-json', (directory) => rewrite(file(directory, 1), (text) => text.slice(0, 500))],
    ['a renamed file', 'name', (directory) => renameSync(file(directory, 1), join(directory, 'zzz.json'))],
    ['a copy', 'name', (directory) => copyFileSync(file(directory, 1), join(directory, 'copy.json'))],
    [
      'a key given twice',
      'text-rewritten',
      (directory) => rewrite(file(directory, 1), (text) => text.replace('"tenant":', '"tenant": "best-gym", "tenant":')),
    ],
  ])('finds %s', async (_, code, tamper) => {
    using copy = temporary();
    const directory = join(copy.path, 'audit');
    expect((await run('evidence', 'export', directory)).exitCode).toBe(0);
    expect((await verified(directory, '--trust', 'team.pub'))[1].standing).toBe('proven');
    tamper(directory);
    const [exitCode, found] = await verified(directory, '--trust', 'team.pub');
    expect([exitCode, found.standing]).toEqual([1, 'broken']);
    expect(found.breaks.map((one) => one.code)).toContain(code);
  });

  it('has its own name again in the copy that is exported, unless another file stands under it', async () => {
    using copy = temporary();
    const [renamed, copied] = ['renamed', 'copied'].map((name) => join(copy.path, name)) as [string, string];
    for (const directory of [renamed, copied]) expect((await run('evidence', 'export', directory)).exitCode).toBe(0);
    renameSync(file(renamed, 1), join(renamed, 'zzz.json'));
    copyFileSync(file(copied, 1), join(copied, 'copy.json'));
    const audits = [renamed, copied].map((from) => [from, join(from, 'audit')] as const);
    for (const [from, to] of audits) await certifyWarm(['evidence', 'export', to, '--evidence-dir', from]);
    const [named, both] = audits.map(([, to]) => readdirSync(to).filter((name) => name.endsWith('.json')));
    expect(named).toEqual(ids.map((id) => `${id}.json`).sort());
    expect((await verified(join(renamed, 'audit'), '--trust', 'team.pub'))[1].standing).toBe('proven');
    expect(both).toContain('copy.json');
  });

  it('refuses to report from an edited record', async () => {
    using copy = temporary();
    mkdirSync(join(copy.path, 'e'));
    const path = join(copy.path, 'e', 'edited.json');
    writeFileSync(path, readFileSync(file(evidence(), 0), 'utf8').replace('"LAB_ONLY"', '"CERTIFIED"'));
    const ran = await certifyWarm(['evidence', 'show', path, '--json']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toContain('evidence-altered');
  });
});

describe('certify evidence certificate', () => {
  it('is a page about the run, and refused for the look after it', async () => {
    const page = await run('evidence', 'certificate', ids[0] ?? '');
    expect([page.exitCode, page.stderr]).toEqual([0, '']);
    expect(page.stdout).toContain('<svg class="qr"');
    expect(page.stdout).toContain('Rehearsal in the lab');
    const refused = await run('evidence', 'certificate', ids[1] ?? '');
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('ended READY: there is nothing to certify');
  });

  it('is answered with the id that was cut off', async () => {
    const cut = await run('evidence', 'certificate', (ids[0] ?? '').slice(0, -2));
    expect([cut.exitCode, cut.stderr.includes(`Did you mean ${ids[0] ?? ''}?`)]).toEqual([2, true]);
    const list = await run('evidence', 'list', '--tenant', 'main-gm');
    expect(list.stdout.replaceAll(/\s+/g, ' ')).toContain('Did you mean main-gym?');
  });
});

describe('certify evidence export --format in-toto', () => {
  it('states the bytes of each record that verifies, and nothing of a store that does not', async () => {
    using copy = temporary();
    const statements = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.intoto.json'));
    const whole = join(copy.path, 'whole');
    expect((await run('evidence', 'export', whole, '--format', 'in-toto')).exitCode).toBe(0);
    expect(statements(whole).sort()).toEqual(ids.map((id) => `${id}.intoto.json`).sort());
    const { subject } = JSON.parse(readFileSync(join(whole, `${ids[0] ?? ''}.intoto.json`), 'utf8')) as {
      subject: readonly { name: string; digest: { sha256: string } }[];
    };
    const bytes = readFileSync(join(whole, `${ids[0] ?? ''}.json`));
    expect(subject).toEqual([
      { name: `${ids[0] ?? ''}.json`, digest: { sha256: createHash('sha256').update(bytes).digest('hex') } },
    ]);
    expect((await verified(whole, '--trust', 'team.pub'))[1].standing).toBe('proven');
    writeFileSync(join(whole, `${ids[0] ?? ''}.json`), bytes.toString('utf8').replace('LAB_ONLY', 'CERTIFIED'));
    const broken = join(copy.path, 'broken');
    const cut = '20261126T100000Z-ses-main-gym-0123abcd.json';
    writeFileSync(join(whole, cut), '{"schema":');
    const again = await certifyWarm(['evidence', 'export', broken, '--format', 'in-toto', '--evidence-dir', whole]);
    expect([again.exitCode, statements(broken), again.stdout]).toEqual([1, [], expect.stringContaining(cut)]);
  });
});

describe('certify rerun', () => {
  it('links the new record to the one it observes again', () => {
    const record = JSON.parse(readFileSync(join(evidence(), `${ids[1] ?? ''}.json`), 'utf8')) as { run: object };
    expect(record.run).toMatchObject({ command: 'rerun', rerunOf: ids[0] });
  });

  it('says of a healthy run that nothing has changed, although a look sends nothing', async () => {
    const ran = await run('rerun', ids[0] ?? '', '--diff', '--json');
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'certify.diff/1', direction: 'same', findings: [] });
    const text = (await run('rerun', ids[0] ?? '', '--diff')).stdout;
    expect(text).toContain('No change in what both judged (LAB ONLY, now READY).');
    expect(text).not.toMatch(/Worse|Better|Since/);
  });

  it('observes one check, or one step, and refuses what the record does not have', async () => {
    const one = document(await run('rerun', ids[0] ?? '', '--check', 'dkim-tokens', '--json'));
    expect(one.findings.map(({ check, who }) => [check, who])).toEqual([['dkim-tokens', 'Dora Lang']]);
    expect(one.decision).toMatchObject({ outcome: 'LOOKED', exitCode: 0 });
    expect(one.findings[0]).toMatchObject({ owner: 'DNS admin', who: 'Dora Lang' });
    expect(one.decision.why).toMatch(/^1 of \d\d checks/);
    const step = one.findings[0]?.step ?? '';
    const several = document(await run('rerun', ids[0] ?? '', '--step', step, '--json'));
    expect(new Set(several.findings.map((finding) => finding.step))).toEqual(new Set([step]));
    const ran = await run('rerun', ids[0] ?? '', '--check', 'no-such-check', '--json');
    expect([ran.exitCode, ran.stdout.includes('not-in-record')]).toEqual([2, true]);
  });

  it('takes no live message on an opt-in that is older than the record', async () => {
    writeFileSync(at('old.yaml'), readFileSync(at('lab.yaml'), 'utf8').replace(/(optIn:[\s\S]*?at: )\S+/, '$12026-01-01'));
    const ran = await run('rerun', ids[0] ?? '', '--live', '--profile', 'old.yaml', '--json');
    expect([ran.exitCode, ran.stdout.includes('opt-in-old')]).toEqual([2, true]);
  });
});

describe('what is made from a record', () => {
  it('is compared, listed and shown', async () => {
    const diff = JSON.parse((await run('evidence', 'diff', ids[0] ?? '', ids[1] ?? '', '--json')).stdout) as RecordDiff;
    expect([diff.before.id, diff.after.id, diff.direction]).toEqual([ids[0], ids[1], 'same']);
    const list = JSON.parse((await run('evidence', 'list', '--json')).stdout) as { records: readonly { id: string }[] };
    expect(list.records.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
    expect(document(await run('evidence', 'show', ids[0] ?? '', '--json')).evidence?.id).toBe(ids[0]);
    const files = readdirSync(evidence()).filter((name) => name.endsWith('.json'));
    expect(files.length).toBe(list.records.length);
  });

  it('gives the hand-off and the fields, and finds the one that differs', async () => {
    const text = (await run('handoff', '--to', 'squareos-admin', '--evidence', ids[0] ?? '')).stdout;
    expect(text).toContain('main-gym');
    const state = {
      schema: 'certify.squareos-state/1',
      exportedAt: new Date().toISOString(),
      channelAccounts: [{ provider: 'SES', accountName: 'SES Live - Main Gym', configJson: { region: null } }],
    };
    const compare = (change: object) => {
      writeFileSync(at('export.json'), JSON.stringify({ ...state, ...change }));
      return run('fields', '--evidence', ids[0] ?? '', '--compare', 'export.json', '--json');
    };
    const ran = await compare({});
    expect(ran.exitCode).toBe(1);
    const { fields } = JSON.parse(ran.stdout) as { fields: readonly { field: string; state: string }[] };
    const stateOf = (name: string) => fields.find(({ field }) => field === name)?.state;
    expect([stateOf('provider'), stateOf('configJson.region'), stateOf('senderValue')]).toEqual(['same', 'missing', 'untold']);
    const others = [{ accountName: 'A' }, { accountName: 'B' }];
    for (const [change, code] of [
      [{ schema: undefined }, 'export-other-schema'],
      [{ exportedAt: '2026-01-01T00:00:00Z' }, 'export-old'],
      [{ channelAccounts: others }, 'export-other-gym'],
    ] as const) {
      const not = await compare(change);
      expect([not.exitCode, (JSON.parse(not.stdout) as { code: string }).code]).toEqual([2, code]);
    }
  });

  it('explains a check with what a record observed, and names the nearest for one that does not exist', async () => {
    const explained = await run('explain', 'fake-mode-off', '--evidence', ids[0] ?? '');
    expect(explained).toMatchObject({ exitCode: 0 });
    expect(explained.stdout).toContain(`In ${ids[0]}`);
    expect(explained.stdout).toContain('`certify explain fake-mode-off` says all');
    expect(explained.stdout).not.toContain('fake-mode-on');
    const reason = await run('explain', 'fake-mode-off/fake-mode-on', '--json');
    expect(JSON.parse(reason.stdout)).toMatchObject({ id: 'fake-mode-off', reason: 'fake-mode-on', finding: null });
    const unknown = await run('explain', 'fake-mode-of');
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('`fake-mode-off`') });
    const idle = await run('explain', 'fake-mode-off', '--evidence-dir', 'x');
    expect(idle.exitCode).toBe(2);
  });
});
