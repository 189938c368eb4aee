import { describe, expect, it } from 'vitest';
import { NotAsked } from '../../../src/core/probe.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { dkimProbe } from '../../../src/probes/dns/dkim.ts';
import { KEY } from '../../fakes/dkim-keys.ts';
import { askProbe, factFrom, observed, sesIdentity } from '../../fakes/dns-asking.ts';

type Identity = Observation<Facts['ses.identity']>;

const withAddress = (answer: Facts['ses.identity']['candidates'][number]['answer']): Identity => {
  const domain = sesIdentity();
  if (domain.state !== 'observed') throw new Error('built as observed');
  const address = { name: 'billing@example.com', level: 'address' as const, answer };
  const governing = answer.state === 'observed' ? address.name : domain.value.governing;
  return observed({ ...domain.value, governing, candidates: [address, ...domain.value.candidates] });
};

describe('the DKIM probe', () => {
  it('asks one question for a token that is right', async () => {
    const zone = Object.fromEntries(
      ['aaa', 'bbb', 'ccc'].flatMap((token) => [
        [`${token}._domainkey.example.com`, { CNAME: [`${token}.dkim.amazonses.com`] }],
        [`${token}.dkim.amazonses.com`, { TXT: [KEY] }],
      ]),
    );
    const { dns } = await askProbe(dkimProbe, { zone, facts: { 'ses.identity': sesIdentity() } });
    expect(dns.asked).toEqual(['aaa', 'bbb', 'ccc'].map((token) => `${token}._domainkey.example.com TXT`));
  });

  it('asks for the CNAME itself when the TXT question got no answer', async () => {
    const zone = {
      'aaa._domainkey.example.com': { CNAME: ['aaa.dkim.amazonses.com'] },
      'aaa.dkim.amazonses.com': 'servfail',
    } as const;
    const fact = await factFrom(dkimProbe, { zone, facts: { 'ses.identity': sesIdentity() } });
    expect(fact.records[0]).toMatchObject({
      cname: { outcome: 'found', values: ['aaa.dkim.amazonses.com'] },
      key: { outcome: 'servfail' },
    });
  });

  it('takes the domain’s tokens when an address identity governs and has none', async () => {
    const bare = sesIdentity({ dkim: { tokens: [] } });
    if (bare.state !== 'observed') throw new Error('built as observed');
    const fact = await factFrom(dkimProbe, {
      zone: {},
      facts: { 'ses.identity': withAddress(bare.value.candidates[0]!.answer) },
    });
    expect(fact).toMatchObject({ identity: 'example.com', domain: 'example.com' });
    expect(fact.records).toHaveLength(3);
  });

  it('leaves what SES did not tell to whoever owns the identity', async () => {
    const identity = sesIdentity();
    if (identity.state !== 'observed') throw new Error('built as observed');
    const candidates = identity.value.candidates.map((one) =>
      one.answer.state === 'observed' ? { ...one, answer: { ...one.answer, value: { ...one.answer.value, dkim: null } } } : one,
    );
    const { told } = await askProbe(dkimProbe, {
      zone: {},
      facts: { 'ses.identity': observed({ ...identity.value, candidates }) },
    });
    expect(told).toMatchObject({ key: 'ses.identity', unseen: { state: 'failed', code: 'incomplete-answer' } });
  });

  it('leaves what it could not see of a more granular identity to whoever owns it', async () => {
    const base = withAddress({ state: 'denied', code: 'AccessDeniedException', message: 'no' });
    if (base.state !== 'observed') throw new Error('built as observed');
    const identity = observed({ ...base.value, governing: null });
    const { told } = await askProbe(dkimProbe, { zone: {}, facts: { 'ses.identity': identity } });
    expect(told).toMatchObject({ key: 'ses.identity', unseen: { state: 'denied' } });
  });

  it.each<[string, Identity]>([
    ['the identity brings its own key', sesIdentity({ dkim: { origin: 'EXTERNAL', tokens: [] } })],
    [
      'SES has no identity',
      observed({ region: 'ap-south-1', declared: 'example.com', candidates: [], governing: null, similar: [] }),
    ],
  ])('does not apply when %s', async (_, identity) => {
    const { told } = await askProbe(dkimProbe, { zone: {}, facts: { 'ses.identity': identity } });
    expect(told).toBeInstanceOf(NotAsked);
  });
});
