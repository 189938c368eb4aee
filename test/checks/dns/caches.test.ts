import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import { dkimTokens } from '../../../src/checks/dns/dkim-tokens.ts';
import { dmarcRecord } from '../../../src/checks/dns/dmarc-record.ts';
import { mailFrom } from '../../../src/checks/dns/mail-from.ts';
import { dkimProbe } from '../../../src/probes/dns/dkim.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { factFrom, senderProfile, sesIdentity, staleCaches } from '../../fakes/dns-asking.ts';

const WAITING = { status: 'pending', reason: 'stale-caches', retryAt: '2026-11-20T10:10:00.000Z' };
const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });

const dkim = async (targets: readonly string[]) => {
  const value = await factFrom(dkimProbe, { zone: { 'example.com': {} }, facts: { 'ses.identity': sesIdentity() } });
  const records = targets.map((target, at) => ({
    name: `${['aaa', 'bbb', 'ccc'][at]}._domainkey.example.com`,
    type: 'TXT' as const,
    values: [`CNAME ${target}`],
  }));
  return toldBy(
    dkimTokens,
    dkimTokens.evaluate({ ...staleCaches(records), 'ses.identity': sesIdentity(), 'dns.dkim': { state: 'observed', value } }),
  );
};

describe('a record that every name server has and caches do not show yet', () => {
  it('is pending for the DKIM tokens, and says when to look again', async () => {
    expect(await dkim(['aaa.dkim.amazonses.com', 'bbb.dkim.amazonses.com', 'CCC.dkim.amazonses.com.'])).toMatchObject(WAITING);
  });

  it('is not pending while one of them is missing or wrong there', async () => {
    expect(await dkim(['aaa.dkim.amazonses.com', 'bbb.dkim.amazonses.com'])).toMatchObject({
      status: 'fail',
      reason: 'all-missing',
    });
    expect(await dkim(['aaa.dkim.amazonses.com', 'bbb.dkim.amazonses.com', 'x.example.org'])).toMatchObject({ status: 'fail' });
  });

  it('is pending for the MX of MAIL FROM, when it is the right one', async () => {
    const value = await factFrom(mailFromProbe, { zone: { 'example.com': {} }, profile: PROFILE });
    const judge = (values: readonly string[]) =>
      toldBy(
        mailFrom,
        mailFrom.evaluate({
          ...staleCaches([{ name: 'bounce.example.com', type: 'MX', values }]),
          'dns.mailFrom': { state: 'observed', value },
        }),
      );
    expect(judge(['10 feedback-smtp.ap-south-1.amazonses.com'])).toMatchObject(WAITING);
    expect(judge(['10 mx.example.com'])).toMatchObject({ status: 'fail', reason: 'mx-missing' });
  });

  it('is pending for the DMARC record, when there is exactly one', async () => {
    const value = await factFrom(dmarcProbe, { zone: { 'example.com': {} } });
    const judge = (values: readonly string[]) =>
      toldBy(
        dmarcRecord,
        dmarcRecord.evaluate({
          ...staleCaches([{ name: '_dmarc.example.com', type: 'TXT', values }]),
          'dns.dmarc': { state: 'observed', value },
        }),
      );
    expect(judge(['v=DMARC1; p=none'])).toMatchObject(WAITING);
    expect(judge(['v=DMARC1; p=none', 'v=DMARC1; p=reject'])).toMatchObject({ status: 'fail' });
  });
});
