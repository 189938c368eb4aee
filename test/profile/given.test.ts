import { describe, expect, it } from 'vitest';
import { targetAsked } from '../../src/profile/asked.ts';
import { givenOfDns } from '../../src/profile/given.ts';

const asked = { domain: 'example.com', provider: null, dkim: [], resolvers: [] } as const;
const said = {
  CERTIFY_DNS_RESOLVERS: '192.0.2.53:5353',
  CERTIFY_DNS_AUTHORITATIVE_PORT: '5354',
  CERTIFY_DNS_AUTHORITATIVE: 'false',
};

describe('what the environment says of DNS', () => {
  it('is taken where the command line leaves it open', () => {
    const { places, sender } = targetAsked({ ...asked, given: givenOfDns(said) });
    expect([places.resolvers, places.authoritativePort, sender.authoritative]).toEqual([['192.0.2.53:5353'], 5354, false]);
    const flags = targetAsked({ ...asked, resolvers: ['192.0.2.1'], authoritativePort: 53, given: givenOfDns(said) });
    expect([flags.places.resolvers, flags.places.authoritativePort]).toEqual([['192.0.2.1'], 53]);
  });

  it('says nothing of a sender', () => {
    expect(givenOfDns({ CERTIFY_SES_IDENTITY: 'other.example', CERTIFY_TENANT: 'gym' })).toEqual(givenOfDns({}));
  });

  it('is refused by the name of its variable', () => {
    expect(() => givenOfDns({ CERTIFY_DNS_AUTHORITATIVE_PORT: 'x' })).toThrow('CERTIFY_DNS_AUTHORITATIVE_PORT');
  });
});
