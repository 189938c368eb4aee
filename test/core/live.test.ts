// The states of delivery rows: their order, their ends, and what is still as it was before the callback.
import { describe, expect, it } from 'vitest';
import { hasStaleRow, isCallbackEvent, isDeliveryStatus, isNegativeEnd, STATUS_AFTER } from '../../src/core/live.ts';
import { view } from '../checks/live/builders.ts';

describe('an event', () => {
  it.each([
    ['complaint', true],
    ['bounce-permanent', true],
    ['reject', true],
    ['rendering-failure', true],
    ['delivery', false],
    ['bounce-transient', true],
    ['delivery-delay', false],
    ['send', false],
    ['queued', false],
    ['open', false],
    ['click', false],
    ['subscription', false],
  ] as const)('%s ends a delivery badly: %s', (event, bad) => {
    expect(isNegativeEnd(event)).toBe(bad);
  });

  it('is one of the contract’s words, and nothing that an object inherits', () => {
    expect(Object.keys(STATUS_AFTER).every(isCallbackEvent)).toBe(true);
    expect(isCallbackEvent('constructor')).toBe(false);
    expect(isDeliveryStatus('soft-bounced')).toBe(true);
    expect(isDeliveryStatus('delivery')).toBe(false);
  });
});

const statuses = (attempt: string, message: string, campaign: string | null) =>
  view({
    attempt: { nonce: 'n', providerMessageId: 'id', status: attempt, registeredAt: '', updatedAt: '' },
    message: { providerMessageId: 'id', status: message, updatedAt: '' },
    campaign: campaign === null ? null : { campaignId: 'c', status: campaign, updatedAt: '' },
  });

describe('a row', () => {
  it.each([
    ['delivered', 'delivered', null, false],
    ['delivered', 'delivered', 'delivered', false],
    ['complained', 'bounced', 'rejected', false],
    ['rendering-failed', 'rendering-failed', null, false],
    ['sent', 'delivered', null, true],
    ['delivered', 'registered', null, true],
    ['delivered', 'delivered', 'queued', true],
    ['soft-bounced', 'soft-bounced', null, false],
    ['deferred', 'deferred', null, true],
    ['DELIVERED', 'delivered', null, true],
  ])('of %s, %s and campaign %s is stale: %s', (attempt, message, campaign, stale) => {
    expect(hasStaleRow(statuses(attempt, message, campaign))).toBe(stale);
  });

  it('that is not there is missing, not stale', () => {
    expect(hasStaleRow(view({ attempt: null, message: null, campaign: null }))).toBe(false);
  });
});
