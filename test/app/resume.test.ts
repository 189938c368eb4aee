// Which run `--resume` goes on with: the newest that fits, whatever others left unfinished since.
import { describe, expect, it } from 'vitest';
import { runToResume } from '../../src/app/resume.ts';
import { UsageError } from '../../src/core/errors.ts';
import { journalPath, runsOf } from '../../src/run/journal.ts';
import { memoryFiles } from '../evidence/memory-files.ts';

const now = {
  loaded: { digest: 'sha256:profile', profile: { tenant: 'main-gym' } },
  runbook: { digest: 'sha256:runbook' },
  version: '1.4.2',
  at: new Date('2026-11-20T21:00:00.000Z'),
} as unknown as Parameters<typeof runToResume>[1];

const FITS = { profileDigest: 'sha256:profile', runbookDigest: 'sha256:runbook', certify: '1.4.0', tenant: 'main-gym' };

interface Journal {
  readonly id: string;
  readonly minute: number;
  readonly over?: Partial<typeof FITS>;
  readonly ended?: boolean;
  /** Of the record that it wrote. */
  readonly record?: string;
}

const line = (seq: number, minute: number, more: object): string =>
  JSON.stringify({ seq, at: `2026-11-20T20:${String(minute).padStart(2, '0')}:00.000Z`, ...more });

/** As they stand on the disk; a name says nothing of when its run began. */
const picked = async (
  journals: readonly Journal[],
  resume: string | true = true,
  at = now.at,
  without: readonly string[] = [],
) => {
  const files = memoryFiles();
  for (const { id, minute, over, ended, record } of journals) {
    const started = {
      type: 'run-started',
      runId: id,
      command: 'ses',
      provider: 'SES',
      nonce: id,
      operator: 'me',
      pid: 1,
      ...FITS,
      ...over,
    };
    const written = record === undefined ? [] : [{ type: 'record-written', evidenceId: record, path: `e/${record}.json` }];
    const after = [...written, ...(ended === true ? [{ type: 'run-ended', exitCode: 0 }] : [])];
    const lines = [line(1, minute, started), ...after.map((one, at) => line(at + 2, minute, one))];
    files.texts.set(journalPath('e', id), `${lines.join('\n')}\n`);
  }
  files.texts.set(journalPath('e', 'zz-torn'), '{"seq":1,"type":"run-sta');
  files.texts.set(journalPath('e', 'zz-foreign'), 'no journal\n');
  for (const id of without) files.texts.delete(journalPath('e', id));
  const earlier = await runsOf(files, 'e', { tenant: 'main-gym', provider: 'SES' });
  return runToResume({ resume, evidenceDir: 'e' }, { ...now, at }, earlier);
};

const codeOf = (error: unknown): string => (error instanceof UsageError ? error.code : String(error));

describe('--resume with a clock that was set back', () => {
  it('goes on with no run whose last line lies ahead, and says which clocks differ', async () => {
    const run: readonly Journal[] = [{ id: 'a', minute: 30 }];
    const at = (time: string): Date => new Date(`2026-11-20T${time}.000Z`);
    await expect(picked(run, true, at('20:29:30'))).resolves.toMatchObject({ run: { runId: 'a' } });
    await expect(picked(run, true, at('19:30:00'))).rejects.toMatchObject({
      code: 'clock-behind-run',
      message: expect.stringContaining('2026-11-20T20:30:00.000Z'),
    });
    await expect(picked(run, 'a', at('19:30:00'))).rejects.toMatchObject({ code: 'clock-behind-run' });
  });
});

describe('--resume', () => {
  const mine: readonly Journal[] = [
    { id: 'b-older', minute: 1 },
    { id: 'a-newer', minute: 5 },
  ];

  it.each<readonly [string, readonly Journal[]]>([
    ['nothing else', []],
    ['a newer run of another profile', [{ id: 'c', minute: 9, over: { profileDigest: 'sha256:other' } }]],
    ['a newer run of another runbook', [{ id: 'c', minute: 9, over: { runbookDigest: 'sha256:other' } }]],
    ['a newer run of another minor version', [{ id: 'c', minute: 9, over: { certify: '1.5.0' } }]],
    ['a newer run of another tenant', [{ id: 'c', minute: 9, over: { tenant: 'other-gym' } }]],
    ['a newer run that has ended', [{ id: 'c', minute: 9, ended: true }]],
    ['an older run of another profile', [{ id: 'c', minute: 0, over: { profileDigest: 'sha256:other' } }]],
    ['many of them', [6, 7, 8, 9].map((minute) => ({ id: `z-${minute}`, minute, over: { profileDigest: `sha256:${minute}` } }))],
  ])('goes on with the newest run that fits, beside %s', async (_, others) => {
    for (const journals of [
      [...mine, ...others],
      [...others, ...mine.toReversed()],
    ]) {
      const found = await picked(journals);
      expect(found?.run.runId).toBe('a-newer');
      const left = others.filter(({ ended, over }) => ended !== true && over?.tenant === undefined).map(({ id }) => id);
      expect(found?.others.map(({ runId }) => runId).sort()).toEqual(['b-older', ...left].sort());
    }
  });

  it('goes on with the run that is named, though a newer one fits', async () => {
    expect((await picked(mine, 'b-older'))?.run.runId).toBe('b-older');
  });

  it.each<readonly [string, Journal['over']]>([
    ['resume-other-profile', { profileDigest: 'sha256:other' }],
    ['resume-other-runbook', { runbookDigest: 'sha256:other' }],
    ['resume-other-version', { certify: '0.9.0' }],
  ])('says %s of the newest where none fits, and of the one that is named', async (code, over = {}) => {
    const stray = { id: 'stray', minute: 9, over };
    expect(await picked([stray, { id: 'older', minute: 1, over: { profileDigest: 'sha256:x' } }]).catch(codeOf)).toBe(code);
    expect(await picked([stray, ...mine], 'stray').catch(codeOf)).toBe(code);
  });

  it('says that there is nothing to go on with', async () => {
    for (const resume of [true, 'a-newer'] as const)
      expect(await picked([{ id: 'a-newer', minute: 1, ended: true }], resume).catch(codeOf)).toBe('nothing-to-resume');
  });

  it('names the record of a run that was stopped behind its end, and sends nobody to a second message', async () => {
    const runs = [
      { id: 'b-older', minute: 1, ended: true, record: 'r-older' },
      { id: 'a-newer', minute: 5, ended: true, record: 'r-newer' },
    ];
    const files = ['zz-torn', 'zz-foreign'];
    for (const [resume, record] of [
      [true, 'r-newer'],
      ['b-older', 'r-older'],
    ] as const) {
      await expect(picked(runs, resume, now.at, files)).rejects.toMatchObject({
        message: expect.stringContaining(`its record is ${record}.`),
        fix: expect.stringMatching(`evidence show ${record} --evidence-dir e.*report.*sends a message of its own`),
      });
    }
  });

  it('says that the run looked for may be one that could not be read', async () => {
    await expect(picked([])).rejects.toMatchObject({ code: 'nothing-to-resume', fix: expect.stringContaining('zz-foreign') });
  });
});
