import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/core/finding.ts';
import { mailFromSpf } from '../../../src/checks/dns/mail-from-spf.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { factFrom, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
const MX = '10 feedback-smtp.ap-south-1.amazonses.com';
const SPF = 'v=spf1 include:amazonses.com ~all';

const judge = async (records: Zone[string]): Promise<Judgement> => {
  const zone: Zone = { 'example.com': { A: ['192.0.2.1'] }, 'bounce.example.com': records };
  const value = await factFrom(mailFromProbe, { zone, profile: PROFILE });
  const facts = { 'dns.mailFrom': { state: 'observed', value } } as const;
  return mailFromSpf.evaluate(facts);
};

describe('mail-from-spf', () => {
  it.each([SPF, 'v=spf1 include:amazonses.com -all', 'V=SPF1 mx include:AmazonSES.com. ?all', 'v=spf1 redirect=amazonses.com'])(
    'passes with %s',
    async (text) => {
      expect(await judge({ TXT: ['other text', text] })).toMatchObject({ status: 'pass' });
    },
  );

  it.each<[readonly string[], string]>([
    [[], 'spf-missing'],
    [['google-site-verification=x'], 'spf-missing'],
    [[SPF, SPF], 'several-spf'],
    [['v=spf1; include:amazonses.com ~all'], 'not-read-as-spf'],
    [[' v=spf1 include:amazonses.com ~all'], 'not-read-as-spf'],
    [['v=spf1 include:amazonses.com, ~all'], 'spf-syntax'],
    [['v=spf1 ipv4:192.0.2.1 include:amazonses.com ~all'], 'spf-syntax'],
    [['v=spf1 include:_spf.google.com ~all'], 'ses-not-included'],
    [['v=spf1 include:amazonses.com.evil.example ~all'], 'ses-not-included'],
    [['v=spf1 ~include:amazonses.com ~all'], 'ses-include-qualified'],
    [['v=spf1 -all include:amazonses.com'], 'ses-include-after-all'],
  ])('fails with %j as %s', async (texts, reason) => {
    const spf = await judge({ TXT: texts });
    expect(spf).toMatchObject({ status: 'fail', reason });
    expect(spf.fix).toContain(`bounce.example.com. 3600 IN TXT "${SPF}"`);
  });

  it('does not look at the apex', async () => {
    const value = await factFrom(mailFromProbe, {
      zone: { 'example.com': { TXT: ['v=spf1 -all'] }, 'bounce.example.com': { MX: [MX], TXT: [SPF] } },
      profile: PROFILE,
    });
    expect(mailFromSpf.evaluate({ 'dns.mailFrom': { state: 'observed', value } })).toMatchObject({ status: 'pass' });
  });

  it('does not call a SERVFAIL missing', async () => {
    expect(await judge({ TXT: 'servfail' })).toMatchObject({ status: 'inconclusive' });
  });
});
