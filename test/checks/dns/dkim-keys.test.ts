import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import { dkimKeys } from '../../../src/checks/dns/dkim-keys.ts';
import { dkimKeysProbe } from '../../../src/probes/dns/dkim-keys.ts';
import { ED25519, KEY, PRIVATE, RSA_1024 } from '../../fakes/dkim-keys.ts';
import { changesOf } from './changes.ts';
import { askProbe, factFrom, noCaches, observed, senderProfile, sesIdentity, staleCaches } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const NAME = 's1._domainkey.example.com';

const signers = (...selectors: readonly string[]) => selectors.map((selector) => ({ domain: 'example.com', selector }));

const judge = async (zone: Zone, selectors = ['s1'], where: object = {}): Promise<Finding> => {
  const value = await factFrom(dkimKeysProbe, {
    zone: { 'example.com': {}, ...zone },
    profile: senderProfile({ dkim: signers(...selectors) }),
  });
  return toldBy(dkimKeys, dkimKeys.evaluate({ ...noCaches, ...where, 'dns.dkimKeys': { state: 'observed', value } }));
};

describe('a key that the name servers have, and caches not yet', () => {
  const at = (...values: readonly string[]) => staleCaches([{ name: NAME, type: 'TXT', values }]);

  it.each<[string, readonly string[], string, string]>([
    ['a key', [KEY], 'pending', 'stale-caches'],
    ['an alias', ['CNAME s1.vendor.example'], 'pending', 'stale-caches'],
    ['a revoked key', ['v=DKIM1; p='], 'fail', 'missing'],
    ['two keys', [KEY, KEY], 'fail', 'missing'],
  ])('%s there: %s', async (_what, values, status, reason) => {
    expect(await judge({}, ['s1'], at(...values))).toMatchObject({ status, reason });
  });

  it.each<[string, string, readonly string[], string, string]>([
    ['1024 bits', `p=${RSA_1024}`, [KEY], 'pending', 'stale-caches'],
    ['t=y', `${KEY}; t=y`, [KEY], 'pending', 'stale-caches'],
    ['t=y', `${KEY}; t=y`, ['CNAME s1.vendor.example'], 'pending', 'stale-caches'],
    ['t=y, and at the name servers 1024 bits', `${KEY}; t=y`, [`p=${RSA_1024}`], 'warn', 'testing'],
    ['t=y, and at the name servers two keys', `${KEY}; t=y`, [KEY, `p=${RSA_1024}`], 'warn', 'testing'],
  ])('in caches %s: waits where the newer key is sound', async (_what, cached, values, status, reason) => {
    const newer = staleCaches([{ name: NAME, type: 'TXT', values }]);
    const [record] = newer['dns.whereSeen'].state === 'observed' ? newer['dns.whereSeen'].value.records : [];
    const old = { outcome: 'found' as const, values: [cached], ttl: 600, detail: null };
    const where = { ...newer, 'dns.whereSeen': observed({ records: [{ ...record!, caches: old }] }) };
    expect(await judge({ [NAME]: { TXT: [cached] } }, ['s1'], where)).toMatchObject({ status, reason });
  });

  it('is a fault where one of two selectors is missing at the name servers too', async () => {
    expect(await judge({}, ['s1', 's2'], at(KEY))).toMatchObject({ status: 'fail', reason: 'missing' });
  });
});

describe('dkim-keys', () => {
  it('passes with a key at the selector, and with one behind a CNAME', async () => {
    expect(await judge({ [NAME]: { TXT: [KEY] } })).toMatchObject({ status: 'pass' });
    expect(await judge({ [NAME]: { CNAME: ['s1.vendor.example'] }, 's1.vendor.example': { TXT: [KEY] } })).toMatchObject({
      status: 'pass',
    });
  });

  it.each<[string, Zone, string]>([
    ['nothing is there', {}, 'missing'],
    ['two keys are there', { [NAME]: { TXT: [KEY, KEY] } }, 'several-records'],
    ['the CNAME leads nowhere', { [NAME]: { CNAME: ['s1.vendor.example'] } }, 'dangling-target'],
    ['the zone was appended', { [`${NAME}.example.com`]: { TXT: [KEY] } }, 'doubled-domain'],
    ['the underscore was lost', { 's1.domainkey.example.com': { TXT: [KEY] } }, 'no-underscore'],
    ['the name is proxied', { [NAME]: { A: ['192.0.2.1'] } }, 'proxied'],
    ['commas separate its tags', { [NAME]: { TXT: [KEY.replaceAll(';', ',')] } }, 'wrong-separator'],
    ['the value is cut off', { [NAME]: { TXT: [KEY.slice(0, 255)] } }, 'truncated'],
    ['a wildcard answers', { '*.example.com': { TXT: ['v=spf1 -all'] } }, 'wildcard-in-the-way'],
    ['another text stands there', { [NAME]: { TXT: ['v=spf1 -all'] } }, 'not-a-key'],
    ['the key is revoked', { [NAME]: { TXT: ['v=DKIM1; p='] } }, 'revoked'],
  ])('fails when %s', async (_, zone, reason) => {
    const judgement = await judge(zone);
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.fix).toContain(NAME);
  });

  it.each<[string, readonly string[], string]>([
    ['revoked', ['v=DKIM1; p='], 'revoked'],
    ['in testing mode', [`${KEY}; t=y`], 'testing'],
    ['cut off', [KEY.slice(0, 255)], 'truncated'],
    ['one of two', [KEY, `p=${RSA_1024}`], 'several-records'],
  ])('gives a key behind a CNAME that is %s to whoever runs the target', async (_, values, reason) => {
    const behind = (target: string) => judge({ [NAME]: { CNAME: [target] }, [target]: { TXT: values } });
    const theirs = await behind('s1.vendor.example');
    expect(theirs).toMatchObject({ reason, owner: 'mail provider admin' });
    expect(theirs.fix).toMatch(/s1\.vendor\.example.*The CNAME at s1\._domainkey\.example\.com leads there and stays/);
    expect(theirs.remedy.flatMap(({ records }) => records ?? [])).toEqual([]);
    expect(await behind('keys.example.com')).toMatchObject({ reason, owner: 'DNS admin' });
  });

  it('tells a chain of CNAMEs that is too long from one that comes back', async () => {
    const hops = Array.from(
      { length: 10 },
      (_, at) => [`h${at}.vendor.example`, { CNAME: [`h${at + 1}.vendor.example`] }] as const,
    );
    const long = await judge({ [NAME]: { CNAME: ['h0.vendor.example'] }, ...Object.fromEntries(hops) });
    expect(long.fix).toContain('resolvers give up');
    const back = await judge({ [NAME]: { CNAME: ['h.vendor.example'] }, 'h.vendor.example': { CNAME: [NAME] } });
    expect([long.reason, back.reason]).toEqual(['cname-loop', 'cname-loop']);
    expect(back.fix).toContain('come back to themselves');
  });

  it('warns of a key under 2048 bits and of testing mode', async () => {
    expect(await judge({ [NAME]: { TXT: [`p=${RSA_1024}`] } })).toMatchObject({ status: 'warn', reason: 'short-key' });
    expect(await judge({ [NAME]: { TXT: [`${KEY}; t=y`] } })).toMatchObject({ status: 'warn', reason: 'testing' });
    const long = await factFrom(dkimKeysProbe, {
      zone: { [NAME]: { TXT: [KEY] } },
      profile: senderProfile({ dkim: signers('s1') }),
    });
    const records = long.records.map((one) => ({
      ...one,
      parsedKey: { ...one.parsedKey!, bits: 8192, problems: ['long-key' as const] },
    }));
    const told = dkimKeys.evaluate({
      ...noCaches,
      'dns.dkimKeys': { state: 'observed', value: { ...long, records } },
    });
    expect(toldBy(dkimKeys, told)).toMatchObject({ status: 'warn', reason: 'long-key' });
  });

  it.each([PRIVATE, '[private key]'])('fails for a private key, also when it was taken out at the door', async (key) => {
    const judgement = await judge({ [NAME]: { TXT: [`v=DKIM1; p=${key}`] } });
    expect(judgement).toMatchObject({ status: 'fail', reason: 'private-key' });
    expect(JSON.stringify(judgement)).not.toContain(PRIVATE.slice(0, 40));
  });

  it('warns where the only key is of Ed25519, and fails where SES would sign with it', async () => {
    const zone: Zone = { [NAME]: { TXT: [`v=DKIM1; k=ed25519; p=${ED25519}`] } };
    expect(await judge(zone)).toMatchObject({ status: 'warn', reason: 'only-ed25519' });
    expect(await judge({ ...zone, 's2._domainkey.example.com': { TXT: [KEY] } }, ['s1', 's2'])).toMatchObject({ status: 'pass' });
    const identity = sesIdentity({ dkim: { origin: 'EXTERNAL', tokens: [] } });
    const asked = { zone, facts: { 'ses.identity': identity }, profile: senderProfile({ dkim: signers('s1') }) };
    const value = await factFrom(dkimKeysProbe, asked);
    expect(toldBy(dkimKeys, dkimKeys.evaluate({ ...noCaches, 'dns.dkimKeys': { state: 'observed', value } }))).toMatchObject({
      status: 'fail',
      reason: 'only-ed25519',
    });
  });

  it('does not call a time-out missing', async () => {
    expect(await judge({ [NAME]: 'timeout' })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(await judge({ [NAME]: 'timeout', 's2._domainkey.example.com': { TXT: [KEY] } }, ['s1', 's2'])).toMatchObject({
      status: 'inconclusive',
      reason: 'partly-observed',
    });
  });

  it('warns when every selector answers with the same key', async () => {
    expect(await judge({ '*._domainkey.example.com': { TXT: [KEY] } })).toMatchObject({ status: 'warn', reason: 'wildcard' });
    expect(await judge({ '*._domainkey.example.com': { TXT: ['other'] }, [NAME]: { TXT: [KEY] } })).toMatchObject({
      status: 'pass',
    });
  });

  it('asks for the selector of a key that SES does not name', async () => {
    const identity = sesIdentity({ name: 'mail.example.com', dkim: { origin: 'EXTERNAL', tokens: [] } });
    const value = await factFrom(dkimKeysProbe, { zone: {}, facts: { 'ses.identity': identity } });
    expect(toldBy(dkimKeys, dkimKeys.evaluate({ ...noCaches, 'dns.dkimKeys': { state: 'observed', value } }))).toMatchObject({
      status: 'warn',
      reason: 'selector-not-declared',
    });
    const named = { zone: {}, facts: { 'ses.identity': identity }, profile: senderProfile({ dkim: signers('s1') }) };
    expect(await factFrom(dkimKeysProbe, named)).toMatchObject({
      domain: 'mail.example.com',
      byodkim: true,
      records: [{ name: 's1._domainkey.example.com', domain: 'example.com' }],
    });
  });

  it('does not apply without selectors', async () => {
    const { told, dns } = await askProbe(dkimKeysProbe, { zone: {} });
    expect(told).toBeInstanceOf(NotAsked);
    expect(dns.asked).toEqual([]);
  });
});

describe('a key that stands elsewhere, or reads otherwise than it looks', () => {
  const added = `+TXT ${NAME} ${KEY}`;
  const hidden = KEY.replace('MII', 'M\u200bII');
  const BELOW = 's1._domainkey.mail.example.com';

  it.each<[string, Zone, string, readonly string[]]>([
    ['without _domainkey', { 's1.example.com': { TXT: [KEY] } }, 'other-name', [added, `-TXT s1.example.com ${KEY}`]],
    [
      'at _domainkey itself',
      { '_domainkey.example.com': { TXT: [KEY] } },
      'other-name',
      [added, `-TXT _domainkey.example.com ${KEY}`],
    ],
    ['below www, where it stays', { 's1._domainkey.www.example.com': { TXT: [KEY] } }, 'other-name', [added]],
    [
      'with a fullwidth equals sign',
      { [NAME]: { TXT: [KEY.replace('p=', 'p\uff1d')] } },
      'look-alike',
      [`-TXT ${NAME} ${KEY.replace('p=', 'p\uff1d')}`, added],
    ],
    ['with a zero-width space', { [NAME]: { TXT: [hidden] } }, 'hidden-character', [`-TXT ${NAME} ${hidden}`, added]],
    [
      'at the domain itself, whose other records stay',
      { 'example.com': { TXT: ['v=spf1 -all', KEY] } },
      'other-name',
      [added, `-TXT example.com ${KEY}`],
    ],
    [
      'in the plural',
      { 's1._domainkeys.example.com': { TXT: [KEY] } },
      'other-name',
      [added, `-TXT s1._domainkeys.example.com ${KEY}`],
    ],
    [
      'without the dot',
      { 's1_domainkey.example.com': { TXT: [KEY] } },
      'other-name',
      [added, `-TXT s1_domainkey.example.com ${KEY}`],
    ],
    [
      'as the text of a CNAME’s target',
      { [NAME]: { TXT: ['s1.keys.vendor.example'] } },
      'txt-for-cname',
      [`-TXT ${NAME} s1.keys.vendor.example`, `+CNAME ${NAME} s1.keys.vendor.example`],
    ],
    [
      'behind a CNAME whose final dot was left out',
      { [NAME]: { CNAME: ['s1.vendor.example.example.com'] }, 's1.vendor.example': { TXT: [KEY] } },
      'trailing-domain',
      [`-CNAME ${NAME} s1.vendor.example.example.com`, `+CNAME ${NAME} s1.vendor.example`],
    ],
    [
      'beside a text that is none',
      { [NAME]: { TXT: ['verification=1', KEY] } },
      'several-records',
      [`-TXT ${NAME} verification=1`],
    ],
    ['beside another one', { [NAME]: { TXT: [`p=${RSA_1024}`, KEY] } }, 'several-records', []],
    [
      'behind a CNAME whose target is no name',
      { [NAME]: { CNAME: ['k.provider.example;'] } },
      'dangling-target',
      [`-CNAME ${NAME} k.provider.example;`, `+CNAME ${NAME} k.provider.example`],
    ],
    [
      'behind a wildcard’s CNAME to a host with records of its own',
      { '*.example.com': { CNAME: ['shop.example.net'] }, 'shop.example.net': { TXT: ['v=spf1 -all', 'x'] } },
      'wildcard-in-the-way',
      [],
    ],
    ['behind a wildcard’s CNAME', { '*.example.com': { CNAME: ['shop.example.net'] } }, 'wildcard-in-the-way', []],
    [
      'nowhere, though a wildcard answers at doubled names',
      { '*.example.com': { TXT: ['x'] }, 's2._domainkey.example.com': { TXT: [KEY] } },
      'missing',
      [],
    ],
  ])('is found %s, with what comes and what goes', async (_, zone, reason, changes) => {
    const told = await judge(zone);
    expect(told).toMatchObject({ status: 'fail', reason });
    expect(changesOf(told)).toEqual(changes);
  });

  it('is wanted below the domain that is signed as, when it stands at the one above', async () => {
    const profile = senderProfile({ dkim: [{ domain: 'mail.example.com', selector: 's1' }] });
    const value = await factFrom(dkimKeysProbe, { zone: { 'mail.example.com': {}, [NAME]: { TXT: [KEY] } }, profile });
    const told = toldBy(dkimKeys, dkimKeys.evaluate({ ...noCaches, 'dns.dkimKeys': { state: 'observed', value } }));
    expect([told.reason, changesOf(told)]).toEqual(['other-name', [`+TXT ${BELOW} ${KEY}`]]);
  });

  it.each([
    ['quotation marks', `"${KEY}"`, KEY],
    ['backslashes', KEY.replaceAll(';', String.raw`\;`), KEY],
    ['HTML entities', `&quot;${KEY}&quot;`, KEY],
    ['the test flag', KEY.replace('; p', '; t=y; p'), KEY],
    ['the test flag beside another', KEY.replace('; p', '; t=y:s; p'), KEY.replace('; p', '; t=s; p')],
    ['SHA-1 alone', KEY.replace('; p', '; h=sha1; p'), KEY],
    ['no semicolons', KEY.replaceAll(';', ''), KEY],
    ['commas', KEY.replaceAll(';', ','), KEY],
    ['another version', KEY.replace('DKIM1', 'DKIM2'), KEY],
    ['the version in small letters', KEY.replace('DKIM1', 'dkim1'), KEY],
    ['the version at the end', `${KEY.replace('v=DKIM1; ', '')}; v=DKIM1`, KEY],
    ['a colon behind p', KEY.replace('p=', 'p:'), KEY],
    ['p= left out', KEY.replace('p=', ''), KEY],
    ['p= twice', KEY.replace('p=', 'p=p='), KEY],
    ['the whole record inside p=', `v=DKIM1; k=rsa; p=${KEY}`, KEY],
    ['a tag twice', `${KEY}; k=rsa`, KEY],
    ['the key alone', KEY.replace(/^.*p=/, ''), KEY],
    ['the lines around the key', `-----BEGIN PUBLIC KEY----- ${KEY.replace(/^.*p=/, '')} -----END PUBLIC KEY-----`, KEY],
    ['a line of a zone file', `${NAME}. 3600 IN TXT "${KEY}"`, KEY],
    ['another service', KEY.replace('; p', '; s=tlsrpt; p'), KEY],
  ])('is replaced by what was meant, with %s', async (_, text, mended) => {
    expect(changesOf(await judge({ [NAME]: { TXT: [text] } }))).toEqual([`-TXT ${NAME} ${text}`, `+TXT ${NAME} ${mended}`]);
  });
});
