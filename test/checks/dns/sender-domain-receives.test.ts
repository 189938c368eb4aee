import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { senderDomainReceives } from '../../../src/checks/dns/sender-domain-receives.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { mailDomainsProbe } from '../../../src/probes/dns/mail-domains.ts';
import { spfProbe } from '../../../src/probes/dns/spf.ts';
import { changesOf } from './changes.ts';
import { factFrom, noCaches, notAsked, observed, senderProfile, staleCaches } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const judge = async (
  zone: Zone,
  sender: Parameters<typeof senderProfile>[0] = {},
  where: typeof noCaches | ReturnType<typeof staleCaches> = noCaches,
): Promise<Finding> => {
  const asked = { zone, profile: senderProfile(sender) };
  const [value, alignment, spf] = await Promise.all([
    factFrom(mailDomainsProbe, asked),
    factFrom(alignmentProbe, asked),
    factFrom(spfProbe, asked),
  ]);
  return toldBy(
    senderDomainReceives,
    senderDomainReceives.evaluate({
      ...where,
      'dns.spf': observed(spf),
      'dns.alignment': observed(alignment),
      'dns.mailDomains': { state: 'observed', value },
    }),
  );
};

it.each<[string, Zone]>([
  ['an MX', { 'example.com': { MX: ['10 mx.example.com'] }, 'mx.example.com': { A: ['192.0.2.10'] } }],
  [
    'an MX that IPv6 alone reaches',
    { 'example.com': { MX: ['10 mx.example.com'] }, 'mx.example.com': { AAAA: ['2001:db8::10'] } },
  ],
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
    { 'example.com': { MX: ['10 mx'] }, mx: { A: ['192.0.2.10'] }, 'help.example.org': {} },
    { replyTo: 'help@help.example.org' },
  );
  expect(judgement).toMatchObject({ status: 'warn', reason: 'no-mail-host' });
  expect(judgement.fix).toContain('Reply-To domain help.example.org');
});

it.each<[string, readonly string[], 'found' | 'nodata' | 'nxdomain', string]>([
  ['with an MX', ['10 mx.example.com'], 'found', 'pending'],
  ['without an MX', [], 'nodata', 'pending'],
  ['as little as the caches', [], 'nxdomain', 'fail'],
])('of a domain that caches deny and its name servers know %s: %s', async (_what, values, outcome, status) => {
  const newer = staleCaches([{ name: 'example.com', type: 'MX', values }]);
  const [record] = newer['dns.whereSeen'].state === 'observed' ? newer['dns.whereSeen'].value.records : [];
  const authorities = record!.authorities.map((one) => ({ ...one, outcome }));
  const where = { ...newer, 'dns.whereSeen': observed({ records: [{ ...record!, authorities }] }) };
  expect(await judge({}, {}, where as never)).toMatchObject({ status });
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

/** Of example.com, with what `mx` is. */
const withHost = (host: Zone[string] | undefined, ...mx: readonly string[]): Zone => ({
  'example.com': { MX: mx.length > 0 ? mx : ['10 mx.example.com'] },
  ...(host === undefined ? {} : { 'mx.example.com': host }),
  'sound.example.net': { A: ['192.0.2.9'] },
});

const SOUND = '20 sound.example.net';

it.each<[string, Zone, string, string | null]>([
  ['an address', withHost(undefined, '10 192.0.2.10'), 'mx-literal', '10 mail.example.com'],
  ['an IPv6 address', withHost(undefined, '10 2001:db8::1'), 'mx-literal', '10 mail.example.com'],
  ['localhost', withHost(undefined, '10 localhost'), 'mx-localhost', null],
  ['a host that does not exist', withHost(undefined), 'mx-no-address', null],
  ['a host without an address', withHost({ TXT: ['x'] }), 'mx-no-address', null],
  ['an alias of nothing', withHost({ CNAME: ['gone.example.net'] }), 'mx-no-address', null],
  ['this machine', withHost({ A: ['127.0.0.1'] }), 'mx-loopback', null],
  ['this machine by IPv6', withHost({ AAAA: ['::1'] }), 'mx-loopback', null],
  ['a private network', withHost({ A: ['10.0.0.7'] }), 'mx-private', null],
  ['a link', withHost({ A: ['169.254.1.1'] }), 'mx-private', null],
  [
    'a host whose final dot was left out',
    withHost(undefined, '10 sound.example.net.example.com'),
    'mx-trailing-domain',
    '10 sound.example.net',
  ],
])('fails when the only MX names %s, and gives the record where it is known', async (_, zone, reason, add) => {
  const told = await judge(zone);
  expect(told).toMatchObject({ status: 'fail', reason });
  const records = told.remedy.flatMap(({ records }) => records ?? []);
  expect(records.filter(({ type }) => type === 'MX').flatMap((change) => change.add)).toEqual(add === null ? [] : [add]);
});

it.each<[string, Zone, string, readonly string[]]>([
  ['an alias', withHost({ CNAME: ['sound.example.net'] }), 'mx-alias', ['10 sound.example.net']],
  ['a private address beside a host that works', withHost({ A: ['192.168.0.1'] }, '10 mx.example.com', SOUND), 'mx-private', []],
  ['nothing beside a host that works', withHost(undefined, '10 mx.example.com', SOUND), 'mx-no-address', []],
  ['no mail, beside a host that works', withHost(undefined, '0 .', SOUND), 'mx-null-beside', []],
])('warns when an MX names %s, and keeps what is sound', async (_, zone, reason, add) => {
  const told = await judge(zone);
  expect(told).toMatchObject({ status: 'warn', reason });
  const [change] = told.remedy[0]?.records ?? [];
  expect(change).toMatchObject({ name: 'example.com', type: 'MX', add });
  expect([...(change?.keep ?? []), ...(change?.add ?? [])].length).toBeGreaterThan(0);
});

it('has the address in private use taken away that stands beside one that is reached', async () => {
  const told = await judge(withHost({ A: ['192.168.0.1', '192.0.2.10'], AAAA: ['fd00::1'] }));
  expect([told.status, told.reason]).toEqual(['warn', 'mx-partly-private']);
  expect(changesOf(told)).toEqual(['-A mx.example.com 192.168.0.1', '-AAAA mx.example.com fd00::1']);
});

it('fails for an address of the domain itself that leads nowhere', async () => {
  expect(await judge({ 'example.com': { A: ['127.0.0.1'] } })).toMatchObject({ status: 'fail', reason: 'mx-loopback' });
});

it('does not call a mail host dead that was not answered', async () => {
  expect(await judge(withHost('timeout'))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  expect(await judge(withHost('timeout', '10 mx.example.com', SOUND))).toMatchObject({ status: 'pass' });
});

it('takes a CNAME out that leads to a name without mail, and one that stands beside other records', async () => {
  const zone = { 'example.com': { CNAME: ['shop.example.net'] }, 'shop.example.net': { TXT: ['x'] } };
  const gone = { type: 'CNAME', remove: ['shop.example.net'], add: [] };
  expect(await judge(zone)).toMatchObject({ status: 'warn', reason: 'alias-in-the-way', remedy: [{ records: [gone] }] });
  const value = await factFrom(mailDomainsProbe, { zone: withHost({ A: ['192.0.2.10'] }), profile: senderProfile() });
  const cname = { ...value.domains[0]!.cname, outcome: 'found' as const, values: ['shop.example.net'] };
  const both = { domains: [{ ...value.domains[0]!, cname }] };
  expect(
    senderDomainReceives.evaluate({
      ...noCaches,
      'dns.spf': notAsked,
      'dns.alignment': notAsked,
      'dns.mailDomains': { state: 'observed', value: both },
    }),
  ).toMatchObject({ status: 'warn', reason: 'alias-beside', remedy: [{ records: [gone] }] });
});

it('lets a name below the registered domain be an alias to one that takes mail, and the registered domain itself not', async () => {
  const boxed: Zone = {
    'shop.example.net': { MX: [SOUND], TXT: ['v=spf1 mx -all'] },
    'sound.example.net': { A: ['192.0.2.9'] },
    'mail.example.com': { CNAME: ['shop.example.net'] },
    'example.com': { CNAME: ['shop.example.net'] },
  };
  expect(await judge(boxed, { senderValue: 'billing@mail.example.com' })).toMatchObject({ status: 'pass' });
  const judgement = await judge(boxed);
  expect(judgement).toMatchObject({ status: 'warn', reason: 'alias-beside' });
  expect(changesOf(judgement)).toEqual([
    '-CNAME example.com shop.example.net',
    `+MX example.com ${SOUND}`,
    '+TXT example.com v=spf1 mx -all',
  ]);
});

it('waits for an older MX in a cache where the name servers have one without its fault', async () => {
  const at = (...values: readonly string[]) => staleCaches([{ name: 'example.com', type: 'MX', values }]);
  const waits = { status: 'pending', reason: 'stale-caches' };
  expect(await judge({ 'example.com': { MX: ['0 .'] } }, {}, at(SOUND))).toMatchObject(waits);
  expect(await judge({ 'example.com': { MX: ['0 .'] } }, {}, at('0 .'))).toMatchObject({ status: 'fail', reason: 'null-mx' });
  const literal = { 'example.com': { MX: ['10 192.0.2.10'] } };
  expect(await judge(literal, {}, at(SOUND))).toMatchObject(waits);
  expect(await judge(literal, {}, at('5 192.0.2.10'))).toMatchObject({ reason: 'mx-literal' });
});
