import { describe, expect, it } from 'vitest';
import { tenantFact } from '../../src/profile/tenant.ts';
import { changed, load, SES, SMTP } from './source.ts';

const fact = (text: string) => tenantFact(load(text).profile);

describe('profile.tenant', () => {
  it('says what the profile declares, in plain JSON', () => {
    const tenant = fact(SES);
    expect(JSON.parse(JSON.stringify(tenant))).toEqual(tenant);
    expect(tenant).toMatchObject({
      tenant: 'main-gym',
      lab: false,
      ses: { mailFrom: 'bounce.example.com', requireSnsSignature: true },
      smtp: null,
      credential: { accessKeyId: 'AKIAEXAMPLEEXAMPLE12', sessionToken: false },
      squareos: { senderDomain: 'example.com', senderScope: 'domain', externalAccountNames: 'identity' },
      callback: { https: true, loopback: false, hostIsAddress: false, ledger: 'api' },
      live: { recipientDomain: 'example.com', recipientIsSimulator: false, via: 'squareos' },
    });
  });

  it('says the same of an SMTP tenant', () => {
    expect(fact(SMTP)).toMatchObject({
      ses: null,
      credential: null,
      smtp: { adapter: { name: 'mail-gateway', version: '2.1' }, ses: null, personalMailboxApproved: false },
      callback: { ledger: 'attest' },
      squareos: { senderScope: null, dkim: [{ domain: 'example.com', selector: 's1' }] },
    });
  });

  it('carries no reference and no query of a secret', () => {
    const text = JSON.stringify(fact(changed(SES, 'ses/webhook\n', 'ses/webhook?gym=1\n')));
    expect(text).not.toContain('env:');
    expect(text).not.toContain('gym=1');
  });

  it.each(['success@simulator.amazonses.com', 'Bounce+run-7@SIMULATOR.amazonses.com'])('knows %s as a simulator', (address) => {
    expect(fact(changed(SES, 'recipient: ops@example.com', `recipient: ${address}`)).live.recipientIsSimulator).toBe(true);
  });
});
