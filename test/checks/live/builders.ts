// Facts of the live proof with sensible defaults; a test overrides what matters to it.
import type { LedgerEvent, LedgerView, Receipt } from '../../../src/core/live.ts';
import type { Facts } from '../../../src/facts/index.ts';

export const event = (change: Partial<LedgerEvent> = {}): LedgerEvent => ({
  event: 'delivery',
  providerMessageId: 'id-1',
  subtype: null,
  eventAt: '2026-11-20T10:00:01.000Z',
  receivedAt: '2026-11-20T10:00:02.000Z',
  sourceId: 'sns-1',
  signatureVersion: '2',
  certificateFingerprint: 'ab',
  signingCertUrl: null,
  configurationSet: 'squareos-main',
  smtpResponse: '250 ok',
  status: null,
  diagnostic: null,
  feedbackType: null,
  recipientMatches: true,
  nonceTag: 'certify-0123456789abcdef01234567',
  ...change,
});

export const receipt: Receipt = {
  providerMessageId: 'id-1',
  requestId: 'r',
  sentAt: '2026-11-20T10:00:00.000Z',
  via: 'provider',
};

export const sent = (change: Partial<Facts['live.receipt']> = {}): Facts['live.receipt'] => ({
  nonce: 'certify-0123456789abcdef01234567',
  purpose: 'live',
  withheld: null,
  outcome: { kind: 'accepted', receipt },
  receipt,
  registeredBefore: true,
  ...change,
});

export const came = (
  deciding: LedgerEvent | null,
  events: readonly LedgerEvent[] = deciding === null ? [] : [deciding],
): Facts['live.callback'] => ({ waitedMs: 1000, timedOut: deciding === null, deciding, events });

export const view = (change: Partial<LedgerView> = {}): LedgerView => {
  const at = '2026-11-20T10:00:02.000Z';
  return {
    attempt: { nonce: 'n', providerMessageId: 'id-1', status: 'delivered', registeredAt: at, updatedAt: at },
    message: { providerMessageId: 'id-1', status: 'delivered', updatedAt: at },
    campaign: null,
    events: [event()],
    outbox: { pending: 0 },
    deadLetters: { unresolved: 0 },
    ...change,
  };
};

export const seen = <T>(
  value: T,
): { readonly state: 'observed'; readonly value: T; readonly at: string; readonly durationMs: number } => ({
  state: 'observed',
  value,
  at: '2026-11-20T10:00:00.000Z',
  durationMs: 1,
});
