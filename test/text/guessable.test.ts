// A secret that follows from the tenant's name or from a list of common words is told from one that was made at random.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isGuessable } from '../../src/text/guessable.ts';

const NAMES = ['main-gym', 'SES Live - Main Gym', 'billing@example.com', 'ironworks.example'];

describe('a secret', () => {
  it.each([
    'main-gym-webhook',
    'MainGym2026!',
    'ironworks-token-01',
    'squareos-webhook-token',
    'Ch4ngeM3-2025',
    'password1234',
    'P@ssw0rd-2026',
    'aaaaaaaaaaaaaaaa',
    '1234567890123456',
    'abcdefghijklmnop',
    'test-test-test-1',
  ])('%s can be guessed', (value) => {
    expect(isGuessable(value, NAMES)).toBe(true);
  });

  it.each(['q7Rv-Zk2m/Wx9T+pLs4Dn8', 'correct-horse-battery-staple', '483920571846', 'main-gym-8f3ac1e09b7d2f64'])(
    '%s cannot',
    (value) => {
      expect(isGuessable(value, NAMES)).toBe(false);
    },
  );

  it('made at random is never called guessable', () => {
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      for (let n = 0; n < 300; n += 1) expect(isGuessable(randomBytes(12).toString(encoding), NAMES)).toBe(false);
  });
});
