// The context of a tenant's authority is made once, and never serves another authority or another choice.
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { trusting } from '../../src/world/authorities.ts';

const [one = '', other = '', ...more] = rootCertificates;

describe('the context that trusts an authority', () => {
  it('is the same for the same authority and choice', () => {
    expect(trusting(one, { minVersion: 'TLSv1.2' })).toBe(trusting(one, { minVersion: 'TLSv1.2' }));
  });

  it('is another for another authority, version or cipher', () => {
    const contexts = [
      trusting(one),
      trusting(other),
      trusting(one, { maxVersion: 'TLSv1.2' }),
      trusting(one, { ciphers: 'AES128-SHA' }),
    ];
    expect(new Set(contexts).size).toBe(4);
  });

  it('is given up when sixteen others were used since', () => {
    const first = trusting(one);
    for (const ca of more.slice(0, 16)) trusting(ca);
    expect(trusting(one)).not.toBe(first);
  });
});
