// One fault of DNS is told as one cause, whatever the checks see of it: in the caches, at the name servers, in SES.
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../../src/checks/check.ts';
import { dkimKeys } from '../../../src/checks/dns/dkim-keys.ts';
import { dkimTokens } from '../../../src/checks/dns/dkim-tokens.ts';
import { dmarcAlignment } from '../../../src/checks/dns/dmarc-alignment.ts';
import { dmarcRecord } from '../../../src/checks/dns/dmarc-record.ts';
import { dnsPropagation } from '../../../src/checks/dns/dns-propagation.ts';
import { mailFrom } from '../../../src/checks/dns/mail-from.ts';
import { mailPolicies } from '../../../src/checks/dns/mail-policies.ts';
import { nameServers } from '../../../src/checks/dns/name-servers.ts';
import { senderDomainReceives } from '../../../src/checks/dns/sender-domain-receives.ts';
import { spfAuthorises } from '../../../src/checks/dns/spf-authorises.ts';
import { sesMailFromStatus } from '../../../src/checks/ses/ses-mail-from-status.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
import type { JsonValue } from '../../../src/core/json.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Runbook } from '../../../src/core/runbook.ts';
import type { ListedBy, NameServer, RecordSeen, SeenAt } from '../../../src/facts/dns-where.ts';
import { dkimProbe } from '../../../src/probes/dns/dkim.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { alignmentProbe } from '../../../src/probes/dns/alignment.ts';
import { mailDomainsProbe } from '../../../src/probes/dns/mail-domains.ts';
import { mailPoliciesProbe } from '../../../src/probes/dns/mail-policies.ts';
import { spfProbe } from '../../../src/probes/dns/spf.ts';
import { whereSeenProbe } from '../../../src/probes/dns/where-seen.ts';
import { zonesProbe } from '../../../src/probes/dns/zones.ts';
import type { AnyProbe } from '../../../src/probes/probe.ts';
import { withCauses } from '../../../src/run/causes.ts';
import { findingOf } from '../../../src/run/evaluate.ts';
import { factFrom, observed, senderProfile, sesIdentity } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
const CHECKS: readonly AnyCheck[] = [dkimTokens, mailFrom, dmarcRecord, dnsPropagation, nameServers, sesMailFromStatus];
const INPUT = {
  runbook: { severities: [] } as unknown as Runbook,
  checks: new Map(CHECKS.map((check) => [check.id, check])),
  environment: 'production',
  failOnWarning: false,
} as const;

const HOST = '10 feedback-smtp.ap-south-1.amazonses.com';

const TOKENS = ['aaa', 'bbb', 'ccc'].map((token) => `${token}._domainkey.example.com`);
const target = (name: string): string => `${name.split('.')[0]}.dkim.amazonses.com`;
const KEY = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

/** What a resolver gives, all of it right. */
const RIGHT: Zone = {
  'example.com': {},
  ...Object.fromEntries(TOKENS.map((name) => [name, { CNAME: [target(name)] }])),
  ...Object.fromEntries(TOKENS.map((name) => [target(name), { TXT: [KEY] }])),
  'bounce.example.com': { MX: [HOST] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] },
};

const without = (zone: Zone, ...names: readonly string[]): Zone =>
  Object.fromEntries(Object.entries(zone).filter(([name]) => !names.includes(name)));

const NOTHING: SeenAt = { outcome: 'nxdomain', values: [], ttl: 600, detail: null };
const has = (value: string): SeenAt => ({ outcome: 'found', values: [value], ttl: 600, detail: null });

const seen = (name: string, type: 'MX' | 'TXT', caches: SeenAt, ...servers: readonly SeenAt[]): RecordSeen => ({
  name,
  type,
  bogus: false,
  bogusZone: null,
  zone: 'example.com',
  caches,
  authorities: servers.map((one, at) => ({ ...one, host: `ns${at + 1}.example.net`, address: `192.0.2.${at + 1}` })),
});

const served = (name: string, listedBy: ListedBy, outcome: DnsOutcome = 'found'): NameServer => ({
  host: `${name}.example.net`,
  alias: null,
  listedBy,
  lookup: 'found',
  addresses: [{ address: `192.0.2.${name.slice(2)}`, outcome, serial: null, detail: null }],
});

const judged = async (
  zone: Zone,
  records: readonly RecordSeen[],
  inSes = 'bounce.example.com',
  servers: readonly NameServer[] = [served('ns1', 'both'), served('ns2', 'both')],
): Promise<readonly Finding[]> => {
  const delegation = { parent: 'com', servers: servers.map(({ host }) => host) };
  const own = { domain: 'example.com', zone: 'example.com', outcome: 'found', detail: null, servers, delegation };
  const identity = sesIdentity({ mailFrom: inSes });
  const given = { zone, profile: PROFILE, facts: { 'ses.identity': identity } };
  const observations = new Map<string, Observation<JsonValue>>(
    Object.entries({
      'ses.identity': identity,
      'dns.dkim': observed(await factFrom(dkimProbe, given)),
      'dns.mailFrom': observed(await factFrom(mailFromProbe, { ...given, facts: {} })),
      'dns.dmarc': observed(await factFrom(dmarcProbe, given)),
      'dns.whereSeen': observed({ records }),
      'dns.zones': observed({ zones: [own] }),
      'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
      'profile.tenant': observed({ ses: { region: 'ap-south-1', mailFrom: 'bounce.example.com' } }),
    }) as unknown as readonly [string, Observation<JsonValue>][],
  );
  return withCauses(
    CHECKS.map((check) => findingOf(check, 'dns', observations, INPUT)),
    INPUT.checks,
  );
};

const open = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');

const told = (findings: readonly Finding[]): readonly string[] =>
  open(findings).map(({ check, reason, cause }) => `${check}: ${reason}${cause === null ? '' : ` ← ${cause}`}`);

const [FIRST = '', SECOND = '', THIRD = ''] = TOKENS;
const DMARC = '_dmarc.example.com';
const BOUNCE = 'bounce.example.com';

describe('a record that is wrong', () => {
  it('is told where it is judged, and not as caches that are behind: the name servers have something wrong as well', async () => {
    const zone = without(RIGHT, DMARC);
    const records = [seen(DMARC, 'TXT', NOTHING, has('v=spf1 -all'), has('v=spf1 -all'))];
    expect(told(await judged(zone, records))).toEqual([
      'dmarc-record: missing',
      'dns-propagation: stale-negative ← dmarc-record',
    ]);
  });

  it('is told where it is judged, where only caches still have it', async () => {
    const zone = { ...RIGHT, [BOUNCE]: { MX: ['10 mx.example.org'] } };
    const records = [seen(BOUNCE, 'MX', has('10 mx.example.org'), NOTHING)];
    expect(told(await judged(zone, records))).toEqual(['mail-from: mx-wrong-host', 'dns-propagation: only-caches ← mail-from']);
  });

  it('is told with those that only caches still have, all of which are entered in one go', async () => {
    const zone = without(RIGHT, SECOND, THIRD);
    const findings = await judged(zone, [
      seen(FIRST, 'TXT', has(`CNAME ${target(FIRST)}`), NOTHING),
      seen(SECOND, 'TXT', NOTHING, NOTHING),
      seen(THIRD, 'TXT', NOTHING, NOTHING),
    ]);
    expect(told(findings)).toEqual(['dkim-tokens: all-missing', 'dns-propagation: only-caches ← dkim-tokens']);
    expect(findings[0]?.remedy.flatMap(({ records }) => records ?? []).map(({ name }) => name)).toEqual(TOKENS);
  });

  it('leaves what caches alone are behind with to the caches', async () => {
    const zone = without(RIGHT, DMARC, BOUNCE);
    const findings = await judged(zone, [
      seen(DMARC, 'TXT', NOTHING, has('v=spf1 -all')),
      seen(BOUNCE, 'MX', NOTHING, has(HOST)),
    ]);
    expect(told(findings)).toEqual([
      'mail-from: stale-caches ← dns-propagation',
      'dmarc-record: missing',
      'dns-propagation: stale-negative',
    ]);
    const propagation = findings.find(({ check }) => check === 'dns-propagation');
    expect(propagation?.remedy).toHaveLength(1);
    expect(propagation?.fix).toContain(BOUNCE);
    expect(propagation?.fix).not.toContain(DMARC);
    expect(JSON.stringify(findings)).not.toContain('"follows"');
  });
});

describe('a record that is right at some name servers', () => {
  it('is nobody’s to publish: the servers that differ are the cause', async () => {
    const zone = without(RIGHT, DMARC);
    const records = [seen(DMARC, 'TXT', NOTHING, has('v=DMARC1; p=reject'), NOTHING)];
    expect(told(await judged(zone, records))).toEqual([
      'dmarc-record: missing ← dns-propagation',
      'dns-propagation: some-servers',
    ]);
  });

  it('is mended at the registrar, where only the delegation leads to the server that lacks it', async () => {
    const zone = without(RIGHT, DMARC);
    const record = seen(DMARC, 'TXT', NOTHING, has('v=DMARC1; p=reject'), NOTHING);
    const authorities = record.authorities.map((one, at) => (at === 1 ? { ...one, onlyParent: true as const } : one));
    expect(
      told(await judged(zone, [{ ...record, authorities }], BOUNCE, [served('ns1', 'both'), served('ns2', 'parent')])),
    ).toEqual([
      'dmarc-record: missing ← name-servers',
      'dns-propagation: some-servers ← name-servers',
      'name-servers: delegation-differs',
    ]);
  });

  it('is told of the server that does not serve the zone, where that one lacks it', async () => {
    const zone = without(RIGHT, DMARC);
    const records = [seen(DMARC, 'TXT', NOTHING, has('v=DMARC1; p=reject'), NOTHING)];
    const findings = await judged(zone, records, BOUNCE, [served('ns1', 'both'), served('ns2', 'both', 'servfail')]);
    expect(told(findings)).toEqual([
      'dmarc-record: missing ← name-servers',
      'dns-propagation: some-servers ← name-servers',
      'name-servers: does-not-serve',
    ]);
  });

  it('is told of the alias that stands beside it, where the resolver goes after that one', async () => {
    const zone = { ...without(RIGHT, DMARC), [DMARC]: { CNAME: ['gone.example.net'] } };
    const record = seen(DMARC, 'TXT', has('CNAME gone.example.net'), has('v=DMARC1; p=reject'));
    const authorities = record.authorities.map((one) => ({ ...one, beside: ['CNAME gone.example.net'] }));
    expect(told(await judged(zone, [{ ...record, authorities }]))).toEqual([
      'dmarc-record: dangling-cname ← dns-propagation',
      'dns-propagation: alias-beside',
    ]);
  });

  it('is told beside the servers that differ, where none of them has it right', async () => {
    const zone = without(RIGHT, DMARC);
    const records = [seen(DMARC, 'TXT', NOTHING, has('v=spf1 -all'), NOTHING)];
    expect(told(await judged(zone, records))).toEqual(['dmarc-record: missing', 'dns-propagation: some-servers']);
  });

  it('waits for the caches where the others have it as well', async () => {
    const zone = without(RIGHT, DMARC, FIRST);
    const findings = await judged(zone, [
      seen(DMARC, 'TXT', NOTHING, has('v=DMARC1; p=reject'), NOTHING),
      seen(FIRST, 'TXT', NOTHING, has(`CNAME ${target(FIRST)}`), has(`CNAME ${target(FIRST)}`)),
    ]);
    expect(told(findings)).toEqual([
      'dkim-tokens: stale-caches',
      'dmarc-record: missing ← dns-propagation',
      'dns-propagation: some-servers',
    ]);
  });
});

describe('a MAIL FROM domain other than declared', () => {
  it.each<[string, Zone, RecordSeen]>([
    ['wrong', { ...RIGHT, [BOUNCE]: { MX: ['10 mx.example.org'] } }, seen(BOUNCE, 'MX', has('10 mx.example.org'), NOTHING)],
    ['missing at some servers', RIGHT, seen(BOUNCE, 'MX', has(HOST), has(HOST), NOTHING)],
    ['in caches alone', RIGHT, seen(BOUNCE, 'MX', has(HOST), NOTHING)],
    ['not in caches yet', without(RIGHT, BOUNCE), seen(BOUNCE, 'MX', NOTHING, has(HOST))],
  ])('is the one cause, its MX being %s', async (_, zone, record) => {
    const roots = open(await judged(zone, [record], 'mail.example.com')).filter(({ cause }) => cause === null);
    expect(roots.map(({ check, reason }) => `${check}: ${reason}`)).toEqual(['ses-mail-from-status: other-than-declared']);
  });
});

const ALL: readonly AnyCheck[] = [
  dkimTokens,
  dkimKeys,
  mailFrom,
  spfAuthorises,
  dmarcRecord,
  dmarcAlignment,
  senderDomainReceives,
  mailPolicies,
  nameServers,
  dnsPropagation,
  sesMailFromStatus,
];

/** What every check of DNS says where the probes ask this zone, in the order in which they need each other. */
const judgedAll = async (zone: Zone): Promise<readonly Finding[]> => {
  const identity = sesIdentity({ mailFrom: BOUNCE });
  const facts: { [key: string]: Observation<unknown> } = {
    'ses.identity': identity,
    'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
    'profile.tenant': observed({ ses: { region: 'ap-south-1', mailFrom: BOUNCE } }),
  };
  const probes: readonly AnyProbe[] = [
    dkimProbe,
    mailFromProbe,
    spfProbe,
    dmarcProbe,
    alignmentProbe,
    mailDomainsProbe,
    mailPoliciesProbe,
    zonesProbe,
    whereSeenProbe,
  ];
  for (const probe of probes) {
    const given = Object.fromEntries(
      [...probe.needs, ...(probe.uses ?? [])].flatMap((key) => (facts[key] ? [[key, facts[key]]] : [])),
    );
    facts[probe.key] = observed(await factFrom(probe, { zone, profile: PROFILE, facts: given }));
  }
  const observations = new Map(Object.entries(facts)) as ReadonlyMap<string, Observation<JsonValue>>;
  const input = { ...INPUT, checks: new Map(ALL.map((check) => [check.id, check])) };
  return withCauses(
    ALL.filter(({ needs }) => needs.every((key) => observations.has(key))).map((check) =>
      findingOf(check, 'dns', observations, input),
    ),
    input.checks,
  );
};

describe('a resolver that answers nothing', () => {
  it.each<DnsOutcome>(['timeout', 'servfail', 'resolver-failed', 'refused', 'unreachable', 'lame', 'notimp', 'malformed'])(
    'with %s is one trouble, whatever was asked',
    async (outcome) => {
      const findings = await judgedAll({ '*.com': outcome, com: outcome });
      const roots = open(findings).filter(({ cause }) => cause === null);
      expect(open(findings).length).toBeGreaterThan(6);
      expect(roots.map(({ check }) => check)).toEqual(['dkim-tokens']);
    },
  );

  it('for every name is one trouble, of names in other zones too', async () => {
    const zone = {
      ...RIGHT,
      [BOUNCE]: { MX: [HOST], TXT: ['v=spf1 include:amazonses.com include:other.net ~all'] },
      'amazonses.com': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'] },
      'other.net': 'resolver-failed',
      [DMARC]: 'resolver-failed',
    } as const;
    const met = told(await judgedAll(zone)).filter((one) => /^(?:spf-authorises|dmarc-record):/.test(one));
    expect(met).toEqual(['spf-authorises: partly-observed', 'dmarc-record: cannot-judge ← spf-authorises']);
  });

  it('for one zone leaves another to itself', async () => {
    const zone = {
      ...RIGHT,
      [BOUNCE]: { MX: [HOST], TXT: ['v=spf1 include:amazonses.com include:other.net ~all'] },
      'other.net': 'servfail',
      [DMARC]: 'servfail',
    } as const;
    const roots = open(await judgedAll(zone)).filter(({ cause }) => cause === null);
    expect(roots.map(({ check }) => check)).toEqual(expect.arrayContaining(['spf-authorises', 'dmarc-record']));
  });
});
