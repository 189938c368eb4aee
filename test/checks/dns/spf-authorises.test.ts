import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { spfAuthorises } from '../../../src/checks/dns/spf-authorises.ts';
import { spfProbe } from '../../../src/probes/dns/spf.ts';
import { changesOf } from './changes.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { evaluateSpf } from '../../../src/mail/spf/evaluate.ts';
import { spfLookup } from '../../../src/probes/dns/spf-lookup.ts';
import { factFrom, noCaches, notAsked, observed, senderProfile, staleCaches } from '../../fakes/dns-asking.ts';
import { fakeDns, type Zone } from '../../fakes/dns-zone.ts';

const SES = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
const PLAIN = senderProfile();
const relay = (key: string, returnPath?: string): Profile =>
  senderProfile(returnPath === undefined ? {} : { returnPath }, { smtp: { host: 'relay.example', relay: key } });

const WORLD: Zone = {
  '*.all.example.com': { A: ['127.0.0.2'] },
  'amazonses.com': { TXT: ['v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 -all'] },
  '_spf.google.com': { TXT: ['v=spf1 include:_netblocks.google.com ~all'] },
  '_netblocks.google.com': { TXT: ['v=spf1 ip4:35.190.247.0/24 ~all'] },
  'example.com': { A: ['192.0.2.1'], MX: ['10 example.com'] },
};

/** A message of this MAIL FROM domain that the receiver took from `client`. */
const arrivedFrom = async (client: string, { mailFrom }: Facts['dns.spf'], zone: Zone): Promise<Message> => {
  const domain = mailFrom?.domain ?? '';
  const sender = `postmaster@${domain}`;
  const evaluation = await evaluateSpf({ ip: client, sender, helo: 'mail.example.com', lookup: spfLookup(fakeDns(zone)) });
  return observed({ client, helo: 'mail.example.com', domain, from: 'return-path' as const, evaluation });
};

type Message = Observation<Facts['message.spf']>;

const judge = async (
  zone: Zone,
  profile: Profile = SES,
  ip?: string,
  message: Message | string = notAsked,
  where: Partial<typeof noCaches> | ReturnType<typeof staleCaches> = {},
): Promise<Finding> => {
  const client = ip === undefined ? null : { ip, sender: 'user@example.com', helo: 'mail.example.com' };
  const value = await factFrom(spfProbe, { zone: { ...WORLD, ...zone }, profile, client });
  const arrived = typeof message === 'string' ? await arrivedFrom(message, value, { ...WORLD, ...zone }) : message;
  return toldBy(
    spfAuthorises,
    spfAuthorises.evaluate({ ...noCaches, ...where, 'dns.spf': { state: 'observed', value }, 'message.spf': arrived }),
  );
};

const bounce = (...texts: readonly string[]): Zone => ({ 'bounce.example.com': { TXT: texts } });

describe('spf-authorises for SES', () => {
  it.each([
    'v=spf1 include:amazonses.com ~all',
    'V=SPF1 mx:example.com include:AmazonSES.com. -all',
    'v=spf1 redirect=amazonses.com',
    'v=spf1 ip4:199.255.192.0/21 ip4:199.127.232.0/22 -all',
  ])('passes with %s', async (text) => {
    expect(await judge(bounce('another text', text))).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it('says of a comma between terms that it is one', async () => {
    const judged = await judge(bounce('v=spf1 ip4:192.0.2.1,ip4:192.0.2.2 include:amazonses.com ~all'));
    expect(judged).toMatchObject({ status: 'fail', reason: 'glued-terms' });
    expect(judged.fix).toContain('instead of the comma');
  });

  it('passes with an include that draws in the provider’s, and shows the cost of each', async () => {
    const zone = {
      ...bounce('v=spf1 include:_spf.example.com -all'),
      '_spf.example.com': { TXT: ['v=spf1 include:amazonses.com ~all'] },
    };
    expect(await judge(zone)).toMatchObject({
      status: 'pass',
      observed: {
        lookups: 2,
        tree: [
          { record: 'bounce.example.com', costs: 2, terms: 'include:_spf.example.com (2) -all' },
          { record: '› _spf.example.com', costs: 1, terms: 'include:amazonses.com (1) ~all' },
          { record: '› › amazonses.com', costs: 0, terms: 'ip4:199.255.192.0/22 ip4:199.127.232.0/22 -all' },
        ],
      },
    });
  });

  it.each<[readonly string[], string]>([
    [['google-site-verification=x'], 'spf-missing'],
    [['v=spf1 include:amazonses.com ~all', 'v=spf1 -all'], 'several-spf'],
    [['v=spf1; include:amazonses.com ~all'], 'not-read-as-spf'],
    [['v=spf1 include:amazonses.com, ~all'], 'spf-syntax'],
    [['v=spf1 mx:example.com -all'], 'provider-not-included'],
    [['v=spf1 include:amazonses.com.evil.example ~all'], 'include-without-spf'],
    [['v=spf1 include:amazonses.cominclude:b.example ~all'], 'glued-terms'],
    [['v=spf1 ip4:192.0.2.1ip4:192.0.2.2 include:amazonses.com ~all'], 'glued-terms'],
    [['v=spf1 ~include:amazonses.com ~all'], 'include-qualified'],
    [['v=spf1 -all include:amazonses.com'], 'include-after-all'],
    [['v=spf1 include:amazonses.com +all'], 'plus-all'],
    [['v=spf1 include:amazonses.com ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all'], 'wide-open'],
    [['v=spf1 include:amazonses.com a:example.com/0 -all'], 'wide-open'],
    [['v=spf1 include:amazonses.com exists:example.com -all'], 'wide-open'],
    [['v=spf1 include:amazonses.com exists:%{i}.all.example.com -all'], 'wide-open'],
    [['v=spf1 -ip4:199.255.192.0/24 include:amazonses.com -all'], 'provider-blocked'],
    [['v=spf1 redirect=nothing.example'], 'include-without-spf'],
    [[`v=spf1 include:amazonses.com ${'ip4:192.0.2.1 '.repeat(16)}ip4`.slice(0, 255)], 'cut-off'],
    [['v=spf1 include:amazonses.com~all'], 'glued-terms'],
    [['v=spf1 include:bounce.example.com include:amazonses.com -all'], 'include-loop'],
    [[`v=spf1 ${'mx:example.com '.repeat(10)}include:amazonses.com -all`], 'too-many-lookups'],
    [['v=spf1 a:n1.example.com a:n2.example.com a:n3.example.com include:amazonses.com -all'], 'too-many-voids'],
  ])('fails with %j as %s', async (texts, reason) => {
    expect(await judge(bounce(...texts))).toMatchObject({ status: 'fail', reason });
  });

  it('fails for an mx term with more than ten hosts', async () => {
    const many = { 'many.example.com': { MX: Array.from({ length: 11 }, (_, n) => `10 mx${n}.example.com`) } };
    const judgement = await judge({ ...bounce('v=spf1 mx:many.example.com include:amazonses.com -all'), ...many });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'too-many-mx' });
  });

  it('offers one merged record, never a second one', async () => {
    const judgement = await judge(bounce('v=spf1 mx:example.com -all', 'v=spf1 include:amazonses.com ~all'));
    expect(judgement.fix).toContain('bounce.example.com. 3600 IN TXT "v=spf1 include:amazonses.com mx:example.com ~all"');
    expect((await judge(bounce('v=spf1 mx:example.com -all'))).fix).toContain(
      '"v=spf1 include:amazonses.com mx:example.com -all"',
    );
  });

  it.each([
    ['v=spf1 include:amazonses.com ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', 'v=spf1 include:amazonses.com -all'],
    ['v=spf1 -ip4:199.255.192.0/24 include:amazonses.com -all', 'v=spf1 include:amazonses.com -ip4:199.255.192.0/24 -all'],
    ['v=spf1 include:amazonses.com~all', 'v=spf1 include:amazonses.com ~all'],
    ['v=spf1 include:amazonses.com exists:%{i}.all.example.com -all', 'v=spf1 include:amazonses.com -all'],
    ['v=spf1 include:amazonses.com redirect=nothing.example', 'v=spf1 include:amazonses.com ~all'],
  ])('replaces %s by %s', async (text, mended) => {
    const changes = (await judge(bounce(text))).remedy.flatMap(({ records }) => records ?? []);
    expect(changes).toMatchObject([{ add: [mended], remove: [text] }]);
  });

  it('does not mind what the From domain publishes', async () => {
    const zone = { ...bounce('v=spf1 include:amazonses.com ~all'), 'example.com': { TXT: ['v=spf1 -all'] } };
    expect(await judge(zone)).toMatchObject({ status: 'pass', observed: { informationOnly: { records: ['v=spf1 -all'] } } });
  });

  it.each<[string, string]>([
    ['v=spf1 include:amazonses.com', 'no-all'],
    ['v=spf1 include:amazonses.com ?all', 'neutral-all'],
    ['v=spf1 include:amazonses.com ptr -all', 'ptr'],
    ['v=spf1 include:amazonses.com -all mx', 'after-all'],
    ['v=spf1 include:amazonses.com include=other.example -all', 'equals-for-colon'],
  ])('warns of %s', async (text, reason) => {
    expect(await judge(bounce(text))).toMatchObject({ status: 'warn', reason });
  });

  it('does not call a time-out missing, at the name or behind it', async () => {
    expect(await judge({ 'bounce.example.com': 'timeout' })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    const zone: Zone = { ...bounce('v=spf1 include:amazonses.com -all'), 'amazonses.com': 'servfail' };
    expect(await judge(zone)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });

  it('does not apply where SES uses its own return path', async () => {
    const profile = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com' } });
    expect(await judge({}, profile)).toMatchObject({ status: 'not-applicable', reason: 'provider-return-path' });
  });
});

describe('spf-authorises for a relay', () => {
  it('judges the declared return path’s domain', async () => {
    const zone: Zone = { 'b.example.com': { TXT: ['v=spf1 include:_spf.google.com ~all'] } };
    expect(await judge(zone, relay('gmail', 'x@b.example.com'))).toMatchObject({
      status: 'pass',
      observed: { domain: 'b.example.com' },
    });
    expect(await judge({ 'b.example.com': { TXT: ['v=spf1 -all'] } }, relay('gmail', 'x@b.example.com'))).toMatchObject({
      status: 'fail',
      reason: 'provider-not-included',
    });
  });

  it('takes the provider’s addresses as well as its name', async () => {
    const zone: Zone = { 'b.example.com': { TXT: ['v=spf1 ip4:35.190.240.0/20 ~all'] } };
    expect(await judge(zone, relay('gmail', 'x@b.example.com'))).toMatchObject({
      status: 'pass',
      observed: { authorised: 'by-address' },
    });
  });

  it('only warns where the return path is a guess', async () => {
    expect(await judge({}, PLAIN)).toMatchObject({ status: 'warn', reason: 'spf-missing' });
    expect(await judge({ 'example.com': { TXT: ['v=spf1 -all'] } }, relay('gmail'))).toMatchObject({
      status: 'warn',
      reason: 'provider-not-included',
    });
  });

  it('does not apply to a relay with a return path of its own, unless one is declared', async () => {
    expect(await judge({}, relay('sendgrid'))).toMatchObject({ status: 'not-applicable', reason: 'provider-return-path' });
    const judgement = await judge({}, relay('sendgrid', 'x@em.example.com'));
    expect(judgement).toMatchObject({ status: 'warn', reason: 'spf-missing' });
    expect(judgement.fix).toContain('CNAME');
  });

  it('judges the policy itself where the provider is not known', async () => {
    expect(await judge({ 'example.com': { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } }, PLAIN)).toMatchObject({
      status: 'fail',
      reason: 'several-spf',
    });
  });

  it('does not decide what depends on macros of the sender', async () => {
    const zone: Zone = { 'b.example.com': { TXT: ['v=spf1 exists:%{i}._spf.vendor.example -all'] } };
    expect(await judge(zone, relay('gmail', 'x@b.example.com'))).toMatchObject({ status: 'warn', reason: 'dynamic' });
  });
});

describe('spf-authorises for a given client', () => {
  const zone: Zone = {
    'example.com': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all exp=why.example.com'] },
    'why.example.com': { TXT: ['Ask %{o}.'] },
  };

  it('passes where a receiver would', async () => {
    expect(await judge(zone, PLAIN, '192.0.2.9')).toMatchObject({
      status: 'pass',
      observed: { evaluation: { result: 'pass', lookups: 0 } },
    });
  });

  it('fails with the term that decides, and the domain’s own explanation', async () => {
    const judgement = await judge(zone, PLAIN, '198.51.100.1');
    expect(judgement).toMatchObject({ status: 'fail', reason: 'result-fail' });
    expect(judgement.fix).toContain('“-all” in the record of example.com');
    expect(judgement.fix).toContain('Ask example.com.');
  });

  it('says softfail and neutral by their names', async () => {
    expect(await judge({ 'example.com': { TXT: ['v=spf1 ~all'] } }, PLAIN, '192.0.2.1')).toMatchObject({
      status: 'fail',
      reason: 'result-softfail',
    });
    expect(await judge({ 'example.com': { TXT: ['v=spf1'] } }, PLAIN, '192.0.2.1')).toMatchObject({
      status: 'fail',
      reason: 'result-neutral',
    });
  });

  it('says where a receiver ends in an error, by its cause', async () => {
    const broken = { 'example.com': { TXT: ['v=spf1 include:nowhere.example.com -all'] } };
    expect(await judge(broken, PLAIN, '192.0.2.1')).toMatchObject({ status: 'fail', reason: 'include-without-spf' });
  });

  it('says permerror by its name where nothing in the record itself tells why', async () => {
    const client = { ip: '192.0.2.9', sender: 'user@example.com', helo: 'mail.example.com' };
    const value = await factFrom(spfProbe, { zone: { ...WORLD, ...zone }, profile: PLAIN, client });
    const evaluation = value.evaluation === null ? null : { ...value.evaluation, result: 'permerror' as const };
    const judged = toldBy(
      spfAuthorises,
      spfAuthorises.evaluate({
        ...noCaches,
        'dns.spf': { state: 'observed', value: { ...value, evaluation } },
        'message.spf': notAsked,
      }),
    );
    expect(judged).toMatchObject({ status: 'fail', reason: 'result-permerror' });
  });
});

describe('spf-authorises for a relay whose ranges nobody knows', () => {
  const own = (sendsFrom: readonly string[] = [], key: string | null = 'postfix', returnPath?: string): Profile =>
    senderProfile(returnPath === undefined ? {} : { returnPath }, {
      smtp: { host: 'mail.example.com', relay: key, sendsFrom },
    } as never);
  const zone = (text: string, host: Zone[string] = { A: ['192.0.2.25'] }): Zone => ({
    'example.com': { TXT: [text] },
    'bounce.example.com': { TXT: [text] },
    'mail.example.com': host,
  });
  const LISTED = 'v=spf1 ip4:192.0.2.25 -all';
  const OTHER = 'v=spf1 ip4:198.51.100.0/24 -all';
  const BOTH = { A: ['192.0.2.25'], AAAA: ['2001:db8::25'] };

  it.each<[string, Zone, Profile, string, string, string]>([
    ['lists an address that somebody named', zone(LISTED), own(['192.0.2.25'], null), '', 'pass', 'ok'],
    ['lists the own host', zone(LISTED), own(), '', 'pass', 'ok'],
    ['lists nobody who was named', zone(OTHER), own(['192.0.2.25'], null), '', 'warn', 'result-fail'],
    [
      'lists nobody who was named, of a declared return path',
      zone(OTHER),
      own(['192.0.2.25'], null, 'bounce.example.com'),
      '',
      'fail',
      'result-fail',
    ],
    [
      'lists one of two that were named',
      zone(LISTED),
      own(['192.0.2.25', '192.0.2.26'], null, 'bounce.example.com'),
      '',
      'fail',
      'result-fail',
    ],
    ['does not list the own host', zone(OTHER), own(), '', 'warn', 'result-fail'],
    ['does not list the own host’s IPv6 address', zone(LISTED, BOTH), own(), '', 'warn', 'result-fail'],
    ['is softer on the own host', zone('v=spf1 ip4:198.51.100.0/24 ~all'), own(), '', 'warn', 'result-softfail'],
    ['does not list the host, of a service that nobody knows', zone(OTHER), own([], null), '', 'pass', 'servers-unknown'],
    ['lists the host, of a service that nobody knows', zone(LISTED), own([], null), '', 'pass', 'servers-unknown'],
    ['has the host inside a network of one’s own', zone(OTHER, { A: ['10.0.0.25'] }), own(), '', 'pass', 'servers-unknown'],
    ['lets the message pass that arrived', zone(LISTED), own([], null), '192.0.2.25', 'pass', 'ok'],
    ['does not let the message pass that arrived', zone(LISTED), own([], null), '198.51.100.7', 'warn', 'result-fail'],
    [
      'lists who was named, and the message came by way of a filter',
      zone(LISTED),
      own(['192.0.2.25']),
      '198.51.100.7',
      'pass',
      'ok',
    ],
    ['lists another than the host, and the message passes', zone(OTHER), own(), '198.51.100.7', 'pass', 'ok'],
    [
      'decides by macros that the named address matches',
      zone('v=spf1 exists:%{i}.all.example.com -all'),
      own(['192.0.2.25']),
      '',
      'fail',
      'wide-open',
    ],
    [
      'lists private addresses alone',
      zone('v=spf1 ip4:10.0.0.0/8 ip4:192.168.1.4 ip6:fd00::/8 ~all'),
      own([], null),
      '',
      'warn',
      'nobody-passes',
    ],
    [
      'lists private addresses and a public one',
      zone('v=spf1 ip4:10.0.0.0/8 ip4:192.0.2.7 ~all'),
      own([], null),
      '',
      'pass',
      'servers-unknown',
    ],
    [
      'lists private addresses and leaves the rest to a macro',
      zone('v=spf1 ip4:10.0.0.0/8 exists:%{i}.x.example.com ~all'),
      own([], null),
      '',
      'pass',
      'servers-unknown',
    ],
    ['lets nobody pass', zone('v=spf1 -all'), own([], null), '', 'warn', 'nobody-passes'],
    [
      'lets nobody pass, of a declared return path',
      zone('v=spf1 ~all'),
      own([], null, 'bounce.example.com'),
      '',
      'fail',
      'nobody-passes',
    ],
  ])('that %s', async (_what, world, profile, client, status, reason) => {
    const judged = await judge(world, profile, undefined, client === '' ? notAsked : client);
    expect([judged.status, judged.reason]).toEqual([status, reason]);
  });

  it('names the address, how it is known, and the term that decides', async () => {
    const judged = await judge(zone(OTHER), own(['192.0.2.25'], null, 'bounce.example.com'));
    expect(judged.fix).toContain(
      'list 192.0.2.25, which smtp.sendsFrom names: for 192.0.2.25 it is fail (“-all” in the record of bounce.example.com)',
    );
    expect(judged.observed).toMatchObject({ servers: [{ address: '192.0.2.25', known: 'named', result: 'fail' }] });
  });

  it('takes a message of another MAIL FROM domain for no word on this one', async () => {
    const message = await arrivedFrom(
      '198.51.100.7',
      await factFrom(spfProbe, { zone: zone(LISTED), profile: own([], null) }),
      zone(LISTED),
    );
    const elsewhere = message.state === 'observed' ? observed({ ...message.value, domain: 'vendor.example' }) : message;
    expect(await judge(zone(LISTED), own([], null), undefined, elsewhere)).toMatchObject({ reason: 'servers-unknown' });
  });

  it('does not say that a provider passes whose addresses nobody saw', async () => {
    const world = {
      'b.example.com': { TXT: ['v=spf1 include:_spf.google.com -all'] },
      '_spf.google.com': { TXT: ['v=spf1 -all'] },
    };
    expect(await judge(world, relay('gmail', 'x@b.example.com'))).toMatchObject({ status: 'pass', reason: 'servers-unknown' });
  });
});

describe('an SPF record that the name servers have, and caches not yet', () => {
  const at = (...values: readonly string[]) => staleCaches([{ name: 'bounce.example.com', type: 'TXT', values }]);
  const GOOD = 'v=spf1 include:amazonses.com -all';

  it('is waited for where it is right', async () => {
    const judged = await judge({}, SES, undefined, notAsked, at(GOOD));
    expect(judged).toMatchObject({ status: 'pending', reason: 'stale-caches' });
    expect(await judge(bounce(GOOD, 'v=spf1 -all'), SES, undefined, notAsked, at(GOOD))).toMatchObject({ status: 'pending' });
  });

  it('is a fault where the name servers have none, or two', async () => {
    expect(await judge({}, SES, undefined, notAsked, at('another text'))).toMatchObject({
      status: 'fail',
      reason: 'spf-missing',
    });
    expect(await judge({}, SES, undefined, notAsked, at(GOOD, GOOD))).toMatchObject({ status: 'fail', reason: 'spf-missing' });
  });

  const MANY = `v=spf1 include:amazonses.com ${Array.from({ length: 10 }, (_, n) => `a:h${n}.example.net`).join(' ')} -all`;

  it.each([
    ['without the provider', 'v=spf1 ip4:192.0.2.1 -all', GOOD],
    ['with the provider behind all', 'v=spf1 -all include:amazonses.com', 'v=spf1 redirect=amazonses.com'],
    ['with too many lookups', MANY, 'v=spf1 ip4:192.0.2.1 include:amazonses.com -all'],
    ['that draws in a domain without SPF', 'v=spf1 include:gone.example include:amazonses.com -all', GOOD],
    ['for everybody', 'v=spf1 include:amazonses.com +all', GOOD],
  ])('is waited for where a cache still has one %s', async (_, older, newer) => {
    const judged = await judge(bounce(older), SES, undefined, notAsked, at(newer));
    expect(judged).toMatchObject({ status: 'pending', reason: 'stale-caches' });
  });

  it.each([
    ['provider-not-included', 'v=spf1 ip4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.2 -all'],
    ['provider-not-included', 'v=spf1 ip4:192.0.2.1 -all', 'v=spf1 ?include:amazonses.com -all'],
    ['too-many-lookups', MANY, MANY.replace('-all', 'include:one.example -all')],
    [
      'include-without-spf',
      'v=spf1 include:gone.example include:amazonses.com -all',
      'v=spf1 include:amazonses.com include:gone.example -all',
    ],
    ['spf-missing', null, 'v=spf1 ip4:192.0.2.2 -all'],
  ])('is a fault (%s) where the newer one does not mend it', async (reason, older, newer) => {
    const judged = await judge(older === null ? {} : bounce(older), SES, undefined, notAsked, at(newer));
    expect(judged).toMatchObject({ status: 'fail', reason });
  });
});

describe('an SPF record that stands in the way, or elsewhere', () => {
  const RECORD = 'v=spf1 include:_spf.google.com -all';
  const SUB = senderProfile({ senderValue: 'billing@mail.example.com' });
  const named = (name: string, texts: readonly string[] = [RECORD]): Zone => ({ [name]: { TXT: texts } });
  const added = `+TXT example.com ${RECORD}`;

  it.each<[string, Zone, string, readonly string[]]>([
    ['as the retired type alone', { 'example.com': { MX: ['10 example.com'], SPF: [RECORD] } }, 'retired-type', [added]],
    ['at www', named('www.example.com'), 'other-name', [added]],
    ['at _spf', named('_spf.example.com'), 'other-name', [added]],
    ['at _dmarc', named('_dmarc.example.com'), 'other-name', [added]],
    ['at a wildcard', named('*.example.com'), 'other-name', [added]],
    ['at the doubled name', named('example.com.example.com'), 'other-name', [added, `-TXT example.com.example.com ${RECORD}`]],
    [
      'with a no-break space',
      named('example.com', ['v=spf1\u00a0include:_spf.google.com -all']),
      'hidden-character',
      ['-TXT example.com v=spf1\u00a0include:_spf.google.com -all', added],
    ],
    [
      'with a fullwidth equals sign',
      named('example.com', [RECORD.replace('=', '\uff1d')]),
      'look-alike',
      [`-TXT example.com ${RECORD.replace('=', '\uff1d')}`, added],
    ],
    [
      'behind a zero-width space',
      named('example.com', [`\u200b${RECORD}`]),
      'hidden-character',
      [`-TXT example.com \u200b${RECORD}`, added],
    ],
  ])('is found %s, with what comes and what goes', async (_, zone, reason, changes) => {
    const told = await judge(zone, PLAIN);
    expect(told).toMatchObject({ status: 'warn', reason });
    expect(changesOf(told)).toEqual(changes);
  });

  it.each<[string, Zone]>([
    ['says at www that it sends nothing', named('www.example.com', ['v=spf1 -all'])],
    ['has the retired type beside none', { 'example.com': { SPF: ['hello'] } }],
  ])('is missing where a name %s', async (_, zone) => {
    expect(await judge(zone, PLAIN)).toMatchObject({ reason: 'spf-missing' });
  });

  it('fails for a character that nobody sees inside a term', async () => {
    const text = 'v=spf1 include:_spf.goo\u200bgle.com -all';
    const told = await judge(named('example.com', [text]), PLAIN);
    expect(told).toMatchObject({ status: 'fail', reason: 'hidden-character' });
    expect(told.fix).toContain('U+200B');
    expect(changesOf(told)).toEqual([`-TXT example.com ${text}`, added]);
  });

  it('does not hold for a name below it', async () => {
    const told = await judge({ ...named('example.com'), 'mail.example.com': { MX: ['10 example.com'] } }, SUB);
    expect(told).toMatchObject({ reason: 'other-name' });
    expect(changesOf(told)).toEqual([`+TXT mail.example.com ${RECORD}`]);
  });

  it('takes the place of a CNAME, and stands beside none', async () => {
    const shop: Zone = { 'shop.example.net': { A: ['192.0.2.9'] } };
    const alias = { CNAME: ['shop.example.net'] };
    const ses = await judge({ ...shop, 'bounce.example.com': alias });
    expect(ses).toMatchObject({ status: 'fail', reason: 'alias-in-the-way' });
    const gone = '-CNAME bounce.example.com shop.example.net';
    const record = '+TXT bounce.example.com v=spf1 include:amazonses.com ~all';
    expect(changesOf(ses)).toEqual([gone, record]);
    const unknown = await judge({ ...shop, 'mail.example.com': alias }, SUB);
    expect([unknown.reason, changesOf(unknown)]).toEqual(['alias-in-the-way', ['-CNAME mail.example.com shop.example.net']]);
    const wrong = { 'shop.example.net': { TXT: ['v=spf1 mx:example.com -all'] } };
    const replaced = await judge({ ...wrong, 'bounce.example.com': alias });
    expect(changesOf(replaced)).toEqual([gone, '+TXT bounce.example.com v=spf1 include:amazonses.com mx:example.com -all']);
    // A wildcard's record is overridden by one of the name's own, and stays.
    const wild = await judge({ '*.example.com': { TXT: ['v=spf1 -all'] } });
    expect(changesOf(wild)).toEqual(['+TXT bounce.example.com v=spf1 include:amazonses.com -all']);
  });

  const elsewhere: Zone = {
    '_spf.a.example': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'] },
    'open.example': { TXT: ['v=spf1 +all'] },
    'macro.example': { TXT: ['v=spf1 exists:%{i}.all.example.com -all'] },
    'back.example': { TXT: ['v=spf1 include:example.com -all'] },
  };

  it.each<[string, string, string]>([
    ['v=spf1 include:_spf.a.example include:open.example -all', 'wide-open', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 include:_spf.a.example include:macro.example -all', 'wide-open', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 ip6:::/1 ip6:8000::/1 include:_spf.a.example -all', 'wide-open', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', 'wide-open', 'v=spf1 ~all'],
    ['v=spf1 include:back.example include:_spf.a.example -all', 'include-loop', 'v=spf1 include:_spf.a.example -all'],
    [
      'v=spf1 include:_spf.a.example a:x.a.example a:y.a.example mx:z.a.example ~all',
      'too-many-voids',
      'v=spf1 include:_spf.a.example ~all',
    ],
    ['v=spf1 include:_spf.a.example ptr -all', 'ptr', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 mx -all redirect=_spf.a.example', 'after-all', 'v=spf1 mx include:_spf.a.example -all'],
    ['v=spf1 include:_spf.a.example -all +all', 'after-all', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 v=spf1 include:_spf.a.example -all', 'version-twice', 'v=spf1 include:_spf.a.example -all'],
    ['v=spf1 include:_spf.a.example ipv4:192.0.2.1 -all', 'spf-syntax', 'v=spf1 include:_spf.a.example ip4:192.0.2.1 -all'],
    ['v=spf1 include:http://_spf.a.example -all', 'include-without-spf', 'v=spf1 include:_spf.a.example -all'],
    ['SPF: v=spf1 include:_spf.a.example -all', 'not-read-as-spf', 'v=spf1 include:_spf.a.example -all'],
  ])('%s is told as %s, with the record that mends it', async (text, reason, record) => {
    const finding = await judge(
      { ...elsewhere, 'example.com': { TXT: [text], MX: ['10 example.com'], A: ['192.0.2.1'] } },
      PLAIN,
    );
    expect(finding.reason).toBe(reason);
    expect(changesOf(finding)).toEqual([`-TXT example.com ${text}`, `+TXT example.com ${record}`]);
  });

  it('keeps a strict end where the provider takes the place of what goes', async () => {
    const finding = await judge(bounce('v=spf1 include:amazonse.example -all'));
    expect([finding.reason, changesOf(finding).at(-1)]).toEqual([
      'include-without-spf',
      '+TXT bounce.example.com v=spf1 include:amazonses.com -all',
    ]);
  });

  it('of two records one of which is right, the other one goes', async () => {
    const zone = { ...elsewhere, 'example.com': { TXT: ['v=spf1 include:_spf.a.example ~all', 'v=spf1 +all'] } };
    const finding = await judge(zone, PLAIN);
    expect(changesOf(finding)).toEqual(['-TXT example.com v=spf1 +all']);
  });

  it('ptr stays in the record where nothing else says who sends', async () => {
    const finding = await judge({ 'example.com': { TXT: ['v=spf1 ptr -all'] } }, PLAIN);
    expect([finding.reason, changesOf(finding)]).toEqual(['ptr', []]);
  });

  it('is large only where its answer does not fit what resolvers carry', async () => {
    const notes = (count: number) =>
      Array.from({ length: count }, (_, n) => `note-${String(n).padStart(2, '0')}=${'x'.repeat(72)}`);
    expect(await judge(named('example.com', [RECORD, ...notes(12)]), PLAIN)).toMatchObject({ status: 'pass' });
    expect(await judge(named('example.com', [RECORD, ...notes(14)]), PLAIN)).toMatchObject({
      status: 'warn',
      reason: 'too-large',
    });
  });
});

it('tells the network admin of a resolver that gives long answers over UDP alone', async () => {
  const told = await judge({ 'bounce.example.com': { TXT: 'no-tcp' } });
  expect(told).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  expect(told.remedy[0]).toMatchObject({ owner: 'network admin', command: 'dig +tcp bounce.example.com TXT' });
});
