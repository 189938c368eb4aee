// What a journal on disk must be, and what earlier runs tell of messages whose end nobody knows.
import { describe, expect, it } from 'vitest';
import type { JournalEntry, NewEntry } from '../../src/core/journal.ts';
import type { Files } from '../../src/core/ports/files.ts';
import { openSends, openSessionOn, readJournal, runsOf } from '../../src/run/journal.ts';
import { foldAll } from '../../src/run/state.ts';
import { event, view } from '../checks/live/builders.ts';
import { sleepingClock } from '../fakes/reads.ts';

const NOW = '2026-11-20T10:00:00.000Z';
const started = (over: Partial<JournalEntry & { type: 'run-started' }> = {}): JournalEntry => ({
  type: 'run-started',
  runId: 'r1',
  command: 'ses',
  tenant: 'main-gym',
  provider: 'SES',
  nonce: 'certify-n',
  profileDigest: 'p',
  runbookDigest: 'd',
  operator: 'o',
  certify: '0.0.0',
  pid: 1,
  seq: 1,
  at: NOW,
  ...over,
});

const filesOf = (files: { readonly [path: string]: string }): Files =>
  ({
    readText: async (path: string) => files[path] ?? null,
    list: async (directory: string) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => path.slice(directory.length + 1))
        .sort(),
  }) as unknown as Files;

const text = (...entries: readonly object[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

describe('a journal', () => {
  const read = (content: string) => readJournal(filesOf({ j: content }), 'j');

  it('ends with its last whole line: what was torn was never acknowledged', async () => {
    expect(await read(text(started(), { type: 'interrupted', seq: 2, at: NOW }))).toHaveLength(2);
    expect(await read(`${text(started())}{"type":"interr`)).toHaveLength(1);
    expect(await read('{"type":"run-st')).toBeNull();
    expect(await read('')).toBeNull();
    expect(await readJournal(filesOf({}), 'j')).toBeNull();
  });

  it.each([
    ['a line is missing', text(started(), { type: 'interrupted', seq: 3 }), 2],
    ['a line is no JSON', `${text(started())}x\n`, 2],
    ['a line is no entry', text({ seq: 1 }), 1],
    ['it begins elsewhere', text(started({ seq: 2 })), 1],
  ])('is refused with its line where %s', async (_, content, line) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'journal-broken', place: { file: 'j', line } });
  });

  it('puts entries in order, one after the other, and goes on where it was', async () => {
    const lines: string[] = [];
    const sink = {
      append: async (line: string) => {
        await Promise.resolve();
        lines.push(line);
      },
      close: async () => undefined,
    };
    const options = { clock: sleepingClock(NOW), gate: () => undefined, onEntry: () => undefined };
    const session = openSessionOn(sink, [started()], options);
    expect(session.begun).toBe(true);
    await Promise.all(['a', 'b', 'c'].map((step) => session.append({ type: 'step-done', step })));
    expect(lines.map((line) => (JSON.parse(line) as { readonly seq: number }).seq)).toEqual([2, 3, 4]);
    expect(session.state().stepsDone).toEqual(['a', 'b', 'c']);
    expect(openSessionOn(sink, [], options).begun).toBe(false);
  });

  it('takes nothing that its gate refuses, and goes on after that', async () => {
    const lines: string[] = [];
    const gate = (line: string): void => {
      if (line.includes('secret')) throw new Error('a secret');
    };
    const session = openSessionOn({ append: async (line) => void lines.push(line), close: async () => undefined }, [started()], {
      clock: sleepingClock(NOW),
      gate,
      onEntry: () => undefined,
    });
    await expect(session.append({ type: 'step-done', step: 'secret' })).rejects.toThrow('a secret');
    await session.append({ type: 'step-done', step: 'plain' });
    expect(lines).toHaveLength(1);
    expect(session.state()).toMatchObject({ seq: 2, stepsDone: ['plain'] });
  });
});

describe('the earlier runs of a tenant', () => {
  const OF = { tenant: 'main-gym', provider: 'SES' };
  const run = (runId: string, over: Partial<JournalEntry & { type: 'run-started' }> = {}) => text(started({ runId, ...over }));

  it('are those of its provider alone, the newest first', async () => {
    const files = filesOf({
      'e/.runs/1.jsonl': run('old', { at: '2026-11-18T10:00:00.000Z' }),
      'e/.runs/2.jsonl': run('new', { at: '2026-11-19T10:00:00.000Z' }),
      'e/.runs/3.jsonl': run('other', { tenant: 'other-gym' }),
      'e/.runs/4.jsonl': run('smtp', { provider: 'SMTP' }),
      'e/.runs/5.jsonl': '',
      'e/.runs/6.lock': run('lock'),
    });
    const { runs, unread } = await runsOf(files, 'e', OF);
    expect(runs.map(({ runId }) => runId)).toEqual(['new', 'old']);
    expect(unread).toEqual([]);
  });

  it('name the journals that cannot be read: nobody can tell whose they are', async () => {
    const { runs, unread } = await runsOf(filesOf({ 'e/.runs/1.jsonl': run('r'), 'e/.runs/2.jsonl': 'x\n' }), 'e', OF);
    expect(runs).toHaveLength(1);
    expect(unread).toEqual(['e/.runs/2.jsonl']);
  });

  it('are the fifty newest', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`e/.runs/${100 + at}.jsonl`, run(String(100 + at))]));
    const { runs } = await runsOf(filesOf(many), 'e', OF);
    expect(runs).toHaveLength(50);
    expect(runs.some(({ runId }) => runId === '109')).toBe(false);
    expect(runs.some(({ runId }) => runId === '110')).toBe(true);
  });
});

describe('a message whose end nobody knows', () => {
  const intended: NewEntry = { type: 'send-intended', purpose: 'live', attempt: 1, nonce: 'n' };
  const ended = (outcome: (NewEntry & { type: 'send-ended' })['outcome']): NewEntry => ({
    type: 'send-ended',
    purpose: 'live',
    attempt: 1,
    outcome,
  });
  const receipt = { providerMessageId: 'id-1', requestId: null, sentAt: NOW, via: 'provider' } as const;
  const ambiguous = ended({ kind: 'ambiguous', code: 'X', message: 'm' });

  it.each<[string, readonly NewEntry[], boolean]>([
    ['nothing was intended', [], false],
    ['no outcome was written', [intended], true],
    ['it ended in the dark', [intended, ambiguous], true],
    ['it was accepted', [intended, ended({ kind: 'accepted', receipt })], false],
    ['it was refused', [intended, ended({ kind: 'refused', code: 'X', message: 'm', temporary: false })], false],
    ['its receipt was found', [intended, ambiguous, { type: 'receipt-found', purpose: 'live', receipt }], false],
    [
      'a callback of it came',
      [intended, ambiguous, { type: 'callback-seen', event: 'delivery', view: view({ events: [event()] }) }],
      false,
    ],
    [
      'the ledger shows no callback',
      [intended, ambiguous, { type: 'wait-ended', reason: 'timeout', view: view({ events: [] }), waitedMs: 1 }],
      true,
    ],
    ['another purpose was sent', [{ ...intended, purpose: 'rehearse-bounce' }], false],
  ])('%s', (_, entries, open) => {
    const state = foldAll([started(), ...entries.map((entry, at) => ({ ...entry, seq: at + 2, at: NOW }))])!;
    expect(openSends([state])).toHaveLength(open ? 1 : 0);
  });
});
