import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { mailPolicies } from '../../../src/checks/dns/mail-policies.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { mailPoliciesProbe } from '../../../src/probes/dns/mail-policies.ts';
import { changesOf } from './changes.ts';
import { factFrom, observed, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

/** Without --deep nobody fetches a policy. */
const NOT_ASKED = { state: 'skipped', root: { party: 'dns', code: 'not-asked' } } as never;

const judge = async (zone: Zone): Promise<Finding> => {
  const asked = { zone: { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] }, ...zone }, profile: senderProfile({}) };
  const [value, dmarc] = await Promise.all([factFrom(mailPoliciesProbe, asked), factFrom(dmarcProbe, asked)]);
  return toldBy(
    mailPolicies,
    mailPolicies.evaluate({
      'dns.mailPolicies': { state: 'observed', value },
      'dns.dmarc': observed(dmarc),
      'dns.mtaSts': NOT_ASKED,
    }),
  );
};

it('says nothing of a domain that publishes none', async () => {
  expect(await judge({ 'example.com': {} })).toMatchObject({ status: 'not-applicable', reason: 'none-published' });
});

it.each<[string, Zone]>([
  ['MTA-STS', { '_mta-sts.example.com': { TXT: ['v=STSv1; id=20261120;'] } }],
  ['TLS reporting', { '_smtp._tls.example.com': { TXT: ['v=TLSRPTv1; rua=mailto:tls@example.com'] } }],
  ['BIMI', { 'default._bimi.example.com': { TXT: ['v=BIMI1; l=https://example.com/logo.svg; a='] } }],
  ['a BIMI record that declines', { 'default._bimi.example.com': { TXT: ['v=BIMI1; l=; a=;'] } }],
])('passes for %s that can be read', async (_, zone) => {
  expect(await judge(zone)).toMatchObject({ status: 'pass' });
});

it('warns of an MTA-STS record without id, and names it', async () => {
  const judgement = await judge({ '_mta-sts.example.com': { TXT: ['v=STSv1'] } });
  expect(judgement).toMatchObject({ status: 'warn', reason: 'malformed' });
  expect(judgement.fix).toContain('_mta-sts.example.com');
});

it.each<[string, string, string | null]>([
  ['_mta-sts', 'v=stsv1; id=20260101', 'v=STSv1; id=20260101'],
  ['_mta-sts', 'v=STSv1 id=20260101', 'v=STSv1; id=20260101'],
  ['_mta-sts', '"v=STSv1; id=20260101;"', 'v=STSv1; id=20260101'],
  ['_mta-sts', 'v=STSv2; id=20260101', 'v=STSv1; id=20260101'],
  ['_mta-sts', 'v=STSv1; id=2026-01-01T00:00:00', 'v=STSv1; id=20260101T000000'],
  ['_mta-sts', 'v=STSv1;\u00a0id=1', 'v=STSv1; id=1'],
  ['_mta-sts', 'v=STSv1', null],
  ['_smtp._tls', 'v=tlsrptv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:a@example.com'],
  ['_smtp._tls', 'v=TLSRPT1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:a@example.com'],
  ['_smtp._tls', 'v=TLSRPTv1, rua=a@example.com', 'v=TLSRPTv1; rua=mailto:a@example.com'],
  [
    '_smtp._tls',
    'v=TLSRPTv1; rua=mailto: a@example.com b@example.com',
    'v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com',
  ],
  ['default._bimi', 'v=BIMI1; l=https://example.com/logo.png', null],
  ['default._bimi', 'v=BIMI1; l=http://example.com/logo.svg', null],
])('at %s takes %j for what was meant, and gives %j', async (label, text, record) => {
  const name = `${label}.example.com`;
  const told = await judge({ [name]: { TXT: ['a text beside', text] } });
  expect([told.status, told.reason]).toEqual(['warn', 'malformed']);
  expect(told).not.toHaveProperty('clause');
  expect(changesOf(told)).toEqual(record === null ? [] : [`-TXT ${name} ${text}`, `+TXT ${name} ${record}`]);
});

it('warns of two records of a kind', async () => {
  const two = ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'];
  expect(await judge({ '_smtp._tls.example.com': { TXT: two } })).toMatchObject({ status: 'warn', reason: 'several' });
});

it('takes away the one of two records that cannot be read', async () => {
  const told = await judge({ '_smtp._tls.example.com': { TXT: ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1'] } });
  expect([told.reason, changesOf(told)]).toEqual(['several', ['-TXT _smtp._tls.example.com v=TLSRPTv1']]);
});

it.each([
  ['v=DMARC1; p=none', 'p=none'],
  ['v=DMARC1; p=reject; sp=none', 'sp=none'],
  ['v=DMARC1; p=reject; t=y', 't=y'],
  ['v=DMARC1; p=reject; pct=50', 'pct=50'],
  ['no DMARC', 'no DMARC policy'],
])('warns of BIMI beside %s', async (text, words) => {
  const bimi: Zone = { 'default._bimi.example.com': { TXT: ['v=BIMI1; l=https://example.com/logo.svg; a='] } };
  const judgement = await judge({ ...bimi, '_dmarc.example.com': { TXT: [text] } });
  expect(judgement).toMatchObject({ status: 'warn', reason: 'bimi-not-enforced' });
  expect(judgement.fix).toContain(words);
});

it('takes the TXT record of a wildcard for none', async () => {
  expect(await judge({ 'default._bimi.example.com': { TXT: ['v=spf1 -all'] } })).toMatchObject({ reason: 'none-published' });
});

it('does not take silence for none', async () => {
  const zone: Zone = { '_mta-sts.example.com': { TXT: 'timeout' } };
  expect(await judge(zone)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
});
