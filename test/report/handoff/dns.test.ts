// The DNS admin's changes, derived from observations of a zone: what to add, what to remove, what must stay.
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../../src/checks/check.ts';
import { dkimTokens } from '../../../src/checks/dns/dkim-tokens.ts';
import { dmarcRecord } from '../../../src/checks/dns/dmarc-record.ts';
import { mailFrom } from '../../../src/checks/dns/mail-from.ts';
import { spfAuthorises } from '../../../src/checks/dns/spf-authorises.ts';
import type { JsonValue } from '../../../src/core/json.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { RunDocument } from '../../../src/core/record.ts';
import type { AnyProbe } from '../../../src/probes/probe.ts';
import { dkimProbe } from '../../../src/probes/dns/dkim.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { mailFromProbe } from '../../../src/probes/dns/mail-from.ts';
import { spfProbe } from '../../../src/probes/dns/spf.ts';
import { recordChanges } from '../../../src/report/handoff/dns.ts';
import { checkLines } from '../../../src/report/handoff/dns-text.ts';
import { KEY } from '../../fakes/dkim-keys.ts';
import { factFrom, noCaches, observed, senderProfile, sesIdentity } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { findingFrom } from '../../../src/run/evaluate.ts';
import { failedDocument, finding } from '../../records.ts';

const PROFILE = senderProfile({}, { ses: { region: 'ap-south-1', identity: 'example.com', mailFrom: 'bounce.example.com' } });
const MX = '10 feedback-smtp.ap-south-1.amazonses.com';
const SPF = 'v=spf1 include:amazonses.com ~all';
const at = (token: string): string => `${token}._domainkey.example.com`;

const HEALTHY: Zone = {
  'example.com': { MX: ['10 mx.example.com'], TXT: ['site=1'] },
  'bounce.example.com': { MX: [MX], TXT: [SPF] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.com'] },
  'amazonses.com': { TXT: ['v=spf1 ip4:199.255.192.0/22 -all'] },
  ...Object.fromEntries(['aaa', 'bbb', 'ccc'].map((token) => [at(token), { CNAME: [`${token}.dkim.amazonses.com`] }])),
  ...Object.fromEntries(['aaa', 'bbb', 'ccc'].map((token) => [`${token}.dkim.amazonses.com`, { TXT: [KEY] }])),
};

const PARTS = [
  [dkimProbe, dkimTokens],
  [mailFromProbe, mailFrom],
  [spfProbe, spfAuthorises],
  [dmarcProbe, dmarcRecord],
] as unknown as readonly (readonly [AnyProbe, AnyCheck])[];

const looked = async (zone: Zone): Promise<RunDocument> => {
  const observations: Record<string, Observation<JsonValue>> = {};
  const findings = await Promise.all(
    PARTS.map(async ([probe, check]) => {
      const facts = { 'ses.identity': sesIdentity({ mailFrom: 'bounce.example.com' }) };
      const value = await factFrom(probe, { zone: { ...HEALTHY, ...zone }, profile: PROFILE, facts });
      observations[probe.key] = observed(value as unknown as JsonValue);
      const judgement = check.evaluate({ ...noCaches, [probe.key]: { state: 'observed', value } } as never);
      const { title, severity, references, observations: seen } = finding({ check: check.id });
      return findingFrom(judgement, {
        check: check.id,
        step: 'dns',
        title,
        reasons: check.reasons,
        severity,
        owner: 'DNS admin',
        references,
        observations: seen,
      });
    }),
  );
  return failedDocument({ observations, findings });
};

const changes = async (zone: Zone) => {
  const record = await looked(zone);
  const open = record.findings.filter(({ status }) => status !== 'pass');
  return recordChanges(record, open).map(({ name, type, add, remove, keep }) => ({ name, type, add, remove, keep }));
};

type Change = Awaited<ReturnType<typeof changes>>[number];

/** The zone after an admin did literally what the change says. */
const carriedOut = (zone: Zone, { name, type, add, remove }: Change): Zone => {
  const there = zone[name] === undefined || typeof zone[name] === 'string' ? {} : zone[name];
  const before = there[type];
  const kept = (before === undefined || typeof before === 'string' ? [] : before).filter((value) => !remove.includes(value));
  const values = [...kept, ...add];
  const { [type]: _, ...others } = there;
  return { ...zone, [name]: values.length === 0 ? others : { ...others, [type]: values } };
};

const cname = (token: string) => ({ name: at(token), type: 'CNAME', add: [`${token}.dkim.amazonses.com`], remove: [], keep: [] });

describe('the changes', () => {
  it('are none for a zone that is right', async () => expect(await changes({})).toEqual([]));

  it.each<[string, Zone, readonly object[]]>([
    ['adds the CNAME that is missing, and only that', { [at('bbb')]: 'nxdomain' }, [cname('bbb')]],
    [
      'removes the TXT record that stands where a CNAME belongs',
      { [at('bbb')]: { TXT: ['bbb.dkim.amazonses.com'] } },
      [{ name: at('bbb'), type: 'TXT', add: [], remove: ['bbb.dkim.amazonses.com'], keep: [] }, cname('bbb')],
    ],
    [
      'removes the record at the doubled name',
      { [at('bbb')]: 'nxdomain', [`${at('bbb')}.example.com`]: { CNAME: ['bbb.dkim.amazonses.com'] } },
      [cname('bbb'), { name: `${at('bbb')}.example.com`, type: 'CNAME', add: [], remove: ['bbb.dkim.amazonses.com'], keep: [] }],
    ],
    [
      'changes a CNAME that lost its final dot',
      { [at('bbb')]: { CNAME: ['bbb.dkim.amazonses.com.example.com'] } },
      [{ ...cname('bbb'), remove: ['bbb.dkim.amazonses.com.example.com'] }],
    ],
    [
      'keeps the right one of two MX records',
      { 'bounce.example.com': { MX: ['10 mail.example.com', MX], TXT: [SPF] } },
      [{ name: 'bounce.example.com', type: 'MX', add: [], remove: ['10 mail.example.com'], keep: [MX] }],
    ],
    [
      'merges two SPF records into one, and keeps other texts',
      { 'bounce.example.com': { MX: [MX], TXT: ['v=spf1 mx:example.com -all', SPF, 'other=1'] } },
      [
        {
          name: 'bounce.example.com',
          type: 'TXT',
          add: ['v=spf1 include:amazonses.com mx:example.com ~all'],
          remove: ['v=spf1 mx:example.com -all', SPF],
          keep: ['other=1'],
        },
      ],
    ],
    [
      'puts the provider into the record that is there',
      { 'bounce.example.com': { MX: [MX], TXT: ['v=spf1 ip4:192.0.2.1 -all'] } },
      [
        {
          name: 'bounce.example.com',
          type: 'TXT',
          add: ['v=spf1 include:amazonses.com ip4:192.0.2.1 -all'],
          remove: ['v=spf1 ip4:192.0.2.1 -all'],
          keep: [],
        },
      ],
    ],
    [
      'takes back what lets the whole internet pass',
      { 'bounce.example.com': { MX: [MX], TXT: ['v=spf1 include:amazonses.com +all'] } },
      [{ name: 'bounce.example.com', type: 'TXT', add: [SPF], remove: ['v=spf1 include:amazonses.com +all'], keep: [] }],
    ],
    [
      'keeps one of two DMARC records',
      { '_dmarc.example.com': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=reject; rua=mailto:d@example.com'] } },
      [
        {
          name: '_dmarc.example.com',
          type: 'TXT',
          add: [],
          remove: ['v=DMARC1; p=none'],
          keep: ['v=DMARC1; p=reject; rua=mailto:d@example.com'],
        },
      ],
    ],
    [
      'moves a DMARC record from the domain itself, whose other texts stay',
      { '_dmarc.example.com': 'nxdomain', 'example.com': { TXT: ['v=DMARC1; p=reject', 'site=1'] } },
      [
        { name: '_dmarc.example.com', type: 'TXT', add: ['v=DMARC1; p=reject'], remove: [], keep: [] },
        { name: 'example.com', type: 'TXT', add: [], remove: ['v=DMARC1; p=reject'], keep: ['site=1'] },
      ],
    ],
    [
      'does not take over what a wildcard answers',
      { '_dmarc.example.com': { TXT: ['v=spf1 -all'] } },
      [
        {
          name: '_dmarc.example.com',
          type: 'TXT',
          add: ['v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
          remove: [],
          keep: [],
        },
      ],
    ],
    [
      'takes pct out of a policy that is enforced',
      { '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; pct=20'] } },
      [
        {
          name: '_dmarc.example.com',
          type: 'TXT',
          add: ['v=DMARC1; p=reject'],
          remove: ['v=DMARC1; p=reject; pct=20'],
          keep: [],
        },
      ],
    ],
  ])('%s, and carried out they leave nothing to change', async (_, zone, wanted) => {
    const asked = await changes(zone);
    expect(asked).toEqual(wanted);
    const mended = asked.reduce(carriedOut, { ...HEALTHY, ...zone });
    const after = await looked(mended);
    expect(after.findings.map(({ check, status, reason }) => `${check} ${status} ${reason}`)).toEqual(
      after.findings.map(({ check }) => expect.stringMatching(new RegExp(`^${check} pass`))),
    );
    expect(await changes(mended)).toEqual([]);
  });

  it('ask for nothing where DNS did not answer', async () =>
    expect(await changes({ [at('bbb')]: 'servfail', '_dmarc.example.com': 'timeout', 'bounce.example.com': 'timeout' })).toEqual(
      [],
    ));

  it('leave a record in somebody else’s zone to whoever runs it', () => {
    const change = {
      name: 'example.com._report._dmarc.vendor.example',
      type: 'TXT',
      ttl: 3600,
      add: ['v=DMARC1'],
      remove: [],
      keep: null,
    } as const;
    const remedy = [{ say: 'Agree.', owner: 'mail provider admin', records: [change] }] as const;
    expect(recordChanges(failedDocument(), [finding({ check: 'dmarc-reports', status: 'warn', remedy })])).toEqual([]);
  });

  it('are one a name and type, with every check that asks for it', () => {
    const change = { name: 'x.example.com', type: 'TXT', ttl: 3600, add: ['a'], remove: [], keep: [] } as const;
    const asked = (check: string) =>
      finding({ check, status: 'fail', remedy: [{ say: 'Publish it.', owner: 'DNS admin', records: [change] }] });
    expect(recordChanges(failedDocument(), [asked('one'), asked('two')])).toEqual([
      { ...change, currentTtl: null, checks: ['one', 'two'] },
    ]);
  });

  it('are checked with the flags that the run knew', async () =>
    expect(checkLines(await looked({}))).toEqual([
      'certify dns example.com --mail-from bounce.example.com --provider ses --region ap-south-1',
    ]));
});
