import { describe, expect, it } from 'vitest';
import { decidingEvent } from '../../src/run/live-facts.ts';
import { event } from '../checks/live/builders.ts';

const ours = { configurationSet: 'squareos-main' };

describe('the deciding event', () => {
  it('is a Delivery for this recipient and configuration set', () => {
    expect(decidingEvent([event({ event: 'send' }), event()], ours)?.event).toBe('delivery');
  });

  it('is no Delivery of another set, nor for another recipient', () => {
    expect(decidingEvent([event({ configurationSet: 'other' })], ours)).toBeNull();
    expect(decidingEvent([event({ recipientMatches: false })], ours)).toBeNull();
  });

  it('takes a Delivery of any set where none is attached', () => {
    expect(decidingEvent([event({ configurationSet: null })], { configurationSet: null })?.event).toBe('delivery');
  });

  it.each(['bounce-permanent', 'complaint', 'reject', 'rendering-failure'] as const)('is a %s even after a Delivery', (name) => {
    expect(decidingEvent([event(), event({ event: name })], ours)?.event).toBe(name);
  });

  it.each(['send', 'delivery-delay', 'bounce-transient', 'open', 'click', 'queued'] as const)('is never a %s', (name) => {
    expect(decidingEvent([event({ event: name })], ours)).toBeNull();
  });
});
