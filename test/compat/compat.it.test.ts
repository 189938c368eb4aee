// What 0.1.0 wrote is read by the certify of today: records, chains, journals, sheets, a ledger, profiles.
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { EvidenceRecord } from '../../src/core/record.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { UsageError } from '../../src/core/errors.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { loadProfile } from '../../src/profile/load.ts';
import { openSends, readJournal } from '../../src/run/journal.ts';
import { foldAll, type RunState } from '../../src/run/state.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { certify, document, ROOT, temporary } from '../cli/certify.ts';
import { certifyWarm } from '../cli/warm.ts';

const OLD = join(import.meta.dirname, '0.1.0');
const CHAIN = join(OLD, 'chain');
const SIGNED = join(OLD, 'signed');
const TRUST = ['--trust', join(SIGNED, 'team.pub')];

/** Paths of the records of a directory, oldest first: their names begin with the time. */
const recordsIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(directory, name));

const readOld = (path: string): EvidenceRecord => JSON.parse(readFileSync(path, 'utf8')) as EvidenceRecord;

interface Verified {
  readonly standing: string;
  readonly breaks: readonly { readonly code: string }[];
  readonly chains: readonly { readonly records: number }[];
}

const verify = async (place: string, ...flags: readonly string[]) => {
  const ran = await certifyWarm(['evidence', 'verify', place, '--json', ...flags]);
  const { standing, breaks, chains } = JSON.parse(ran.stdout) as Verified;
  return { exitCode: ran.exitCode, standing, codes: breaks.map(({ code }) => code), records: chains[0]?.records ?? 0 };
};

const records = [...recordsIn(CHAIN), ...recordsIn(SIGNED)];

describe('a record of 0.1.0', () => {
  it.each(records.map((path) => [path.slice(OLD.length + 1), path]))('%s carries the digest of its parsed JSON', (_, path) => {
    const { seal, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as { readonly seal: JsonObject };
    const { digest, signature, ...kept } = seal;
    expect(signature === null).toBe(path.startsWith(CHAIN));
    const text = canonicalize({ ...rest, seal: kept }) ?? '';
    expect(digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
  });

  it('is whole in its chain, and proven when it is signed', async () => {
    expect(await verify(CHAIN)).toEqual({ exitCode: 0, standing: 'consistent-unsigned', codes: [], records: 4 });
    expect(await verify(SIGNED, ...TRUST)).toEqual({ exitCode: 0, standing: 'proven', codes: [], records: 2 });
  });

  it.each([
    ['an edit', 'digest', 'LAB_ONLY', 'CERTIFIED'],
    ['a cut file', 'evidence-not-json', /\}\s*$/, ''],
  ])('is found broken after %s', async (_, code, from, to) => {
    using copy = temporary();
    cpSync(CHAIN, copy.path, { recursive: true });
    const [first = ''] = recordsIn(copy.path);
    writeFileSync(first, readFileSync(first, 'utf8').replace(from, to));
    const found = await verify(copy.path);
    expect([found.exitCode, found.standing]).toEqual([1, 'broken']);
    expect(found.codes).toContain(code);
    expect((await certifyWarm(['evidence', 'show', first])).exitCode).toBe(2);
  });

  it('is listed and shown with the outcome that was decided then', async () => {
    const ran = await certifyWarm(['evidence', 'list', '--evidence-dir', CHAIN, '--json']);
    const listed = (JSON.parse(ran.stdout) as { records: readonly JsonObject[] }).records;
    expect(listed.map((one) => [one['command'], one['outcome']]).reverse()).toEqual([
      ['ses', 'LAB_ONLY'],
      ['rerun', 'READY'],
      ['check', 'NOT_CERTIFIED'],
      ['rerun', 'READY'],
    ]);
    for (const path of records) {
      const shown = document(await certifyWarm(['evidence', 'show', path, '--json']));
      const old = readOld(path);
      expect(shown.decision.outcome).toBe(old.decision.outcome);
      expect(shown.findings.map(({ check, status }) => [check, status])).toEqual(
        old.findings.map(({ check, status }) => [check, status]),
      );
      const { stdout } = await certifyWarm(['evidence', 'show', path]);
      expect(stdout).toContain(old.decision.next.owner);
      expect(stdout).toContain('Recorded under other rules');
    }
  }, 120_000);

  it('is compared by check and status', async () => {
    const [before = '', , after = ''] = recordsIn(CHAIN);
    const ran = await certifyWarm(['evidence', 'diff', before, after, '--evidence-dir', CHAIN, '--json']);
    expect(ran.exitCode).toBe(0);
    const diff = JSON.parse(ran.stdout) as { direction: string; findings: readonly { check: string }[] };
    expect(diff.direction).toBe('worse');
    expect(diff.findings.map(({ check }) => check)).toContain('dkim-tokens');
  });

  it('is exported so that it verifies elsewhere', async () => {
    using home = temporary();
    const target = join(home.path, 'audit');
    expect((await certifyWarm(['evidence', 'export', target, '--evidence-dir', SIGNED])).exitCode).toBe(0);
    expect(await verify(target, ...TRUST)).toMatchObject({ exitCode: 0, standing: 'proven', records: 2 });
  });

  it.each(['html', 'markdown', 'junit', 'json'])('gives a report as %s', async (kind) => {
    using home = temporary();
    for (const path of [recordsIn(CHAIN)[2] ?? '', recordsIn(SIGNED)[0] ?? '']) {
      const report = join(home.path, `report.${kind}`);
      const ran = await certifyWarm(['evidence', 'report', path, '--report', `${kind}=${report}`]);
      expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('Recorded under other rules')]);
      expect(readFileSync(report, 'utf8')).toContain('main-gym');
    }
  });
});

const journals = readdirSync(join(CHAIN, '.runs')).sort();

const stateOf = async (name: string | undefined): Promise<RunState> => {
  const state = foldAll((await readJournal(createFiles(), join(CHAIN, '.runs', name ?? ''))) ?? []);
  if (state === null) throw new Error(`${name} holds no run.`);
  return state;
};

const withLab = async (work: (lab: RunningLab, home: string) => Promise<void>): Promise<void> => {
  using home = temporary();
  const lab = await startLab({ scenario: 'healthy-smtp', stateDir: join(home.path, 'state'), root: ROOT });
  try {
    lab.writeProfile(join(home.path, 'lab.yaml'));
    for (const from of [CHAIN, SIGNED]) cpSync(from, join(home.path, 'evidence'), { recursive: true });
    await work(lab, home.path);
  } finally {
    await lab.stop();
  }
};

describe('a journal of 0.1.0', () => {
  it('says how far its run came, and keeps what was attested and received', async () => {
    const [finished, interrupted, killed] = await Promise.all([stateOf(journals[0]), stateOf(journals[1]), stateOf(journals[2])]);
    expect([finished.ended, interrupted.ended, killed.ended]).toEqual([true, false, false]);
    expect(finished.sends.live).toMatchObject({ intended: 1, outcome: { kind: 'accepted' } });
    expect(finished.attestations.map(({ id }) => id)).toEqual(['secrets-kept', 'squareos-fields-entered']);
    expect(finished.lastView?.events.map(({ event }) => event)).toEqual(['send', 'delivery']);
    expect(interrupted.sends.live).toBeUndefined();
    expect(killed.sends.live).toMatchObject({ intended: 1, outcome: null });
    expect(openSends([finished, interrupted, killed])).toEqual([killed]);
  });

  it('is offered to --resume when it was begun and has not ended', async () => {
    using home = temporary();
    cpSync(join(CHAIN, '.runs'), join(home.path, '.runs'), { recursive: true });
    // A run that was killed before its first line was whole; an apply, which keeps its journal there as well.
    const others = { empty: '', torn: '{"type":"run-started","runId":"to', apply: '{"type":"apply-started","runId":"apply"}\n' };
    for (const [name, text] of Object.entries(others)) writeFileSync(join(home.path, '.runs', `${name}.jsonl`), text);
    const ran = await certifyWarm(['__complete', 'fish', 'smtp', '--evidence-dir', home.path, '--resume', '']);
    const unfinished = journals.slice(1).map((name) => name.replace('.jsonl', ''));
    expect(ran.stdout.split('\n').filter((line) => /^\w/.test(line))).toEqual(unfinished.toReversed());
  });

  it('has a new run warn of its open send, and the new record goes on with the old chain', () =>
    withLab(async (lab, home) => {
      const killed = await stateOf(journals[2]);
      const args = ['smtp', 'lab.yaml', '--json', '--operator', 'me', '--evidence-dir', 'evidence'];
      const record = document(await certifyWarm(args, { cwd: home }));
      const finding = record.findings.find(({ check }) => check === 'previous-send');
      expect(finding).toMatchObject({ status: 'warn', reason: 'open-send' });
      expect(JSON.stringify(finding?.observed)).toContain(killed.nonce);
      expect(lab.relay?.messages()).toHaveLength(1);
      const old = readOld(recordsIn(SIGNED)[1] ?? '');
      const written = readOld(join(home, record.evidence?.path ?? ''));
      expect(written.seal).toMatchObject({ sequence: 3, previous: old.seal.digest });
    }));

  it('is not resumed with another profile: nothing is sent, and its lines stay', () =>
    withLab(async (lab, home) => {
      for (const name of journals) {
        const runId = name.replace('.jsonl', '');
        const command = ['smtp', 'lab.yaml', '--resume', runId, '--json', '--operator', 'me', '--evidence-dir', 'evidence'];
        const ran = await certifyWarm(command, { cwd: home });
        expect(ran.exitCode, name).toBe(2);
        expect((JSON.parse(ran.stdout) as { code: string }).code).toMatch(/^(resume-other-|nothing-to-resume)/);
        const now = readFileSync(join(home, 'evidence', '.runs', name), 'utf8');
        expect(now).toBe(readFileSync(join(CHAIN, '.runs', name), 'utf8'));
      }
      expect(lab.relay?.messages()).toEqual([]);
    }));
});

type Rows = readonly { readonly [column: string]: string }[];

const shown = async (sheet: string): Promise<Rows> =>
  (JSON.parse((await certifyWarm(['extraction', 'show', sheet, '--json'])).stdout) as { rows: Rows }).rows;

/** The cells that are not blank: CSV has a cell for every column, YAML only for what was written. */
const filled = (rows: Rows): Rows =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));

describe('a sheet of 0.1.0', () => {
  it('has all its rows, and values with the evidence they came from', async () => {
    const path = join(OLD, 'sheets', 'extraction.yaml');
    const rows = await shown(path);
    const raw = (parse(readFileSync(path, 'utf8')) as { rows: Rows }).rows;
    expect(rows.map(({ row, field }) => [row, field])).toEqual(raw.map(({ row, field }) => [row, field]));
    const known = new Set(records.map((record) => readOld(record).evidence?.id));
    const evidence = new Set(rows.flatMap(({ evidenceId = '' }) => (evidenceId === '' ? [] : [evidenceId])));
    expect(evidence.size).toBeGreaterThan(1);
    for (const id of evidence) expect(known).toContain(id);
  });

  it.each(['yaml', 'csv'])('keeps every other cell when one is written in %s', async (kind) => {
    using home = temporary();
    const sheet = join(home.path, `extraction.${kind}`);
    cpSync(join(OLD, 'sheets', `extraction.${kind}`), sheet);
    const before = filled(await shown(sheet));
    const cell = ['--row', 'ses-main-gym', '--field', 'region', '--column', 'owner', '--value', 'Sam'];
    expect((await certifyWarm(['extraction', 'set', sheet, ...cell])).exitCode).toBe(0);
    const after = filled(await shown(sheet));
    expect(after).toEqual(
      before.map((row) => (row['row'] === 'ses-main-gym' && row['field'] === 'region' ? { ...row, owner: 'Sam' } : row)),
    );
  });

  it.each([
    ['yaml', 'csv'],
    ['csv', 'yaml'],
  ])('goes from %s to %s without a loss', async (from, to) => {
    using home = temporary();
    const sheet = join(OLD, 'sheets', `extraction.${from}`);
    const other = join(home.path, `extraction.${to}`);
    writeFileSync(other, (await certifyWarm(['extraction', 'export', sheet, '--to', to])).stdout);
    expect(filled(await shown(other))).toEqual(filled(await shown(sheet)));
  });
});

const tokens = {
  CERTIFY_READ: 'read-0123456789-secret',
  CERTIFY_WRITE: 'write-0123456789-secret',
  CERTIFY_HOOK: 'hook-0123456789-secret',
};

describe('a ledger of 0.1.0', () => {
  it('opens, gives its rows, and applies a repeated callback once', async () => {
    using home = temporary();
    cpSync(join(OLD, 'ledger'), home.path, { recursive: true });
    let answers: readonly unknown[] = [];
    const ask = async (url: string): Promise<void> => {
      const read = async (path: string): Promise<unknown> =>
        (await fetch(`${url}/engagement/email/${path}`, { headers: { authorization: `Bearer ${tokens.CERTIFY_READ}` } })).json();
      const old = (await read('ledger?providerMessageId=q-kept-1')) as { events: readonly { eventAt: string }[] };
      const body = { providerMessageId: 'q-kept-1', event: 'delivered', timestamp: old.events[0]?.eventAt };
      const at = `${url}/engagement/email/smtp/webhook?token=${tokens.CERTIFY_HOOK}`;
      const again = await fetch(at, { method: 'POST', body: JSON.stringify(body) });
      answers = [old, await read('ledger?nonce=certify-kept-2'), await read('suppression'), await again.json()];
    };
    let failure: unknown = null;
    const ran = await certify(['receiver', '--config', 'receiver.yaml', '--json'], {
      cwd: home.path,
      env: tokens,
      onStart: (child) =>
        child.stdout?.once('data', (chunk: Buffer) => {
          ask((JSON.parse(String(chunk)) as { url: string }).url)
            .catch((cause: unknown) => {
              failure = cause;
            })
            .finally(() => child.kill('SIGINT'));
        }),
    });
    expect([ran.exitCode, failure]).toEqual([130, null]);
    expect(answers).toMatchObject([
      { attempt: { nonce: 'certify-kept-1', status: 'delivered' }, events: [{ event: 'delivery' }] },
      { attempt: { nonce: 'certify-kept-2', providerMessageId: 'q-kept-2' }, events: [{ event: 'bounce-permanent' }] },
      { listed: [{ address: 'gone@example.com', reason: 'permanent_bounce' }] },
      { success: true, processed: 0, duplicates: 1 },
    ]);
  });
});

const refusalOf = (name: string, mend: (text: string) => string): UsageError | null => {
  const directory = join(OLD, 'profiles');
  try {
    loadProfile({ text: mend(readFileSync(join(directory, name), 'utf8')), path: name, directory });
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
};

const asWritten = (text: string): string => text;

const problemsOf = (name: string, mend = asWritten): string => refusalOf(name, mend)?.message ?? 'none';

/** The one line that a person writes anew: from a selector alone nobody knows as what mail is signed. */
const withSigners = (text: string): string =>
  text
    .replace(/dkimSelectors: \[\]/, 'dkim: []')
    .replace(/dkimSelectors:(?: \[s1\]|\s+- relay1)/, 'dkim: [{domain: example.com, selector: s1}]');

describe('a profile of 0.1.0', () => {
  it.each(['lab-smtp.yaml', 'example-ses.yaml', 'example-smtp.yaml', 'init-ses.yaml', 'init-smtp.yaml'])(
    '%s is refused for its DKIM selectors, with the line that replaces them',
    (name) => {
      const [told, ...others] = problemsOf(name)
        .split('\n')
        .filter((line) => line.includes('dkimSelectors'));
      expect(others).toEqual([]);
      expect(told).toMatch(/^[\w.-]+:\d+:\d+: `squareos\.sender\.dkimSelectors` is no longer read/);
      expect(told).toContain('`dkim: [{domain: example.com, selector: s1}]`');
    },
  );

  it.each(['lab.yaml', 'lab-smtp.yaml', 'example-ses.yaml', 'example-smtp.yaml'])('%s loads with that line', (name) => {
    expect(problemsOf(name, withSigners)).toBe('none');
  });

  it.each(['init-ses.yaml', 'init-smtp.yaml'])('%s, as init left it, lacks only what a person fills in', (name) => {
    const problems = problemsOf(name, withSigners).split('\n');
    expect(problems.length).toBeGreaterThan(3);
    for (const problem of problems) expect(problem).toContain(' is empty.');
  });
});
