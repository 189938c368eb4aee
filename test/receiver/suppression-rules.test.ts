// The suppression profiles: locked rules, thresholds, priority, exceptions.
import { describe, expect, it } from 'vitest';
import { classify, SUPPRESSION_PROFILES } from '../../src/receiver/ledger/suppression-rules.ts';
import type { FailureEvent, SuppressionProfile } from '../../src/receiver/ledger/suppression-rules.ts';

const now = new Date('2026-11-20T10:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
const failure = (event: string, subtype: string, days = 1): FailureEvent => ({
  event,
  subtype,
  eventAt: daysAgo(days),
  receivedAt: daysAgo(days),
});
const times = (count: number, event: string, subtype: string, days = 1): FailureEvent[] =>
  Array.from({ length: count }, () => failure(event, subtype, days));
const reason = (
  failures: FailureEvent[],
  profile: SuppressionProfile = 'standard',
  allowedSince: string | null = null,
  address = 'a@example.com',
) => classify(address, failures, SUPPRESSION_PROFILES[profile], now, allowedSince)?.reason ?? null;

describe('classify', () => {
  it.each(['strict', 'standard', 'aggressive'] as const)(
    'always lists permanent bounces, complaints and rejects under %s',
    (profile) => {
      expect(reason([failure('bounce-permanent', 'NoEmail', 400)], profile)).toBe('permanent_bounce');
      expect(reason([failure('complaint', '', 400)], profile)).toBe('complaint');
      expect(reason([failure('reject', 'Bad content', 400)], profile)).toBe('rejected');
    },
  );

  it('lists three Transient/General bounces in 30 days, from standard on', () => {
    const three = times(3, 'bounce-transient', 'General', 29);
    expect(reason(three)).toBe('repeated_transient');
    expect(reason(three, 'strict')).toBeNull();
    expect(reason(three.slice(1))).toBeNull();
    expect(reason(times(3, 'bounce-transient', 'General', 31))).toBeNull();
    expect(reason(times(9, 'bounce-transient', 'MailboxFull'))).toBeNull();
  });

  it('lists undetermined and accumulating soft bounces under aggressive alone', () => {
    const undetermined = times(2, 'bounce-transient', 'Undetermined', 13);
    const full = [...times(3, 'bounce-transient', 'MailboxFull'), ...times(2, 'bounce-transient', 'ContentRejected')];
    expect(reason(undetermined, 'aggressive')).toBe('undetermined');
    expect(reason(full, 'aggressive')).toBe('soft_bounce_accumulation');
    expect([reason(undetermined), reason(full)]).toEqual([null, null]);
    expect(reason(times(9, 'bounce-transient', 'ChannelLimitExceeded'), 'aggressive')).toBeNull();
  });

  it('names the highest reason of several', () => {
    const all = [...times(3, 'bounce-transient', 'General'), failure('reject', ''), failure('complaint', '')];
    expect(reason(all, 'aggressive')).toBe('complaint');
  });

  it('lets an allowed address be until its next failure', () => {
    const bounced = failure('bounce-permanent', 'General', 5);
    expect(reason([bounced], 'standard', daysAgo(3))).toBeNull();
    expect(reason([bounced, failure('bounce-permanent', 'General', 2)], 'standard', daysAgo(3))).toBe('permanent_bounce');
  });

  it('never lists the mailbox simulator', () => {
    expect(reason([failure('bounce-permanent', 'General')], 'strict', null, 'bounce+x@simulator.amazonses.com')).toBeNull();
  });
});
