import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { bulkSenderRules } from '../../../src/checks/dns/bulk-sender-rules.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { spfProbe } from '../../../src/probes/dns/spf.ts';
import { factFrom, notAsked, senderProfile, sesIdentity } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });

const HEALTHY: Zone = {
  'bounce.example.com': { TXT: ['v=spf1 include:amazonses.com ~all'] },
  'amazonses.com': { TXT: ['v=spf1 ip4:199.255.192.0/22 -all'] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=none'] },
};

const judge = async (
  zone: Zone,
  dailyVolume: number | null = 20_000,
  identity = sesIdentity(),
  profile = PROFILE,
): Promise<Finding> => {
  const given = { zone, profile, facts: { 'ses.identity': identity } };
  const tenant = { sending: { mailType: null, websiteUrl: null, dailyVolume, peakPerSecond: null } } as Facts['profile.tenant'];
  return toldBy(
    bulkSenderRules,
    bulkSenderRules.evaluate({
      'profile.tenant': { state: 'observed', value: tenant },
      'dns.spf': { state: 'observed', value: await factFrom(spfProbe, given) },
      'dns.dmarc': { state: 'observed', value: await factFrom(dmarcProbe, given) },
      'dns.alignment': { state: 'observed', value: await factFrom(alignmentProbe, given) },
      'dns.dkimKeys': notAsked,
      'message.dmarc': notAsked,
      'message.signatures': notAsked,
      'message.spf': notAsked,
    }),
  );
};

it('passes for a bulk sender with SPF, DKIM and an aligned policy', async () => {
  expect(await judge(HEALTHY)).toMatchObject({ status: 'pass', reason: 'ok' });
});

it.each<[string, Zone, ReturnType<typeof sesIdentity>, string]>([
  ['no DMARC record', { ...HEALTHY, '_dmarc.example.com': {} }, sesIdentity(), 'DMARC is published'],
  ['broken SPF', { ...HEALTHY, 'bounce.example.com': { TXT: ['v=spf1 -all', 'v=spf1 -all'] } }, sesIdentity(), 'SPF passes'],
  ['no DKIM', HEALTHY, sesIdentity({ dkim: { tokens: [], origin: null } }), 'DKIM signs'],
])('fails for a bulk sender with %s', async (_, zone, identity, rule) => {
  const judgement = await judge(zone, 20_000, identity);
  expect(judgement).toMatchObject({ status: 'fail', reason: 'rules-not-met' });
  expect(judgement.observed?.['rules']).toContainEqual({ rule, held: false });
});

it('does not apply to 5,000 a day and fewer, nor to an undeclared volume', async () => {
  expect(await judge({}, 5_000)).toMatchObject({ status: 'not-applicable', reason: 'below-bulk' });
  expect(await judge({}, null)).toMatchObject({ status: 'not-applicable', reason: 'volume-not-declared' });
});

it('does not decide over what DNS did not answer', async () => {
  expect(await judge({ ...HEALTHY, 'bounce.example.com': 'timeout' })).toMatchObject({
    status: 'inconclusive',
    reason: 'partly-observed',
  });
});

it('leaves open whether SPF passes where nobody knows from which addresses mail leaves, and stops nobody from sending', async () => {
  const zone: Zone = {
    'example.com': { TXT: ['v=spf1 ip4:192.0.2.25 -all'] },
    '_dmarc.example.com': { TXT: ['v=DMARC1; p=none'] },
  };
  const relay = (sendsFrom: readonly string[]) =>
    senderProfile({}, { smtp: { host: 'relay.example', relay: null, sendsFrom } } as never);
  const open = await judge(zone, 20_000, sesIdentity(), relay([]));
  expect(open).toMatchObject({ status: 'inconclusive', openUntilSent: true });
  expect(open.observed?.['rules']).toContainEqual({ rule: 'SPF passes', held: null });
  expect(open.fix).toContain('smtp.sendsFrom');
  const named = await judge(zone, 20_000, sesIdentity(), relay(['192.0.2.25']));
  expect(named.observed?.['rules']).toContainEqual({ rule: 'SPF passes', held: true });
  const shut = await judge(zone, 20_000, sesIdentity(), relay(['198.51.100.1']));
  expect(shut.observed?.['rules']).toContainEqual({ rule: 'SPF passes', held: false });
});
