// The decision of `certify dns` speaks of the domain and of flags, never of a profile or of certifying.
import { describe, expect, it } from 'vitest';
import type { DnsOutcome } from '../../src/core/ports/dns.ts';
import type { RunDocument } from '../../src/core/record.ts';
import { aboutDomain } from '../../src/run/dns-decision.ts';
import { failedDocument, finding } from '../records.ts';

const seen = (outcome: DnsOutcome, detail: string | null = null) => {
  const lookup = { name: 'example.com', type: 'MX', outcome, values: [], chain: [], ttl: null, server: null, detail };
  const timed = { state: 'observed' as const, at: '2026-11-20T20:16:02.000Z', durationMs: 1 };
  return {
    'dns.dmarc': { ...timed, value: { domain: 'example.com', walk: [], apex: lookup, doubled: null } },
    'dns.mailDomains': { ...timed, value: { domains: [{ role: 'from', domain: 'example.com', mx: lookup, address: null }] } },
  };
};

const READY = {
  outcome: 'READY',
  exitCode: 0,
  blockers: [],
  why: '',
  next: { action: '', owner: 'support', retryAt: null, act: null },
} as const;

const told = (over: Partial<RunDocument>): RunDocument =>
  aboutDomain(
    failedDocument({
      tenant: 'example.com',
      decision: READY,
      findings: [],
      provider: null,
      observations: seen('found'),
      ...over,
    }),
  );

describe('the decision', () => {
  it('says that nothing has to change, and what was not looked at', () => {
    const { decision, run } = told({});
    expect(decision.why).toBe(
      'What DNS shows for mail from example.com is in order. DKIM was not looked at: no selector was named.',
    );
    expect(decision.next).toMatchObject({ action: 'Nothing has to change.', owner: 'DNS admin' });
    expect(run.runbook).toBeNull();
  });

  it('names the first of the things that are worth mending, with its record', () => {
    const records = [
      { name: '_dmarc.example.com', type: 'TXT', ttl: 3600, add: ['v=DMARC1; p=none'], remove: [], keep: [] },
    ] as const;
    const remedy = [{ say: 'Add this record:', owner: 'DNS admin', records }] as const;
    const findings = [
      finding({ check: 'dmarc-record', status: 'fail', severity: 'warning', owner: 'DNS admin', remedy }),
      finding({ check: 'name-servers', status: 'inconclusive' }),
    ];
    const { decision } = told({ findings });
    expect(decision.why).toBe('Nothing stops mail from example.com; one thing is worth mending. Not seen: name-servers.');
    expect(decision.next.action).toBe('Add this record:\n_dmarc.example.com. 3600 IN TXT "v=DMARC1; p=none"');
  });

  it.each<[DnsOutcome, string, string]>([
    ['nxdomain', 'does not exist', 'gym owner'],
    ['timeout', 'No resolver answered', 'network admin'],
    ['servfail', 'SERVFAIL', 'DNS admin'],
  ])('after %s says “%s”, to the %s', (outcome, words, owner) => {
    const { decision } = told({ observations: seen(outcome, 'detail.') });
    expect(decision.why).toContain(words);
    expect(decision.next.owner).toBe(owner);
  });

  it('waits for a cache that denies what the name servers have', () => {
    const next = { action: 'Wait.', owner: 'DNS admin', retryAt: '2026-11-20T21:00:00.000Z', act: null } as const;
    const findings = [finding({ check: 'sender-domain-receives', status: 'pending', reason: 'stale-caches' })];
    const decision = { ...READY, outcome: 'INCONCLUSIVE', exitCode: 3, next } as const;
    const read = told({ observations: seen('nxdomain'), findings, decision }).decision;
    expect(read.why).toContain('The name servers know example.com');
    expect(read.next).toEqual(next);
  });

  it('tells a signature that does not validate from a server that fails', () => {
    const findings = [finding({ check: 'dns-propagation', status: 'fail', reason: 'dnssec-bogus', fix: 'Repair the DNSSEC.' })];
    const { decision } = told({ observations: seen('servfail'), findings });
    expect(decision.why).toContain('DNSSEC signatures do not validate');
    expect(decision.next.action).toBe('Repair the DNSSEC.');
  });

  it.each([
    ['name-servers', 'not-served', 'DNS admin', 'delegates it to name servers of which none serves it'],
    ['dns-propagation', 'resolver-fails', 'network admin', 'while its name servers answer for it'],
  ] as const)('tells %s, %s, and how it is mended, only where the domain was not found', (check, reason, owner, why) => {
    const remedy = [{ say: 'Mend it there.', owner }] as const;
    const findings = [finding({ check, status: 'fail', reason, owner, remedy })];
    const lost = told({ observations: seen('servfail'), findings }).decision;
    expect([lost.why.includes(why), lost.next.action, lost.next.owner]).toEqual([true, 'Mend it there.', owner]);
    expect(told({ observations: seen('found'), findings }).decision.why).not.toContain(why);
    const followed = [finding({ check: 'x', status: 'fail', reason, owner, remedy, cause: 'y' })];
    expect(told({ observations: seen('servfail'), findings: followed }).decision.why).not.toContain(why);
  });

  it('names a flag where an act names a field of the profile, and leaves out what only a profile can say', () => {
    const act = (name: string, say: string) =>
      ({ say, field: { in: 'profile', name, value: null }, owner: 'DNS admin' }) as const;
    const remedy = [
      act('squareos.sender.dkim', 'Name the selectors in squareos.sender.dkim.'),
      act('dns.authoritative', 'Or say that name servers cannot be asked.'),
    ];
    const [first] = told({ findings: [finding({ check: 'x', status: 'warn', remedy })] }).findings;
    expect(first?.fix).toBe('Name the selectors in --selector.');
  });
});

describe('the decision about a domain', () => {
  const timed = { state: 'observed' as const, at: '2026-11-20T20:16:02.000Z', durationMs: 1 };
  const keys = { ...timed, value: { records: [] } };

  it('says nothing of selectors where some were named', () => {
    expect(told({ observations: { ...seen('found'), 'dns.dkimKeys': keys } }).decision.why).toBe(
      'What DNS shows for mail from example.com is in order.',
    );
  });

  it.each([
    ['NOT_CERTIFIED', 'Mail from example.com is at risk until this is mended: dmarc-record, spf-record.'],
    ['INCONCLUSIVE', 'Not every answer that decides came: dmarc-record, spf-record.'],
  ] as const)('%s names the checks that decide, and keeps what comes next', (outcome, why) => {
    const next = { action: 'Do it.', owner: 'DNS admin', retryAt: '2026-11-20T21:00:00.000Z', act: null } as const;
    expect(told({ decision: { ...READY, outcome, blockers: ['dmarc-record', 'spf-record'], next } }).decision).toMatchObject({
      why,
      next,
    });
  });

  it('speaks of flags in what comes next too', () => {
    const act = {
      say: 'Name it in squareos.sender.dkim.',
      field: { in: 'profile', name: 'squareos.sender.dkim', value: null },
      owner: 'DNS admin',
    } as const;
    const decision = {
      ...READY,
      outcome: 'NOT_CERTIFIED',
      next: { action: act.say, owner: 'DNS admin', retryAt: null, act },
    } as const;
    expect(told({ decision }).decision.next).toMatchObject({
      action: 'Name it in --selector.',
      act: { say: 'Name it in --selector.' },
    });
    const gone = { ...act, field: { in: 'profile', name: 'dns.authoritative', value: null } } as const;
    expect(told({ decision: { ...decision, next: { ...decision.next, act: gone } } }).decision.next.action).toBe(act.say);
  });

  it('counts what is worth mending, and names a cause before what follows', () => {
    const findings = [
      finding({ check: 'spf-record', title: 'SPF', status: 'warn', cause: 'name-servers' }),
      finding({
        check: 'name-servers',
        title: 'The zone answers',
        status: 'warn',
        owner: 'DNS admin',
        retryAt: '2026-11-20T21:00:00.000Z',
      }),
    ];
    const { decision } = told({ findings });
    expect(decision.why).toBe('Nothing stops mail from example.com; 2 things are worth mending.');
    expect(decision.next).toEqual({
      action: 'The zone answers',
      owner: 'DNS admin',
      retryAt: '2026-11-20T21:00:00.000Z',
      act: null,
    });
  });

  const zones = (zone: string | null, detail: string | null = null) => ({
    ...seen('nxdomain'),
    'dns.zones': {
      ...timed,
      value: {
        zones: [
          { domain: 'other.example', zone: 'x', detail: 'no' },
          { domain: 'example.com', zone, detail },
        ],
      },
    },
  });

  it.each([
    ['nobody looked for its zone', seen('nxdomain'), 'does not exist: DNS answers NXDOMAIN.', 'gym owner'],
    ['it has none', zones(null), 'does not exist: DNS answers NXDOMAIN.', 'gym owner'],
    [
      'it has none, and somebody says why',
      zones(null, 'com does not delegate it.'),
      'NXDOMAIN. com does not delegate it.',
      'gym owner',
    ],
    ['a zone above it is there', zones('com.example'), 'NXDOMAIN.', 'DNS admin'],
  ])('that does not exist, where %s', (_, observations, ends, owner) => {
    const { decision } = told({ observations });
    expect(decision.why.endsWith(ends)).toBe(true);
    expect(decision.next.owner).toBe(owner);
    expect(decision.next.action.includes('the zone com.example, which is there')).toBe(owner === 'DNS admin');
  });

  it('tells what the resolver said, where it said anything', () => {
    expect(told({ observations: seen('timeout', 'No answer from 192.0.2.53.') }).decision.why).toBe(
      'No resolver answered, so nothing is known of example.com. No answer from 192.0.2.53.',
    );
    expect(told({ observations: seen('servfail') }).decision.why).toBe(
      'example.com could not be resolved: the resolver failed (SERVFAIL).',
    );
  });
});
