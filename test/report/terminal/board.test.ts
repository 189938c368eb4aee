// The board of a wait: readable at any width and height, blockers first, with who and since when.
import { describe, expect, it } from 'vitest';
import { boardLines, type Board } from '../../../src/report/terminal/board.ts';
import { failedDocument } from '../../records.ts';

const [some] = failedDocument().findings.filter(({ status }) => status === 'fail');
if (some === undefined) throw new Error('no finding');
const pending = { ...some, status: 'pending' as const, reason: 'pending' };
const NOW = '2026-11-20T20:20:00.000Z';
const SINCE = '2026-11-20T20:16:05.000Z';

const board = (over: Partial<Board> = {}): Board => ({
  awaited: [
    { finding: { ...pending, check: 'late', severity: 'warning', title: 'Something that only warns' }, since: SINCE },
    { finding: { ...pending, check: 'first', severity: 'blocker', who: 'Dora Lang' }, since: SINCE },
  ],
  looks: 3,
  nextMs: 24_400,
  leftMs: 600_000,
  now: NOW,
  ...over,
});
const style = (width: number) => ({ width, colour: false, unicode: true });

describe('the board', () => {
  it('says what, by whom and since when, and when certify looks again', () => {
    const text = boardLines(board(), style(80), 40).join('\n');
    expect(text).toContain('Waiting for 2 things · looked 3 times · again in 24 s · for 10 min more');
    expect(text).toMatch(/By {9}itself; if it takes too long: Dora Lang \(DNS admin\)/);
    expect(text).not.toMatch(/^ +Do /m);
    expect(text).toMatch(/Since {6}the look at 20:16:05 UTC, 3 min 55 s ago/);
    expect(text.indexOf('first/')).toBeLessThan(text.indexOf('late/'));
  });

  it.each([40, 60, 80, 200])('fits %i columns, however few lines there are', (width) => {
    for (const rows of [1, 3, 8, 12, 40]) {
      const lines = boardLines(board(), style(width), rows);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(lines.at(-1)).toContain('Ctrl-C');
      if (rows === 12 && width >= 60) expect(lines.join('\n')).toContain('and 1 more');
    }
  });

  it('names by its act what somebody has to do, and below its cause what settles with it', () => {
    const failed = { finding: { ...some, who: 'Dora Lang' }, since: SINCE };
    const follower = { finding: { ...pending, check: 'ses-identity-verified', cause: some.check }, since: SINCE };
    const text = boardLines(board({ awaited: [follower, failed] }), style(80), 40).join('\n');
    expect(text).toContain('Waiting for one thing');
    expect(text).toMatch(/Why {8}One of the CNAMEs is not in DNS\.\n {4}By {9}Dora Lang \(DNS admin\)\n/);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(` Do ${some.remedy[0]?.say ?? 'an act'} Since `);
    expect(text).toMatch(/With it {4}ses-identity-verified/);
  });

  it('counts no time that is over', () => {
    expect(boardLines(board({ nextMs: -5, leftMs: -5, looks: 1 }), style(80), 40)[0]).toContain(
      'looked once · again in 0 s · for 0 s more',
    );
  });
});
