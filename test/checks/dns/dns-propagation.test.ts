import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { notAsked, observed } from '../../fakes/dns-asking.ts';
import { toldBy } from '../told-by.ts';
import { dnsPropagation } from '../../../src/checks/dns/dns-propagation.ts';
import type { RecordSeen, SeenAt } from '../../../src/facts/dns-where.ts';

const has = (value: string, ttl = 300): SeenAt => ({ outcome: 'found', values: [value], ttl, detail: null });
const nothing = (ttl: number | null = 120): SeenAt => ({ outcome: 'nxdomain', values: [], ttl, detail: null });
const silent: SeenAt = {
  outcome: 'timeout',
  values: [],
  ttl: null,
  detail: '192.0.2.1:53 did not answer over UDP within 4000 ms.',
};

const record = (caches: SeenAt, authorities: readonly SeenAt[], change: Partial<RecordSeen> = {}): RecordSeen => ({
  name: 'tok._domainkey.example.com',
  type: 'TXT',
  caches,
  bogus: false,
  bogusZone: null,
  zone: 'example.com',
  authorities: authorities.map((seen, at) => ({ ...seen, host: `ns${at + 1}.example.com`, address: `192.0.2.${at + 1}` })),
  ...change,
});

const judge = (...records: readonly RecordSeen[]) => judgeWith(notAsked, ...records);

const judgeWith = (zones: Observation<Facts['dns.zones']>, ...records: readonly RecordSeen[]) =>
  judgeTokens(notAsked, zones, ...records);

const judgeTokens = (
  dkim: Observation<Facts['dns.dkim']>,
  zones: Observation<Facts['dns.zones']>,
  ...records: readonly RecordSeen[]
) =>
  toldBy(
    dnsPropagation,
    dnsPropagation.evaluate({
      'dns.dkim': dkim,
      'dns.zones': zones,
      'dns.mailFrom': notAsked,
      'dns.whereSeen': { state: 'observed', value: { records } },
      'run.clock': { state: 'observed', value: { now: '2026-11-20T10:00:00.000Z' } },
    }),
  );

describe('dns-propagation', () => {
  it('passes when servers and caches agree, on something or on nothing', () => {
    expect(judge(record(has('a'), [has('a'), has('a')]), record(nothing(), [nothing()]))).toMatchObject({
      status: 'pass',
      reason: 'ok',
    });
  });

  it('fails when some servers have another value, and names who says what', () => {
    const judgement = judge(record(has('a'), [has('CNAME new'), nothing(), has('CNAME new'), silent]));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'some-servers' });
    expect(judgement.fix).toContain('ns1.example.com and ns3.example.com give CNAME new; ns2.example.com gives nothing');
    expect(judgement.fix).not.toContain('ns4');
    expect(judgement.fix).toContain('dig @192.0.2.3 tok._domainkey.example.com TXT +norecurse');
  });

  const both: RecordSeen['authorities'][number] = {
    ...has('CNAME tok.dkim.amazonses.com'),
    beside: ['v=spf1 -all'],
    host: 'ns1.example.com',
    address: '192.0.2.1',
  };

  it('fails where an alias and another record stand at one name, whatever caches have', () => {
    const judgement = judge(record(has('v=spf1 -all'), [both]));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'alias-beside' });
    expect(judgement.fix).toContain('Decide what is meant at tok._domainkey.example.com');
    expect(judgement.fix).toContain('a CNAME to tok.dkim.amazonses.com and TXT (v=spf1 -all) stand there together');
  });

  it('has what stands beside a token of SES removed', () => {
    const token = { name: 'tok._domainkey.example.com', expectedTarget: 'tok.dkim.amazonses.com' };
    const tokens = { state: 'observed', value: { records: [token] } } as unknown as Observation<Facts['dns.dkim']>;
    const judgement = judgeTokens(tokens, notAsked, record(nothing(), [both]));
    expect(judgement.remedy?.[0]?.records).toMatchObject([{ type: 'TXT', add: [], remove: ['v=spf1 -all'] }]);
    expect(judgement.fix).toContain('leave the CNAME of SES alone there');
  });

  const failing = (outcome: SeenAt['outcome']): SeenAt => ({ outcome, values: [], ttl: null, detail: `9.9.9.9:53: ${outcome}.` });

  it.each(['servfail', 'timeout', 'malformed', 'formerr'] as const)(
    'is the resolver’s where it alone gives %s, and hides what lies below those names',
    (outcome) => {
      const name = '_dmarc.example.com';
      const judgement = judge(record(has('a'), [has('a')]), record(failing(outcome), [has('b'), silent], { name }));
      expect(judgement).toMatchObject({
        status: 'inconclusive',
        reason: 'resolver-fails',
        owner: 'network admin',
        hides: [name],
      });
      expect(judgement.fix).toContain(`the name servers of example.com: these answer for ${name}`);
      expect(judge(record(failing(outcome), [has('b')]))).toMatchObject({ hides: ['tok._domainkey.example.com', 'example.com'] });
    },
  );

  it.each<[string, SeenAt['outcome'], readonly SeenAt[]]>([
    ['no name server answers either', 'servfail', [silent]],
    ['a name server fails as well', 'servfail', [has('a'), failing('servfail')]],
    ['it fails for every name', 'resolver-failed', [has('a')]],
    ['it gives long answers over UDP alone', 'no-tcp', [has('a')]],
  ])('is not taken for the resolver’s way to the zone where %s', (_, outcome, servers) => {
    expect(judge(record(failing(outcome), servers)).reason).toBe('cannot-judge');
  });

  it('is pending while caches still say there is nothing, and says until when', () => {
    const judgement = judge(record(nothing(120), [has('a')]), record(nothing(600), [has('b')]));
    expect(judgement).toMatchObject({ status: 'pending', reason: 'stale-negative', retryAt: '2026-11-20T10:10:00.000Z' });
    expect(judgement.fix).toContain('until 2026-11-20T10:02:00.000Z');
  });

  it('is pending while caches still have the old value', () => {
    expect(judge(record(has('old', 60), [has('new')]))).toMatchObject({
      status: 'pending',
      reason: 'only-authoritative',
      retryAt: '2026-11-20T10:01:00.000Z',
    });
  });

  it('fails when only caches still have the record', () => {
    const judgement = judge(record(has('a'), [nothing(), nothing()]));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'only-caches' });
    expect(judgement.fix).toContain('Publish TXT of tok._domainkey.example.com again');
  });

  it('fails when the signatures of the zone do not validate', () => {
    const judgement = judge(record({ ...silent, outcome: 'servfail' }, [has('a')], { bogus: true }));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'dnssec-bogus' });
    expect(judgement.fix).toContain('DNSSEC of example.com');
  });

  it('cannot judge what no name server answered, and tells how far it saw', () => {
    expect(judge(record(has('a'), [silent]))).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
      observed: { detail: silent.detail },
      owner: 'network admin',
    });
    expect(judge(record(has('a'), [silent]), record(has('a'), [has('a')]))).toMatchObject({
      status: 'inconclusive',
      reason: 'partly-observed',
    });
  });

  it('blames the resolver when it is the resolver that does not answer', () => {
    const judgement = judge(record({ ...silent, detail: '9.9.9.9:53 did not answer.' }, [has('a')]));
    expect(judgement).toMatchObject({ status: 'inconclusive', observed: { detail: '9.9.9.9:53 did not answer.' } });
    expect(judgement.fix).toContain('Have the resolver looked at');
  });

  it('warns when a server denies the empty name above a key that it has', () => {
    const one = record(has('a'), [has('a'), has('a')]);
    const judgement = judge({
      ...one,
      authorities: one.authorities.map((seen, at) => (at === 0 ? { ...seen, deniesAbove: true as const } : seen)),
    });
    expect(judgement).toMatchObject({ status: 'warn', reason: 'empty-name-denied' });
    expect(judgement.fix).toContain('Make ns1.example.com answer _domainkey.example.com with NOERROR');
  });

  it('puts what is wrong before what only takes time', () => {
    expect(judge(record(nothing(), [has('a')]), record(has('a'), [has('a'), has('b')]))).toMatchObject({
      reason: 'some-servers',
    });
  });

  it('does not apply when no record was asked for', () => {
    expect(judge()).toMatchObject({ status: 'not-applicable' });
  });

  const mute = (outcome: SeenAt['outcome']): SeenAt => ({ outcome, values: [], ttl: null, detail: null });

  it.each<[SeenAt['outcome'], string]>([
    ['servfail', 'Load the zone example.com there anew'],
    ['refused', 'ns2.example.com answer for TXT of tok._domainkey.example.com'],
    ['no-tcp', 'dig +tcp @192.0.2.2 tok._domainkey.example.com TXT +norecurse'],
  ])('warns of a server that answers %s for one record and serves the others', (outcome, words) => {
    const other = record(has('b'), [has('b'), has('b')], { name: '_dmarc.example.com' });
    const judgement = judge(record(has('a'), [has('a'), mute(outcome)]), other);
    expect(judgement).toMatchObject({ status: 'warn', reason: 'server-mute' });
    expect(judgement.fix).toContain(words);
  });

  it('leaves a server that answers nothing to the name servers, unless it gave the SOA', () => {
    const one = record(has('a'), [has('a'), mute('refused')]);
    expect(judge(one)).toMatchObject({ status: 'pass' });
    const soa = { address: '192.0.2.2', outcome: 'found' as const, serial: 1 };
    const zones = observed({ zones: [{ servers: [{ addresses: [soa] }] }] } as unknown as Facts['dns.zones']);
    expect(judgeWith(zones, one)).toMatchObject({ status: 'warn', reason: 'server-mute' });
  });
});
