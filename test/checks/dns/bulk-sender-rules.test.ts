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

const judge = async (zone: Zone, dailyVolume: number | null = 20_000, identity = sesIdentity()): Promise<Finding> => {
  const given = { zone, profile: PROFILE, facts: { 'ses.identity': identity } };
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
