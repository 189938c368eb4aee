import { describe, expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import { dkimTokens } from '../../../src/checks/dns/dkim-tokens.ts';
import { dkimProbe } from '../../../src/probes/dns/dkim.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { KEY } from '../../fakes/dkim-keys.ts';
import { factFrom, noCaches, observed, sesIdentity } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const name = (token: string): string => `${token}._domainkey.example.com`;

const HEALTHY: Zone = {
  'example.com': { MX: ['10 mx.example.com'] },
  ...Object.fromEntries(['aaa', 'bbb', 'ccc'].map((token) => [name(token), { CNAME: [`${token}.dkim.amazonses.com`] }])),
  ...Object.fromEntries(['aaa', 'bbb', 'ccc'].map((token) => [`${token}.dkim.amazonses.com`, { TXT: [KEY] }])),
};

const without = (...names: readonly string[]): Zone =>
  Object.fromEntries(Object.entries(HEALTHY).filter(([one]) => !names.includes(one)));

const judge = async (zone: Zone, identity = sesIdentity()): Promise<Finding> => {
  const value = await factFrom(dkimProbe, { zone, facts: { 'ses.identity': identity } });
  return toldBy(
    dkimTokens,
    dkimTokens.evaluate({ ...noCaches, 'ses.identity': identity, 'dns.dkim': { state: 'observed', value } }),
  );
};

const NEVER = { errorType: null, lastChecked: null, lastSuccess: null } as const;

describe('dkim-tokens', () => {
  it('passes when three CNAMEs end at keys', async () => {
    expect(await judge(HEALTHY)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    [['aaa'], 'one-missing'],
    [['aaa', 'bbb'], 'two-missing'],
    [['aaa', 'bbb', 'ccc'], 'all-missing'],
  ])('fails when %j are not there, as %s, with the records to add', async (tokens, reason) => {
    const judgement = await judge(without(...tokens.map(name)));
    expect(judgement).toMatchObject({ status: 'fail', reason });
    for (const token of tokens) {
      expect(judgement.fix).toContain(`${name(token)}. 3600 IN CNAME ${token}.dkim.amazonses.com.`);
    }
  });

  it('says who serves the zone when all are missing, and whom SES was sent to instead', async () => {
    const seen = sesIdentity();
    if (seen.state !== 'observed') throw new Error('the identity is observed');
    const candidates = seen.value.candidates.map((one) => ({
      ...one,
      answer:
        one.answer.state === 'observed'
          ? { ...one.answer, value: { ...one.answer.value, verification: { ...NEVER, primaryNameServer: 'ns.old.example' } } }
          : one.answer,
    }));
    const nothing = { outcome: 'nxdomain', values: [], ttl: null, detail: null } as const;
    const records = ['aaa', 'bbb', 'ccc'].map((token) => ({
      name: name(token),
      type: 'TXT' as const,
      caches: nothing,
      bogus: false,
      bogusZone: null,
      zone: 'example.com',
      authorities: [{ ...nothing, host: 'ns1.example.com', address: '192.0.2.1' }],
    }));
    const value = await factFrom(dkimProbe, {
      zone: without(...['aaa', 'bbb', 'ccc'].map(name)),
      facts: { 'ses.identity': seen },
    });
    const facts = {
      ...noCaches,
      'dns.whereSeen': observed({ records }),
      'ses.identity': { ...seen, value: { ...seen.value, candidates } },
      'dns.dkim': { state: 'observed', value },
    } as const;
    const { fix } = toldBy(dkimTokens, dkimTokens.evaluate(facts));
    expect(fix).toContain(
      'The zone is served by ns1.example.com: that is where they belong. SES was last sent to ns.old.example.',
    );
  });

  it.each<[string, Zone, string]>([
    ['its zone was appended', { [`${name('aaa')}.example.com`]: { CNAME: ['aaa.dkim.amazonses.com'] } }, 'doubled-domain'],
    ['its underscore was lost', { 'aaa.domainkey.example.com': { CNAME: ['aaa.dkim.amazonses.com'] } }, 'no-underscore'],
    ['the target is a TXT record', { [name('aaa')]: { TXT: ['aaa.dkim.amazonses.com.'] } }, 'txt-for-cname'],
    ['the key was copied as TXT', { [name('aaa')]: { TXT: [KEY] } }, 'flattened'],
    ['it is proxied', { [name('aaa')]: { A: ['192.0.2.1'] } }, 'proxied'],
    ['it is proxied over IPv6 only', { [name('aaa')]: { AAAA: ['2001:db8::1'] } }, 'proxied'],
    ['the final dot is missing', { [name('aaa')]: { CNAME: ['aaa.dkim.amazonses.com.example.com'] } }, 'trailing-domain'],
    ['it points elsewhere', { [name('aaa')]: { CNAME: ['zzz.dkim.amazonses.com'] } }, 'wrong-target'],
    ['it points to another region', { [name('aaa')]: { CNAME: ['aaa.dkim.eu-south-1.amazonses.com'] } }, 'wrong-target'],
    [
      'the target is empty',
      { [name('aaa')]: { CNAME: ['aaa.dkim.amazonses.com'] }, 'aaa.dkim.amazonses.com': {} },
      'dangling-target',
    ],
    [
      'it loops',
      { [name('aaa')]: { CNAME: ['aaa.dkim.amazonses.com'] }, 'aaa.dkim.amazonses.com': { CNAME: [name('aaa')] } },
      'cname-loop',
    ],
    [
      'the key is revoked',
      { [name('aaa')]: { CNAME: ['aaa.dkim.amazonses.com'] }, 'aaa.dkim.amazonses.com': { TXT: ['p='] } },
      'revoked-key',
    ],
    ['a wildcard TXT answers', { '*._domainkey.example.com': { TXT: ['v=spf1 -all'] } }, 'other-txt'],
    ['it stands without _domainkey', { 'aaa.example.com': { CNAME: ['aaa.dkim.amazonses.com'] } }, 'other-name'],
    ['a wildcard CNAME answers', { '*.example.com': { CNAME: ['shop.example.net'] } }, 'one-missing'],
    ['a wildcard CNAME answers among the keys', { '*._domainkey.example.com': { CNAME: ['shop.example.net'] } }, 'wildcard'],
    ['a wildcard A answers', { '*.example.com': { A: ['192.0.2.1'] } }, 'one-missing'],
  ])('fails when %s', async (_, change, reason) => {
    const judgement = await judge({ ...without(name('aaa'), 'aaa.dkim.amazonses.com'), ...change });
    expect(judgement).toMatchObject({ status: 'fail', reason });
    const asked = judgement.remedy.flatMap(({ records }) => records ?? []).find(({ type }) => type === 'CNAME');
    const atTarget = ['dangling-target', 'revoked-key', 'cname-loop'].includes(reason);
    expect(asked?.add).toEqual(atTarget ? undefined : ['aaa.dkim.amazonses.com']);
  });

  it('names each fault in its own sentence', async () => {
    const judgement = await judge({ ...without(name('aaa')), [name('bbb')]: { A: ['192.0.2.1'] } });
    expect(judgement.reason).toBe('proxied');
    expect(judgement.fix).toContain('DNS only');
    expect(judgement.fix).toContain(`Add the CNAME at ${name('aaa')}`);
    expect(judgement.fix).not.toContain(name('ccc'));
  });

  it.each(['timeout', 'servfail', 'refused', 'unreachable'] as const)('does not call a %s missing', async (outcome) => {
    const one = await judge({ ...HEALTHY, [name('aaa')]: outcome });
    expect(one).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    const all = await judge({ [name('aaa')]: outcome, [name('bbb')]: outcome, [name('ccc')]: outcome });
    expect(all).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    // Where the way ends at the resolver, no name server can mend it, and dig by another way would show that all is well.
    const [first] = (all as { readonly remedy: readonly { readonly owner?: string; readonly command?: string }[] }).remedy;
    expect([first?.owner, first?.command === undefined]).toEqual(
      outcome === 'unreachable' || outcome === 'refused' ? ['network admin', true] : [first?.owner, false],
    );
  });

  it('fails for what is certain even when another name was not answered', async () => {
    expect(await judge({ ...without(name('bbb')), [name('aaa')]: 'timeout' })).toMatchObject({
      status: 'fail',
      reason: 'one-missing',
    });
  });

  it('does not judge a key it could not see through a right CNAME', async () => {
    expect(await judge({ ...HEALTHY, 'aaa.dkim.amazonses.com': 'servfail' })).toMatchObject({ status: 'inconclusive' });
  });

  it('expects the zone of the region when SES does not name one', async () => {
    const identity = sesIdentity({ region: 'eu-south-1', dkim: { signingHostedZone: null } });
    const judgement = await judge(without(name('aaa')), identity);
    expect(judgement.fix).toContain('aaa.dkim.eu-south-1.amazonses.com.');
  });

  it('expects the parent region’s zone of a replica', async () => {
    const identity = sesIdentity({ region: 'eu-south-1', dkim: { signingHostedZone: null, origin: 'AWS_SES_AP_SOUTH_1' } });
    expect(await judge(HEALTHY, identity)).toMatchObject({ status: 'pass' });
  });

  it('takes the other SES zone only when the region table guessed and the key is there', async () => {
    const identity = sesIdentity({ region: 'eu-south-1', dkim: { signingHostedZone: null } });
    expect(await judge(HEALTHY, identity)).toMatchObject({ status: 'pass' });
    const told = sesIdentity({ region: 'eu-south-1', dkim: { signingHostedZone: 'dkim.eu-south-1.amazonses.com' } });
    expect(await judge(HEALTHY, told)).toMatchObject({ status: 'fail', reason: 'wrong-target' });
  });

  it('fails when SES has no tokens', async () => {
    expect(await judge(HEALTHY, sesIdentity({ dkim: { tokens: [] } }))).toMatchObject({
      status: 'fail',
      reason: 'no-tokens',
      owner: 'AWS admin',
    });
  });

  it('counts more than three that are missing as several', async () => {
    const identity = sesIdentity({ dkim: { tokens: ['aaa', 'bbb', 'ccc', 'ddd', 'eee'] } });
    expect(await judge(without(name('aaa'), name('bbb'), name('ccc')), identity)).toMatchObject({ reason: 'all-missing' });
    expect(await judge(HEALTHY, sesIdentity({ dkim: { tokens: ['aaa', 'v', 'w', 'x', 'y', 'z'] } }))).toMatchObject({
      reason: 'several-missing',
    });
  });

  it('warns of a record at the target that no receiver can use', async () => {
    const zone = { ...HEALTHY, 'aaa.dkim.amazonses.com': { TXT: ['v=DKIM1; k=rsa; p=%%%'] } };
    expect(await judge(zone)).toMatchObject({ status: 'warn', reason: 'unusable-key' });
  });
});
