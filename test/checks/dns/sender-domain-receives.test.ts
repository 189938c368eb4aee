import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { senderDomainReceives } from '../../../src/checks/dns/sender-domain-receives.ts';
import { mailDomainsProbe } from '../../../src/probes/dns/mail-domains.ts';
import { factFrom, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const judge = async (zone: Zone, sender: Parameters<typeof senderProfile>[0] = {}): Promise<Finding> => {
  const value = await factFrom(mailDomainsProbe, { zone, profile: senderProfile(sender) });
  return toldBy(senderDomainReceives, senderDomainReceives.evaluate({ 'dns.mailDomains': { state: 'observed', value } }));
};

it.each<[string, Zone]>([
  ['an MX', { 'example.com': { MX: ['10 mx.example.com'] } }],
  ['an address alone', { 'example.com': { A: ['192.0.2.1'] } }],
  ['an IPv6 address alone', { 'example.com': { AAAA: ['2001:db8::1'] } }],
])('passes when the From domain has %s', async (_, zone) => {
  expect(await judge(zone)).toMatchObject({ status: 'pass' });
});

it('fails for a From domain with a null MX', async () => {
  expect(await judge({ 'example.com': { MX: ['0 .'] } })).toMatchObject({ status: 'fail', reason: 'null-mx' });
});

it('warns of a Reply-To domain without a mail host, and names it', async () => {
  const judgement = await judge(
    { 'example.com': { MX: ['10 mx'] }, 'help.example.org': {} },
    { replyTo: 'help@help.example.org' },
  );
  expect(judgement).toMatchObject({ status: 'warn', reason: 'no-mail-host' });
  expect(judgement.fix).toContain('Reply-To domain help.example.org');
});

it('fails for a domain that does not exist', async () => {
  expect(await judge({})).toMatchObject({ status: 'fail', reason: 'no-such-domain' });
});

it('asks one domain once', async () => {
  const value = await factFrom(mailDomainsProbe, {
    zone: { 'example.com': { MX: ['10 mx'] } },
    profile: senderProfile({ replyTo: 'Help <help@EXAMPLE.com>', returnPath: 'bounces@example.com' }),
  });
  expect(value.domains.map(({ role, domain }) => [role, domain])).toEqual([['from', 'example.com']]);
});

it('does not call a time-out a missing host', async () => {
  expect(await judge({ 'example.com': { MX: 'timeout' } })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  expect(await judge({ 'example.com': { A: 'timeout', AAAA: 'timeout' } })).toMatchObject({ status: 'inconclusive' });
});

it('fails for CNAMEs that lead back to themselves', async () => {
  const zone = { 'example.com': { CNAME: ['a.example.com'] }, 'a.example.com': { CNAME: ['example.com'] } };
  expect(await judge(zone)).toMatchObject({ status: 'fail', reason: 'cname-loop' });
});
