import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { dmarcAlignment } from '../../../src/checks/dns/dmarc-alignment.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { factFrom, notAsked, senderProfile, sesIdentity } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const SES = { ses: { region: 'ap-south-1', identity: 'example.com' } };
const REJECT: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] } };

const judge = async (
  zone: Zone,
  given: { readonly profile?: Profile; readonly identity?: ReturnType<typeof sesIdentity> } = {},
): Promise<Finding> => {
  const profile = given.profile ?? senderProfile({}, SES);
  const facts = { 'ses.identity': given.identity ?? sesIdentity() };
  const value = await factFrom(alignmentProbe, { zone, profile, facts });
  return toldBy(dmarcAlignment, dmarcAlignment.evaluate({ 'dns.alignment': { state: 'observed', value } }));
};

const from = (senderValue: string): Profile => senderProfile({ senderValue }, SES);
const withoutDkim = (mailFrom?: string): ReturnType<typeof sesIdentity> =>
  sesIdentity({ dkim: { tokens: [], origin: null }, ...(mailFrom === undefined ? {} : { mailFrom }) });

describe('dmarc-alignment for SES', () => {
  it('passes on both with DKIM and a custom MAIL FROM', async () => {
    const judgement = await judge(REJECT, { identity: sesIdentity({ mailFrom: 'bounce.example.com' }) });
    expect(judgement).toMatchObject({ status: 'pass', reason: 'ok', observed: { spf: { relaxed: true, strict: false } } });
  });

  it('passes on DKIM alone without a custom MAIL FROM', async () => {
    expect(await judge(REJECT)).toMatchObject({
      status: 'pass',
      reason: 'dkim-only',
      observed: { spf: { domain: 'amazonses.com', aligned: false } },
    });
  });

  it('fails with neither, and only warns while there is no policy', async () => {
    expect(await judge(REJECT, { identity: withoutDkim() })).toMatchObject({ status: 'fail', reason: 'nothing-aligned' });
    expect(await judge({}, { identity: withoutDkim() })).toMatchObject({ status: 'warn', reason: 'nothing-aligned' });
  });

  it('warns when SPF alone counts', async () => {
    expect(await judge(REJECT, { identity: withoutDkim('bounce.example.com') })).toMatchObject({
      status: 'warn',
      reason: 'spf-only',
    });
  });

  it('passes with aspf=s because DKIM has the very name, and fails when DKIM is gone', async () => {
    const zone: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; aspf=s'] } };
    expect(await judge(zone, { identity: sesIdentity({ mailFrom: 'bounce.example.com' }) })).toMatchObject({
      status: 'pass',
      reason: 'dkim-only',
    });
    const judgement = await judge(zone, { identity: withoutDkim('bounce.example.com') });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'strict-mode' });
    expect(judgement.fix).toContain('aspf=s');
  });

  it('fails with adkim=s for a From below the identity’s domain', async () => {
    const zone: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; adkim=s'] } };
    expect(await judge(zone, { profile: from('a@mail.example.com') })).toMatchObject({ status: 'fail', reason: 'strict-mode' });
    expect(await judge(REJECT, { profile: from('a@mail.example.com') })).toMatchObject({ status: 'pass', reason: 'dkim-only' });
  });

  it('does not align a From domain of another organisation', async () => {
    const zone: Zone = { ...REJECT, '_dmarc.other.example': { TXT: ['v=DMARC1; p=reject'] } };
    expect(await judge(zone, { profile: from('a@other.example') })).toMatchObject({ status: 'fail', reason: 'nothing-aligned' });
  });

  it('does not judge when a name that decides was not answered', async () => {
    const zone: Zone = { '_dmarc.mail.example.com': { TXT: ['v=DMARC1; p=reject'] }, '_dmarc.example.com': 'timeout' };
    expect(await judge(zone, { profile: from('a@mail.example.com') })).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
    });
  });
});

describe('where readers of RFC 9989 and RFC 7489 differ', () => {
  it('fails where psd=n makes the subdomain its own organisation, so that d= of the parent no longer counts', async () => {
    const zone: Zone = { '_dmarc.mail.example.com': { TXT: ['v=DMARC1; p=reject; psd=n'] } };
    const judgement = await judge(zone, { profile: from('a@mail.example.com') });
    expect(judgement).toMatchObject({
      status: 'fail',
      reason: 'nothing-aligned',
      observed: { dkim: [{ relaxed: false, relaxedBySuffixList: true }] },
    });
  });

  it('warns when only the tree walk finds the policy', async () => {
    const zone: Zone = { '_dmarc.b.example.com': { TXT: ['v=DMARC1; p=reject'] } };
    const judgement = await judge(zone, { profile: from('x@a.b.example.com'), identity: sesIdentity({ name: 'b.example.com' }) });
    expect(judgement).toMatchObject({
      status: 'warn',
      reason: 'readers-differ',
      observed: { policy: 'reject', policyByRfc7489: null },
    });
    expect(judgement.fix).toContain('_dmarc.example.com');
  });

  it('stops the walk at psd=y and takes the name below it', async () => {
    const zone: Zone = {
      '_dmarc.gov.example': { TXT: ['v=DMARC1; p=none; psd=y'] },
      '_dmarc.city.gov.example': { TXT: ['v=DMARC1; p=reject'] },
    };
    const judgement = await judge(zone, {
      profile: from('x@mail.city.gov.example'),
      identity: sesIdentity({ name: 'city.gov.example' }),
    });
    expect(judgement).toMatchObject({ observed: { policy: 'reject', dkim: [{ relaxed: true }] } });
  });
});

describe('dmarc-alignment for a relay', () => {
  it('takes the selectors’ domain, and the return path', async () => {
    const profile = senderProfile(
      { dkimSelectors: ['s1'], returnPath: 'b@bounces.example.com' },
      { smtp: { host: 'relay.example' } },
    );
    expect(await judge(REJECT, { profile })).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it('takes what SES signs with behind its SMTP interface', async () => {
    const profile = senderProfile({}, { smtp: { host: 'email-smtp.ap-south-1.amazonaws.com', ses: { region: 'ap-south-1' } } });
    expect(await judge(REJECT, { profile })).toMatchObject({
      status: 'pass',
      reason: 'dkim-only',
      observed: { spf: { domain: 'amazonses.com' } },
    });
  });

  it('says that d= is not known when nothing names it', async () => {
    expect(await judge(REJECT, { profile: senderProfile() })).toMatchObject({
      status: 'pass',
      reason: 'spf-aligned-dkim-unknown',
    });
    const profile = senderProfile({ returnPath: 'b@vendor.example' });
    expect(await judge(REJECT, { profile })).toMatchObject({ status: 'warn', reason: 'dkim-unknown' });
  });

  it('works without AWS: certify dns with --provider ses', async () => {
    const value = await factFrom(alignmentProbe, {
      zone: REJECT,
      profile: senderProfile({}, SES),
      facts: { 'ses.identity': notAsked },
    });
    expect(toldBy(dmarcAlignment, dmarcAlignment.evaluate({ 'dns.alignment': { state: 'observed', value } }))).toMatchObject({
      status: 'not-applicable',
      reason: 'nothing-known',
    });
  });
});
