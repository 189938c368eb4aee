import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { mailFrom } from '../../../src/checks/dns/mail-from.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { changesOf } from './changes.ts';
import { factFrom, noCaches, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
const MX = '10 feedback-smtp.ap-south-1.amazonses.com';

const judge = async (records: Zone[string], more: Zone = {}): Promise<Finding> => {
  const zone: Zone = { 'example.com': { A: ['192.0.2.1'] }, 'bounce.example.com': records, ...more };
  const value = await factFrom(mailFromProbe, { zone, profile: PROFILE });
  const facts = { ...noCaches, 'dns.mailFrom': { state: 'observed', value } } as const;
  return toldBy(mailFrom, mailFrom.evaluate(facts));
};

describe('mail-from', () => {
  it('passes with the region’s feedback host alone, whatever its preference and case', async () => {
    expect(await judge({ MX: [MX] })).toMatchObject({ status: 'pass' });
    expect(await judge({ MX: ['5 Feedback-SMTP.ap-south-1.amazonses.com.'] })).toMatchObject({ status: 'pass' });
  });

  it('follows from another MAIL FROM domain than the declared one, wherever that is found', async () => {
    const value = await factFrom(mailFromProbe, { zone: { 'bounce.example.com': { TXT: ['x'] } }, profile: PROFILE });
    const judgement = mailFrom.evaluate({ ...noCaches, 'dns.mailFrom': { state: 'observed', value } } as const);
    expect(judgement.follows).toContainEqual({ check: 'ses-mail-from-status', reasons: ['other-than-declared'] });
  });

  it.each<[string, Zone[string], string]>([
    ['there is none', { TXT: ['v=spf1 include:amazonses.com ~all'] }, 'mx-missing'],
    ['there are two', { MX: [MX, '20 mx.example.com'] }, 'mx-several'],
    ['it is null', { MX: ['0 .'] }, 'mx-null-mx'],
    ['it is another region’s', { MX: ['10 feedback-smtp.us-east-1.amazonses.com'] }, 'mx-wrong-region'],
    ['the final dot is missing', { MX: [`${MX}.example.com`] }, 'mx-trailing-domain'],
    ['it is another host', { MX: ['10 inbound-smtp.ap-south-1.amazonaws.com'] }, 'mx-wrong-host'],
  ])('fails when %s', async (_, records, reason) => {
    const mx = await judge(records);
    expect(mx).toMatchObject({ status: 'fail', reason });
    const [change] = mx.remedy[0]?.records ?? [];
    expect([...(change?.keep ?? []), ...(change?.add ?? [])]).toEqual([MX]);
  });

  it.each<[string, Zone, string, readonly string[]]>([
    [
      'a CNAME',
      { 'bounce.example.com': { CNAME: ['shop.example.net'] }, 'shop.example.net': { A: ['192.0.2.9'] } },
      'alias-in-the-way',
      ['-CNAME bounce.example.com shop.example.net', `+MX bounce.example.com ${MX}`],
    ],
    [
      'SES’s host as the text of a TXT record',
      { 'bounce.example.com': { TXT: [MX, 'v=spf1 include:amazonses.com ~all'] } },
      'mx-as-text',
      [`+MX bounce.example.com ${MX}`, `-TXT bounce.example.com ${MX}`],
    ],
    ['an address', { 'bounce.example.com': { A: ['192.0.2.9'] } }, 'other-type', [`+MX bounce.example.com ${MX}`]],
    [
      'SES’s MX at the domain above',
      { 'example.com': { MX: ['10 mx.example.com', MX] } },
      'other-name',
      [`+MX bounce.example.com ${MX}`, `-MX example.com ${MX}`],
    ],
    ['a wildcard’s MX', { '*.example.com': { MX: ['10 mx.example.com'] } }, 'wildcard', [`+MX bounce.example.com ${MX}`]],
    ['a wildcard’s CNAME', { '*.example.com': { CNAME: ['shop.example.net'] } }, 'wildcard', [`+MX bounce.example.com ${MX}`]],
    [
      'a wildcard’s MX at the doubled name alone',
      { 'bounce.example.com': { TXT: ['x'] }, '*.example.com': { MX: ['10 mx.example.com'] } },
      'mx-missing',
      [`+MX bounce.example.com ${MX}`],
    ],
  ])('fails for %s where the MX belongs, with what comes and what goes', async (_, zone, reason, changes) => {
    const value = await factFrom(mailFromProbe, { zone: { 'example.com': { A: ['192.0.2.1'] }, ...zone }, profile: PROFILE });
    const told = toldBy(mailFrom, mailFrom.evaluate({ ...noCaches, 'dns.mailFrom': { state: 'observed', value } }));
    expect(told).toMatchObject({ status: 'fail', reason });
    expect(changesOf(told)).toEqual(changes);
  });

  it('finds the record at the doubled name', async () => {
    const mx = await judge({}, { 'bounce.example.com.example.com': { MX: [MX] } });
    expect(mx).toMatchObject({ status: 'fail', reason: 'doubled-domain' });
    expect(mx.fix).toContain('bounce.example.com.example.com');
  });

  it('does not judge what DNS did not answer', async () => {
    expect(await judge('timeout')).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  it.each(['example.com', 'bounce.example.org'])('fails when %s cannot be a MAIL FROM of the identity', async (domain) => {
    const profile = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: domain } });
    const value = await factFrom(mailFromProbe, { zone: { [domain]: { MX: [MX] } }, profile });
    expect(toldBy(mailFrom, mailFrom.evaluate({ ...noCaches, 'dns.mailFrom': { state: 'observed', value } }))).toMatchObject({
      status: 'fail',
      reason: 'not-a-subdomain',
    });
  });
});
