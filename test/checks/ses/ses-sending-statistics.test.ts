import { describe, expect, it } from 'vitest';
import { sesSendingStatistics } from '../../../src/checks/ses/ses-sending-statistics.ts';
import { judged, observed } from '../aws-builders.ts';

const judge = (attempts: number, bounces: number, complaints: number) =>
  judged(sesSendingStatistics, { 'ses.statistics': observed({ attempts, bounces, complaints, rejects: 0, since: null }) });

describe('ses-sending-statistics', () => {
  it.each([
    ['both rates are low', 10_000, 100, 5, 'pass', 'ok'],
    ['five in a hundred bounce', 10_000, 500, 0, 'warn', 'bounces-high'],
    ['one in ten bounces', 10_000, 1000, 0, 'fail', 'bounces-critical'],
    ['eight in ten thousand complain', 10_000, 0, 8, 'warn', 'complaints-high'],
    ['one in a thousand complains', 10_000, 0, 10, 'fail', 'complaints-critical'],
    ['a single complaint among few is no rate', 500, 0, 1, 'pass', 'ok'],
    ['hardly anything was sent', 20, 10, 1, 'not-applicable', 'too-few-sends'],
  ])('answers when %s', (_, attempts, bounces, complaints, status, reason) => {
    expect(judge(attempts, bounces, complaints)).toMatchObject({ status, reason });
  });
});
