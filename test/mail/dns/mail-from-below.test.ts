import { describe, expect, it } from 'vitest';
import { registrableDomain } from '../../../src/mail/dmarc/registrable.ts';
import { isMailFromBelow } from '../../../src/mail/dns/mail-from-mx.ts';

const below = (mailFrom: string, identity: string): boolean => isMailFromBelow(mailFrom, identity, registrableDomain(identity));

describe('a MAIL FROM domain that SES takes', () => {
  it.each([
    ['bounce.gym.co.uk', 'gym.co.uk'],
    ['bounce.gym.com.au', 'news.gym.com.au'],
    ['bounce.gym.com', 'news.gym.com'],
    ['a.b.gym.com', 'gym.com'],
    ['Bounce.Gym.com.', 'gym.com'],
  ])('%s of %s', (mailFrom, identity) => {
    expect(below(mailFrom, identity)).toBe(true);
  });

  it.each([
    ['another firm below the same public suffix', 'bounce.rival.co.uk', 'gym.co.uk'],
    ['another site of the same host', 'rival.github.io', 'gym.github.io'],
    ['a name below the public suffix', 'bounce.com.au', 'gym.com.au'],
    ['the domain itself', 'gym.co.uk', 'gym.co.uk'],
    ['another domain', 'bounce.rival.com', 'gym.com'],
    ['the end of a label', 'bounce.mygym.com', 'gym.com'],
  ])('is not %s', (_, mailFrom, identity) => {
    expect(below(mailFrom, identity)).toBe(false);
  });

  it('is judged by the last two labels where a record does not tell the registrable domain', () => {
    expect(isMailFromBelow('bounce.gym.com', 'news.gym.com')).toBe(true);
    expect(isMailFromBelow('bounce.rival.com', 'gym.com')).toBe(false);
  });
});
