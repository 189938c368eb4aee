// What is to be done when a signal ends.
import { describe, expect, it } from 'vitest';
import { atEnd } from '../../../src/world/dns/at-end.ts';

describe('the end of a signal', () => {
  it('is told to all that wait for it, once, and to none that took itself back', () => {
    const controller = new AbortController();
    const told: string[] = [];
    for (const name of ['one', 'two']) atEnd(controller.signal, () => told.push(name));
    const forget = atEnd(controller.signal, () => told.push('gone'));
    forget();
    controller.abort();
    controller.abort();
    expect(told).toEqual(['one', 'two']);
  });

  it('is of each signal alone', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const told: string[] = [];
    atEnd(one.signal, () => told.push('one'));
    atEnd(other.signal, () => told.push('other'));
    other.abort();
    expect(told).toEqual(['other']);
  });
});
