import { describe, expect, it } from 'vitest';
import { previousSend } from '../../../src/checks/live/previous-send.ts';
import { seen } from './builders.ts';
import { toldBy } from '../told-by.ts';

const one = { runId: 'r-1', nonce: 'certify-1', startedAt: '2026-11-19T10:00:00.000Z' };

describe('previous-send', () => {
  it('passes when every earlier message has a known end', () => {
    expect(toldBy(previousSend, previousSend.evaluate({ 'run.history': seen({ openSends: [] }) }))).toMatchObject({
      status: 'pass',
    });
  });

  it('warns of an unknown end and names its nonce', () => {
    const judged = toldBy(
      previousSend,
      previousSend.evaluate({ 'run.history': seen({ openSends: [{ ...one, resumable: false }] }) }),
    );
    expect(judged).toMatchObject({ status: 'warn', reason: 'open-send' });
    expect(judged.fix).toContain('certify-1');
    expect(judged.fix).not.toContain('--resume');
  });

  it('warns of a journal that nobody could read, beside an unknown end too', () => {
    const told = (openSends: readonly (typeof one & { resumable: boolean })[]) =>
      toldBy(previousSend, previousSend.evaluate({ 'run.history': seen({ openSends, unread: ['r-2.jsonl'] }) }));
    expect(told([])).toMatchObject({ status: 'warn', reason: 'journal-unread' });
    expect(told([{ ...one, resumable: true }])).toMatchObject({ status: 'warn', reason: 'open-send' });
    for (const judged of [told([]), told([{ ...one, resumable: true }])]) expect(judged.fix).toContain('r-2.jsonl');
  });

  it('says how to go on with a run that was not finished', () => {
    const judged = toldBy(
      previousSend,
      previousSend.evaluate({ 'run.history': seen({ openSends: [{ ...one, resumable: true }] }) }),
    );
    expect(judged.fix).toContain('--resume r-1');
  });
});
