import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry } from '../../src/core/journal.ts';
import { openSends, openSession, readJournal, runsOf, type JournalOptions } from '../../src/run/journal.ts';
import { systemClock } from '../../src/world/clock.ts';
import { createFiles } from '../../src/world/files/files.ts';

const files = createFiles();
const options: JournalOptions = { clock: systemClock, gate: () => undefined, onEntry: () => undefined };
const started = (runId: string, tenant = 'gym'): NewEntry => ({
  type: 'run-started',
  runId,
  command: 'ses',
  tenant,
  provider: 'SES',
  nonce: 'n',
  profileDigest: 'p',
  runbookDigest: 'd',
  operator: 'o',
  certify: '1',
  pid: 1,
});

let directory = '';
const path = (id: string): string => join(directory, '.runs', `${id}.jsonl`);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'certify-journal-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('the journal', () => {
  it('numbers entries in the order in which they were handed over', async () => {
    const session = await openSession(files, path('a'), options);
    await session.append(started('a'));
    await Promise.all(['x', 'y', 'z'].map((step) => session.append({ type: 'step-done', step })));
    await session.close();
    const entries = await readJournal(files, path('a'));
    expect(entries?.map((entry) => [entry.seq, entry.type === 'step-done' ? entry.step : entry.type])).toEqual([
      [1, 'run-started'],
      [2, 'x'],
      [3, 'y'],
      [4, 'z'],
    ]);
  });

  it('leaves out a torn last line and goes on after it', async () => {
    const first = await openSession(files, path('a'), options);
    await first.append(started('a'));
    await first.close();
    appendFileSync(path('a'), '{"type":"step-do');
    const second = await openSession(files, path('a'), options);
    await second.append({ type: 'step-done', step: 'x' });
    await second.close();
    expect((await readJournal(files, path('a')))?.map((entry) => entry.seq)).toEqual([1, 2]);
  });

  it('refuses a journal with a line missing', async () => {
    const session = await openSession(files, path('a'), options);
    await session.append(started('a'));
    await session.append({ type: 'step-done', step: 'x' });
    await session.append({ type: 'step-done', step: 'y' });
    await session.close();
    const lines = readFileSync(path('a'), 'utf8').split('\n');
    writeFileSync(path('a'), [lines[0], lines[2], ''].join('\n'));
    await expect(readJournal(files, path('a'))).rejects.toThrow(/line 2 is not entry 2/);
  });

  it('does not write a line that the gate refuses, and goes on with the next', async () => {
    const gate = (line: string): void => {
      if (line.includes('secret')) throw new Error('refused');
    };
    const session = await openSession(files, path('a'), { ...options, gate });
    await session.append(started('a'));
    await expect(session.append({ type: 'step-done', step: 'secret' })).rejects.toThrow('refused');
    await session.append({ type: 'step-done', step: 'y' });
    await session.close();
    expect(readFileSync(path('a'), 'utf8')).not.toContain('secret');
    expect((await readJournal(files, path('a')))?.length).toBe(2);
  });

  it('finds the runs of a tenant, and those whose message has an unknown end', async () => {
    for (const [id, tenant] of [
      ['a', 'gym'],
      ['b', 'other'],
      ['c', 'gym'],
    ] as const) {
      const session = await openSession(files, path(id), options);
      await session.append(started(id, tenant));
      if (id === 'c') await session.append({ type: 'send-intended', purpose: 'live', attempt: 1, nonce: 'n' });
      await session.close();
    }
    // Killed before the first line was whole: no run was begun there.
    writeFileSync(path('d'), '');
    writeFileSync(path('e'), '{"type":"run-started","runId":"e"');
    writeFileSync(path('f'), '{"type":"run-started","seq":7}\n');
    const { runs, unread } = await runsOf(files, directory, { tenant: 'gym', provider: 'SES' });
    expect(unread).toEqual([path('f')]);
    expect(runs.map((run) => run.runId).sort()).toEqual(['a', 'c']);
    expect(openSends(runs).map((run) => run.runId)).toEqual(['c']);
  });
});
