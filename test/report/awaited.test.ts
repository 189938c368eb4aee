import { describe, expect, it } from 'vitest';
import { awaited } from '../../src/report/awaited.ts';

describe('what is awaited', () => {
  it('is told in the words of people', () => {
    expect(awaited('ses.account')).toBe('asking SES about the account');
    expect(awaited('message.signatures')).toBe('asking DNS about the DKIM signatures of the received message');
    expect(awaited('the provider\u2019s callback (up to 5 min)')).toBe('waiting for the provider\u2019s callback (up to 5 min)');
    expect(awaited('dns.whereSeen')).toBe('asking the zone’s own name servers');
    expect(awaited('profile.tenant')).toBe('reading the profile');
  });
});
