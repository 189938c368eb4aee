import { describe, expect, it } from 'vitest';
import { flat, textPool } from '../../src/text/flat.ts';

describe('a text that is kept', () => {
  it.each(['', 'gym-1/SES', 'Fitnessstudio Süd', '体育馆', '💪 gym'])('reads as it did: %j', (text) => {
    expect(flat(text)).toBe(text);
    expect(flat(`a ${text} z`.slice(2, -2))).toBe(text);
    expect(textPool()(text)).toBe(text);
  });

  it('is one for each that is equal, and each for itself else', () => {
    const pooled = textPool();
    expect(['eu', 'us', 'eu', ' eu '.trim()].map(pooled)).toEqual(['eu', 'us', 'eu', 'eu']);
  });
});
