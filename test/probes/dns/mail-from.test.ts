import { describe, expect, it } from 'vitest';
import { NotAsked } from '../../../src/core/probe.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { askProbe, factFrom, senderProfile, sesIdentity } from '../../fakes/dns-asking.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });

describe('the MAIL FROM probe', () => {
  it('asks for the domain that SES has set, not for the one that was declared', async () => {
    const fact = await factFrom(mailFromProbe, {
      zone: {},
      profile: PROFILE,
      facts: { 'ses.identity': sesIdentity({ mailFrom: 'mail.example.com' }) },
    });
    expect(fact).toMatchObject({ domain: 'mail.example.com', from: 'ses', expectedMx: 'feedback-smtp.ap-south-1.amazonses.com' });
  });

  it('does not apply without a custom MAIL FROM', async () => {
    const profile = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com' } });
    const { told, dns } = await askProbe(mailFromProbe, { zone: {}, profile });
    expect(told).toBeInstanceOf(NotAsked);
    expect(dns.asked).toEqual([]);
  });
});
