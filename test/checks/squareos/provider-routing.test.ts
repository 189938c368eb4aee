import { describe, expect, it } from 'vitest';
import { providerRouting } from '../../../src/checks/squareos/provider-routing.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen } from '../live/builders.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const routing = [
  'provider: SMTP',
  'provider: SMTP\nrouting: {documentedBy: Support, ticket: T-9, otherProfile: gym-ses.yaml}',
] as const;

type Other = NonNullable<Facts['run.otherProvider']>;
type OtherRecord = NonNullable<Other['record']>;

const NOW = '2026-11-20T10:00:00.000Z';
const certified: OtherRecord = {
  id: 'ev-ses',
  outcome: 'CERTIFIED',
  blockers: [],
  finishedAt: '2026-11-01T10:00:00.000Z',
  whole: true,
};
const other = (record: OtherRecord | null, over: Partial<Other> = {}): Other => ({
  profile: 'gym-ses.yaml',
  problem: null,
  detail: null,
  tenant: 'main-gym',
  provider: 'SES',
  record,
  ...over,
});

const judged = (
  tenant: ReturnType<typeof ses>,
  found: Other | null,
  held: Observation<Facts['squareos.state']> = { state: 'absent', at: NOW, durationMs: 0, code: 'NotNamed', message: 'none' },
) =>
  toldBy(
    providerRouting,
    providerRouting.evaluate({
      ...tenant,
      'run.otherProvider': seen(found),
      'run.clock': seen({ now: NOW }),
      'squareos.state': held,
    }),
  );

describe('provider-routing', () => {
  it('passes for one provider', () => {
    expect(judged(ses(), null)).toMatchObject({ status: 'pass', reason: 'ok' });
    expect(judged(smtp(), null)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['sends', { fakeModeEnabled: false }, 'fail', 'two-in-squareos'],
    ['is in fake mode', { fakeModeEnabled: true }, 'pass', 'ok'],
    ['does not tell whether it sends', {}, 'warn', 'two-in-squareos-perhaps'],
    ['is of the same provider', { provider: 'SES', fakeModeEnabled: false }, 'pass', 'ok'],
    ['is for another channel', { channel: 'SMS', fakeModeEnabled: false }, 'pass', 'ok'],
    ['is of no provider of email', { provider: 'TWILIO', fakeModeEnabled: false }, 'pass', 'ok'],
  ] as const)('judges a second account in SquareOS that %s: %j', (_, over, status, reason) => {
    const account = { channel: 'EMAIL', provider: 'SMTP', accountName: 'SMTP Live', ...over };
    const state = {
      schema: 'certify.squareos-state/1',
      exportedAt: NOW,
      channelAccounts: [{ channel: 'EMAIL', provider: 'SES', accountName: 'SES Live', fakeModeEnabled: false }, account],
    } as const;
    expect(judged(ses(), null, seen({ state, fresh: true }))).toMatchObject({ status, reason });
  });

  it('fails for two providers without routing', () => {
    const both = { ...smtp()['profile.tenant'].value, ses: ses()['profile.tenant'].value.ses };
    expect(judged({ ...ses(), 'profile.tenant': seen(both) }, null)).toMatchObject({
      status: 'fail',
      reason: 'two-providers-undocumented',
    });
  });

  it.each([
    ['passes while the other one is certified', certified, 'pass', 'ok'],
    ['passes for one certified with limitations', { ...certified, outcome: 'CERTIFIED_WITH_LIMITATIONS' }, 'pass', 'ok'],
    [
      'warns while the other one waits for this one alone',
      { ...certified, outcome: 'NOT_CERTIFIED', blockers: ['provider-routing'] },
      'warn',
      'two-providers',
    ],
    [
      'fails while something else keeps the other one back',
      { ...certified, outcome: 'NOT_CERTIFIED', blockers: ['provider-routing', 'dkim-tokens'] },
      'fail',
      'other-not-certified',
    ],
    ['fails for an undecided one', { ...certified, outcome: 'INCONCLUSIVE' }, 'fail', 'other-not-certified'],
    ['fails without a record', null, 'fail', 'other-record-missing'],
    ['fails for an edited record', { ...certified, whole: false }, 'fail', 'other-record-altered'],
    ['fails after 90 days', { ...certified, finishedAt: '2026-08-01T10:00:00.000Z' }, 'fail', 'other-record-expired'],
    ['fails for one of tomorrow', { ...certified, finishedAt: '2026-11-22T10:00:00.000Z' }, 'fail', 'other-record-expired'],
  ] as const)('%s', (_, record, status, reason) => {
    expect(judged(smtp(routing), other(record))).toMatchObject({ status, reason, observed: { ticket: 'T-9' } });
  });

  it('says how to certify the other one', () => {
    expect(judged(smtp(routing), other(null)).fix).toContain('certify ses gym-ses.yaml');
  });

  it('says of each record that does not do what is the matter with it', () => {
    const whys = [
      null,
      { ...certified, whole: false },
      { ...certified, finishedAt: '2026-08-01T10:00:00.000Z' },
      { ...certified, validUntil: '2026-11-05T10:00:00.000Z' },
      { ...certified, finishedAt: '2026-11-22T10:00:00.000Z' },
      { ...certified, outcome: 'INCONCLUSIVE' },
      { ...certified, outcome: 'NOT_CERTIFIED', blockers: ['provider-routing'] },
    ].map((record) => judged(smtp(routing), other(record)).fix);
    expect(new Set(whys).size).toBe(whys.length);
    expect(whys[3]).toContain('held until 2026-11-05');
    expect(whys[4]).toContain('a clock is wrong');
  });

  it.each([
    ['missing', null, 'there is no such file'],
    ['refused', '`regoin` is not a key', '`regoin` is not a key'],
    ['same-provider', null, 'of the same provider'],
  ] as const)('fails when the other profile is %s, and says why', (problem, detail, says) => {
    const told = judged(smtp(routing), other(null, { problem, detail }));
    expect(told).toMatchObject({ status: 'fail', reason: 'other-profile-missing' });
    expect(told.fix).toContain(says);
  });
});
