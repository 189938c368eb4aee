import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { SiteAnswer } from '../../../src/core/ports/mail-hosts.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import { trackingDomain } from '../../../src/checks/dns/tracking-domain.ts';
import { trackingProbe } from '../../../src/probes/dns/tracking.ts';
import { askProbe, factFrom, notAsked, observed, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com' } });

const set = (domain: string | null, httpsPolicy: string | null) => ({
  'ses.configurationSet': observed({
    name: 'main',
    source: 'explicit' as const,
    detail: {
      state: 'observed' as const,
      value: {
        sendingEnabled: true,
        reputationMetrics: true,
        tlsPolicy: null,
        sendingPool: null,
        maxDeliverySeconds: null,
        suppressedReasons: null,
        trackingDomain: domain,
        trackingHttpsPolicy: httpsPolicy,
        suppressionScope: null,
        validation: null,
        vdm: null,
      },
    },
    identityDefault: null,
  }),
});

type Identity = Observation<Facts['ses.trackingIdentity']>;
/** It belongs to the sender's identity, which is judged by itself. */
const OWN: Identity = notAsked;

const judge = async (zone: Zone, httpsPolicy: string | null = null, identity: Identity = OWN): Promise<Finding> => {
  const value = await factFrom(trackingProbe, { zone, profile: PROFILE, facts: set('click.example.com', httpsPolicy) });
  return toldBy(
    trackingDomain,
    trackingDomain.evaluate({ 'dns.tracking': { state: 'observed', value }, 'ses.trackingIdentity': identity }),
  );
};

const TARGET: Zone = { 'r.ap-south-1.awstrack.me': { A: ['192.0.2.1'] }, 'r.us-east-1.awstrack.me': { A: ['192.0.2.2'] } };

it('passes with the region’s tracking host, directly or behind another alias', async () => {
  expect(await judge({ ...TARGET, 'click.example.com': { CNAME: ['r.ap-south-1.awstrack.me'] } })).toMatchObject({
    status: 'pass',
    reason: 'ok',
  });
  const zone = {
    ...TARGET,
    'click.example.com': { CNAME: ['t.example.com'] },
    't.example.com': { CNAME: ['r.ap-south-1.awstrack.me'] },
  };
  expect(await judge(zone)).toMatchObject({ status: 'pass', reason: 'ok' });
});

it.each<[string, string | null, boolean, string, string]>([
  ['is there and verified', 'other.example', true, 'pass', 'ok'],
  ['is there and not verified', 'other.example', false, 'warn', 'not-verified'],
  ['is not there', null, false, 'warn', 'not-verified'],
])(
  'asks for an identity of its own where the sender’s does not cover it: one that %s',
  async (_, identity, verified, status, reason) => {
    const zone = { ...TARGET, 'click.example.com': { CNAME: ['r.ap-south-1.awstrack.me'] } };
    const seen = observed({ domain: 'click.other.example', identity, verified });
    const told = await judge(zone, null, seen);
    expect(told).toMatchObject({ status, reason });
    if (!verified) expect(told.fix).toContain(`--email-identity ${identity ?? 'click.other.example'} --region ap-south-1`);
    // What is dead in DNS comes first.
    expect(await judge(TARGET, null, seen)).toMatchObject({ status: 'fail', reason: 'missing' });
  },
);

it.each<[string, Zone, string]>([
  ['there is none', {}, 'missing'],
  ['it is another region’s', { 'click.example.com': { CNAME: ['r.us-east-1.awstrack.me'] } }, 'wrong-region'],
  ['it leads nowhere', { 'click.example.com': { CNAME: ['gone.example.net'] } }, 'dangling-target'],
  ['it loops', { 'click.example.com': { CNAME: ['click.example.com'] } }, 'cname-loop'],
])('fails when %s', async (_, zone, reason) => {
  const judgement = await judge({ ...TARGET, ...zone });
  expect(judgement).toMatchObject({ status: 'fail', reason });
  expect(judgement.fix).toContain('click.example.com. 3600 IN CNAME r.ap-south-1.awstrack.me.');
});

it('takes a CDN where HTTPS is required, and asks a person to look where it is not', async () => {
  const zone: Zone = { 'click.example.com': { CNAME: ['d1.cdn.example'] }, 'd1.cdn.example': { A: ['192.0.2.3'] } };
  expect(await judge(zone, 'REQUIRE')).toMatchObject({ status: 'pass', reason: 'behind-cdn' });
  expect(await judge(zone, 'OPTIONAL')).toMatchObject({ status: 'warn', reason: 'not-tracking-host' });
});

it('does not call a time-out missing', async () => {
  expect(await judge({ 'click.example.com': 'timeout' })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
});

it('does not apply without a tracking domain', async () => {
  const { told } = await askProbe(trackingProbe, { zone: {}, profile: PROFILE, facts: set(null, null) });
  expect(told).toBeInstanceOf(NotAsked);
});

const CDN: Zone = { 'click.example.com': { CNAME: ['d1.cdn.example'] }, 'd1.cdn.example': { A: ['192.0.2.3'] } };

it.each<[string, SiteAnswer, string, string]>([
  ['SES of the region answers', { kind: 'answered', status: 200, sesRegion: 'ap-south-1' }, 'pass', 'ok'],
  ['SES of another region answers', { kind: 'answered', status: 200, sesRegion: 'eu-west-1' }, 'fail', 'wrong-region'],
  ['somebody else answers', { kind: 'answered', status: 404, sesRegion: null }, 'warn', 'no-https'],
  [
    'the certificate is for another name',
    { kind: 'certificate', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    'fail',
    'certificate-refused',
  ],
  ['nobody can be reached from here', { kind: 'unreachable', code: 'TIMEOUT' }, 'pass', 'behind-cdn'],
])('met over HTTPS, where links are HTTPS: %s', async (_, site, status, reason) => {
  const value = await factFrom(trackingProbe, { zone: CDN, profile: PROFILE, facts: set('click.example.com', 'REQUIRE') });
  const caa = { ...value.address, name: 'example.com', type: 'CAA', values: ['0 issue "letsencrypt.org"'] };
  const judge = (httpsPolicy: string | null) =>
    toldBy(
      trackingDomain,
      trackingDomain.evaluate({
        'dns.tracking': { state: 'observed', value: { ...value, httpsPolicy, site, caa } },
        'ses.trackingIdentity': OWN,
      }),
    );
  const judged = judge('REQUIRE');
  expect(judged).toMatchObject({ status, reason });
  if (reason === 'certificate-refused') expect(judged.fix).toContain('0 issue "letsencrypt.org"');
  // Where links are not HTTPS a certificate is nobody's concern.
  expect(judge('OPTIONAL').status).not.toBe('fail');
});
