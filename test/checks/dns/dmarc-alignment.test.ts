import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { dmarcAlignment } from '../../../src/checks/dns/dmarc-alignment.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { dkimKeysProbe } from '../../../src/probes/dns/dkim-keys.ts';
import {
  askProbe,
  factFrom,
  noCaches,
  notAsked,
  observed,
  senderProfile,
  sesIdentity,
  staleCaches,
} from '../../fakes/dns-asking.ts';
import { KEY } from '../../fakes/dkim-keys.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const SES = { ses: { region: 'ap-south-1', identity: 'example.com' } };
const REJECT: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] } };

const judge = async (
  zone: Zone,
  given: { readonly profile?: Profile; readonly identity?: ReturnType<typeof sesIdentity> } = {},
): Promise<Finding> => {
  const profile = given.profile ?? senderProfile({}, SES);
  const facts = { 'ses.identity': given.identity ?? sesIdentity() };
  return predicted({ zone, profile, facts });
};

const predicted = async (
  asked: Parameters<typeof askProbe>[1],
  where: typeof noCaches | ReturnType<typeof staleCaches> = noCaches,
): Promise<Finding> => {
  const value = await factFrom(alignmentProbe, asked);
  const { told } = await askProbe(dkimKeysProbe, asked);
  const keys = told instanceof NotAsked ? notAsked : observed(told as Facts['dns.dkimKeys']);
  return toldBy(
    dmarcAlignment,
    dmarcAlignment.evaluate({
      ...where,
      'dns.alignment': { state: 'observed', value },
      'dns.dkimKeys': keys,
      'dns.dmarc': notAsked,
      'message.dmarc': notAsked,
      'message.signatures': notAsked,
      'message.spf': notAsked,
    }),
  );
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
    expect(judgement.remedy[0]?.records?.[0]).toMatchObject({ name: '_dmarc.example.com', type: 'TXT', keep: [] });
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
      reason: 'organisations-differ',
      observed: { dkim: [{ relaxed: false, relaxedBySuffixList: true }] },
    });
    expect(judgement.fix).toContain('psd=n from the DMARC record at _dmarc.mail.example.com');
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

describe('a psd=y on an ordinary domain', () => {
  const psd = (text: string): Zone => ({ '_dmarc.example.com': { TXT: [text] } });

  it('is named where it keeps a subdomain and its parent apart', async () => {
    const judgement = await judge(psd('v=DMARC1; p=reject; psd=y'), { profile: from('a@mail.example.com') });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'organisations-differ' });
    expect(judgement.fix).toContain('psd=y from the DMARC record at _dmarc.example.com');
  });

  it('breaks nothing where mail is signed as the From domain itself', async () => {
    expect(await judge(psd('v=DMARC1; p=reject; psd=y'))).toMatchObject({ status: 'pass' });
  });
});

it('two names without a record where they meet are two organisations, and the record is named', async () => {
  const zone: Zone = { '_dmarc.mail.example.com': { TXT: ['v=DMARC1; p=reject'] } };
  const judgement = await judge(zone, { profile: from('a@mail.example.com') });
  expect(judgement).toMatchObject({ status: 'fail', reason: 'organisations-differ' });
  expect(judgement.fix).toContain('_dmarc.example.com');
});

describe('dmarc-alignment for a relay', () => {
  const RELAY = { smtp: { host: 'relay.example' } };
  const relay = (sender: Parameters<typeof senderProfile>[0], zone: Zone): Promise<Finding> =>
    judge(zone, { profile: senderProfile(sender, RELAY) });
  const key = (domain: string): Zone => ({ [`s1._domainkey.${domain}`]: { TXT: [KEY] } });
  const named = (domain: string) => [{ domain, selector: 's1' }];
  const STRICT: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] } };
  const AWAY = { returnPath: 'b@mailer.example.com' };

  it('passes where a key was read below the domain that somebody named', async () =>
    expect(
      await relay({ dkim: named('example.com'), returnPath: 'b@vendor.example' }, { ...REJECT, ...key('example.com') }),
    ).toMatchObject({
      status: 'pass',
      reason: 'dkim-only',
    }));

  it('does not take a name for a signature where no usable key stands', async () => {
    const sender = { dkim: named('example.com'), returnPath: 'b@vendor.example' };
    const revoked: Zone = { 's1._domainkey.example.com': { TXT: ['v=DKIM1; p='] } };
    for (const zone of [REJECT, { ...REJECT, ...revoked }])
      expect(await relay(sender, zone)).toMatchObject({ status: 'inconclusive', reason: 'dkim-unknown', openUntilSent: true });
  });

  it('never assumes d= from a key that somebody else’s signature may use', async () =>
    expect(await relay(AWAY, { ...STRICT, ...key('example.com') })).toMatchObject({
      status: 'inconclusive',
      reason: 'dkim-unknown',
      openUntilSent: true,
    }));

  it.each<[string, string, Zone, object]>([
    ['strict, signed as the subdomain', 'mailer.example.com', STRICT, { status: 'fail', reason: 'strict-mode' }],
    ['strict, signed as the From domain', 'example.com', STRICT, { status: 'pass', reason: 'dkim-only' }],
    ['relaxed, signed as the subdomain', 'mailer.example.com', REJECT, { status: 'pass', reason: 'ok' }],
    ['relaxed, signed as the From domain', 'example.com', REJECT, { status: 'pass', reason: 'ok' }],
    [
      'relaxed, signed as a stranger',
      'vendor.example',
      { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; aspf=s'] } },
      { status: 'fail', reason: 'strict-mode' },
    ],
  ])('%s', async (_, domain, zone, verdict) =>
    expect(await relay({ ...AWAY, dkim: named(domain) }, { ...zone, ...key(domain) })).toMatchObject(verdict),
  );

  it.each([
    ['psd=n', 'fail', 'organisations-differ'],
    ['psd=u', 'pass', 'ok'],
  ])('From at a subdomain whose record says %s, signed as the parent', async (psd, status, reason) => {
    const zone: Zone = {
      ...REJECT,
      ...key('example.com'),
      '_dmarc.mail.example.com': { TXT: [`v=DMARC1; p=reject; ${psd}`] },
    };
    const sender = { senderValue: 'a@mail.example.com', dkim: named('example.com'), returnPath: 'b@example.com' };
    expect(await relay(sender, zone)).toMatchObject({ status, reason });
  });

  it('takes what SES signs with behind its SMTP interface', async () => {
    const profile = senderProfile({}, { smtp: { host: 'email-smtp.ap-south-1.amazonaws.com', ses: { region: 'ap-south-1' } } });
    expect(await judge(REJECT, { profile })).toMatchObject({
      status: 'pass',
      reason: 'dkim-only',
      observed: { spf: { domain: 'amazonses.com' } },
    });
  });

  it('rests on a return path that was declared, and on none that was taken from the From address', async () => {
    expect(await relay({ returnPath: 'b@bounce.example.com' }, REJECT)).toMatchObject({
      status: 'pass',
      reason: 'spf-aligned-dkim-unknown',
    });
    expect(await relay({}, REJECT)).toMatchObject({ status: 'inconclusive', reason: 'nothing-known', openUntilSent: true });
  });

  it('works without AWS: certify dns with --provider ses', async () => {
    const profile = senderProfile({}, SES);
    expect(await predicted({ zone: REJECT, profile, facts: { 'ses.identity': notAsked } })).toMatchObject({
      status: 'inconclusive',
      reason: 'nothing-known',
      openUntilSent: true,
    });
  });
});

describe('strict alignment that only caches still ask for', () => {
  const STRICT: Zone = { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] } };
  const at = (text: string) => staleCaches([{ name: '_dmarc.example.com', type: 'TXT', values: [text] }]);
  const asked = { zone: STRICT, profile: from('a@mail.example.com'), facts: { 'ses.identity': sesIdentity() } };

  it.each([
    ['v=DMARC1; p=reject', 'pending', 'stale-caches'],
    ['v=DMARC1; p=reject; adkim=s', 'fail', 'strict-mode'],
    ['v=DMARC1; p=reject; adkim=s; aspf=s', 'fail', 'strict-mode'],
  ])('where the name servers have %s it is %s', async (text, status, reason) => {
    expect(await predicted(asked, at(text))).toMatchObject({ status, reason });
  });
});
