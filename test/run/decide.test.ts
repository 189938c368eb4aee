import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { decide, type DecideInput, openQuestions } from '../../src/run/decide.ts';

const finding = (change: Partial<Finding>): Finding => ({
  check: 'dkim-tokens',
  step: 's',
  title: 't',
  status: 'pass',
  severity: 'blocker',
  reason: 'ok',
  owner: 'DNS admin',
  references: [],
  observations: [],
  cause: null,
  ...change,
  remedy: change.remedy ?? (change.fix === undefined ? [] : [{ say: change.fix, owner: change.owner ?? 'DNS admin' }]),
});

const input = (change: Partial<DecideInput>): DecideInput => ({
  findings: [],
  limitations: [],
  mode: 'live',
  environment: 'production',
  provider: 'SES',
  part: null,
  proves: true,
  reservations: [],
  ...change,
});

const failed = finding({ status: 'fail', fix: 'Add the record.\nmore' });
const pending = finding({ status: 'pending', retryAt: '2026-11-20T11:00:00.000Z', fix: 'Wait.' });
const unclear = finding({ status: 'inconclusive', check: 'ses-account', fix: 'Allow it.' });
const limitation = {
  check: 'dkim-tokens',
  reason: 'r',
  ticket: 'T-1',
  approvedBy: 'a',
  expires: '2026-12-01',
  state: 'used',
} as const;

const CASES: readonly (readonly [string, Partial<DecideInput>, string, number])[] = [
  ['a blocker failed, even in the lab', { findings: [failed], mode: 'lab' }, 'NOT_CERTIFIED', 1],
  ['a blocker failed and another is open', { findings: [unclear, failed] }, 'NOT_CERTIFIED', 1],
  ['a blocker is pending', { findings: [pending] }, 'INCONCLUSIVE', 3],
  ['a blocker could not be judged', { findings: [unclear] }, 'INCONCLUSIVE', 3],
  ['only a warning failed', { findings: [finding({ status: 'fail', severity: 'warning' })] }, 'CERTIFIED', 0],
  [
    'a warning counts as a blocker when asked to',
    { findings: [finding({ status: 'warn', severity: 'blocker' })] },
    'NOT_CERTIFIED',
    1,
  ],
  ['nothing was to be proven', { proves: false }, 'READY', 0],
  ['the tenant is in development', { environment: 'development' }, 'READY', 0],
  ['everything passed in the lab', { mode: 'lab' }, 'LAB_ONLY', 0],
  ['everything passed', {}, 'CERTIFIED', 0],
  [
    'a failing check is accepted',
    { findings: [{ ...failed, limitation: 'T-1' }], limitations: [limitation] },
    'CERTIFIED_WITH_LIMITATIONS',
    0,
  ],
  ['certify sent it itself', { reservations: ['via provider'] }, 'CERTIFIED_WITH_LIMITATIONS', 0],
  ['a limitation cannot make a lab run certify', { mode: 'lab', reservations: ['x'] }, 'LAB_ONLY', 0],
];

describe('the decision', () => {
  it.each(CASES)('when %s', (_, change, outcome, exitCode) => {
    expect(decide(input(change))).toMatchObject({ outcome, exitCode });
  });

  it('takes the first act of the first blocker, whole, with the owner of that act', () => {
    const act = {
      say: 'Publish this record.',
      owner: 'gym owner',
      records: [{ name: 'example.com', type: 'TXT', ttl: 300, add: ['x'], remove: [], keep: [] }],
    } as const;
    const later = { say: 'Then wait.', owner: 'support' } as const;
    const action = 'Publish this record.\nexample.com. 300 IN TXT "x"';
    expect(decide(input({ findings: [finding({ status: 'fail', remedy: [act, later] })] })).next).toEqual({
      action,
      owner: 'gym owner',
      retryAt: null,
      act,
    });
  });

  it('sends people to the cause, also when that is no blocker itself', () => {
    const cause = finding({ check: 'name-servers', status: 'warn', severity: 'warning', fix: 'Repair the zone.' });
    const follower = finding({ status: 'fail', cause: 'name-servers' });
    const decision = decide(input({ findings: [follower, cause] }));
    expect(decision).toMatchObject({ outcome: 'NOT_CERTIFIED', next: { action: 'Repair the zone.' } });
  });

  it('lists causes before what follows from them', () => {
    const follower = finding({ check: 'a', status: 'fail', cause: 'b' });
    const cause = finding({ check: 'b', status: 'fail', fix: 'Mend b.' });
    expect(decide(input({ findings: [follower, cause] }))).toMatchObject({ blockers: ['b', 'a'], next: { action: 'Mend b.' } });
  });

  it('says when to look again while something can finish by itself', () => {
    expect(decide(input({ findings: [pending] })).next.retryAt).toBe('2026-11-20T11:00:00.000Z');
  });

  it('names the cause before what only follows from it', () => {
    const held = finding({ check: 'live-receipt', status: 'inconclusive', reason: 'withheld-gate', cause: 'dkim-tokens' });
    expect(decide(input({ findings: [held, pending] })).next.action).toBe('Wait.');
  });

  it('puts what a person can act on before what only needs waiting', () => {
    expect(decide(input({ findings: [pending, unclear] })).next.action).toBe('Allow it.');
  });

  it('ends a look at a part of the checks in LOOKED, with no go-ahead', () => {
    const decided = decide(input({ proves: false, part: { judged: 1, of: 57 } }));
    expect(decided).toMatchObject({ outcome: 'LOOKED', exitCode: 0 });
    expect(decided.why).toContain('1 of 57');
    expect(decide(input({ proves: false, part: { judged: 1, of: 57 }, findings: [failed] })).outcome).toBe('NOT_CERTIFIED');
  });

  it.each([
    ['SES', 'production', /certify ses/],
    ['SMTP', 'staging', /certify smtp/],
    ['SES', 'development', /proves nothing/],
    [null, 'production', /certify init/],
  ] as const)('names after READY what comes next for %s in %s', (provider, environment, says) => {
    expect(decide(input({ proves: false, provider, environment })).next.action).toMatch(says);
  });

  const open = finding({ check: 'dmarc-alignment', status: 'inconclusive', reason: 'd-not-seen', openUntilSent: true });

  it.each([
    ['decides where one is sent', { findings: [open] }, 'INCONCLUSIVE'],
    ['decides nothing where none is', { findings: [open], proves: false }, 'READY'],
    ['fails nothing where none is', { findings: [{ ...open, status: 'fail' }], proves: false }, 'READY'],
    ['decides nothing once it is accepted', { findings: [{ ...open, limitation: 'T-1' }] }, 'CERTIFIED'],
  ] as const)('a question that only a received message answers %s', (_, change, outcome) => {
    expect(decide(input(change)).outcome).toBe(outcome);
  });

  it('says in READY what stays open and what was not seen, each check once', () => {
    const unseen = finding({ check: 'ses-account', status: 'inconclusive', severity: 'warning', reason: 'need-denied' });
    const findings = [open, open, unseen, finding({ check: 'name-servers' })];
    expect(decide(input({ proves: false, findings })).why).toBe(
      'Everything that was looked at is in order; nothing was sent. Still open, and never proven by this: dmarc-alignment. Not seen: ses-account.',
    );
    expect(decide(input({ proves: false })).why).toBe('Everything that was looked at is in order; nothing was sent.');
  });

  it.each<[string, Partial<Finding>, string]>([
    ['could not be seen', { status: 'inconclusive' }, ' Not seen: dkim-tokens.'],
    ['was not asked', { status: 'inconclusive', reason: 'not-asked' }, ''],
    ['follows from another', { status: 'inconclusive', cause: 'name-servers' }, ''],
    ['waits', { status: 'pending' }, ''],
    [
      'a message will answer',
      { status: 'inconclusive', openUntilSent: true },
      ' Still open, and never proven by this: dkim-tokens.',
    ],
    [
      'a message may answer after a wait',
      { status: 'pending', openUntilSent: true },
      ' Still open, and never proven by this: dkim-tokens.',
    ],
    ['a message will answer with its cause', { status: 'inconclusive', openUntilSent: true, cause: 'name-servers' }, ''],
    ['was answered', { status: 'pass', openUntilSent: true }, ''],
    ['failed already', { status: 'fail', openUntilSent: true }, ''],
  ])('of a check that %s', (_, change, says) => {
    expect(openQuestions([finding(change)])).toBe(says);
  });

  it('says what does not hold in the words of the first, and counts the other checks', () => {
    const why = (...findings: readonly Finding[]) => decide(input({ findings })).why;
    const other = finding({ check: 'name-servers', title: 'The zone answers', status: 'fail' });
    expect(why(failed)).toBe('This does not hold: “t” (dkim-tokens).');
    expect(why(failed, failed)).toBe('This does not hold: “t” (dkim-tokens).');
    expect(why(other, failed)).toBe('This does not hold: “The zone answers” (name-servers), and 1 more.');
    expect(why(pending, unclear)).toBe('This could not be decided: “t” (ses-account), and 1 more.');
    expect(decide(input({ findings: [pending, unclear] })).blockers).toEqual(['dkim-tokens', 'ses-account']);
  });

  it.each<[string, Partial<Finding>, object]>([
    [
      'what is expected, where nothing can be done',
      { expected: 'It answers.' },
      { action: 'It answers.', owner: 'DNS admin', act: null },
    ],
    ['the title, where nothing is expected either', {}, { action: 't', owner: 'DNS admin', act: null }],
    ['the person, where the profile names one', { who: 'Ada' }, { action: 't', who: 'Ada' }],
    [
      'the person of the act',
      { remedy: [{ say: 'Do.', owner: 'support', who: 'Bob' }], who: 'Ada' },
      { owner: 'support', who: 'Bob' },
    ],
  ])('takes as next action %s', (_, change, next) => {
    expect(decide(input({ findings: [finding({ status: 'fail', ...change })] })).next).toMatchObject(next);
  });

  it('names nobody where the profile names nobody', () => {
    expect(decide(input({ findings: [failed] })).next).not.toHaveProperty('who');
  });

  it('looks again when the cause says, else when what follows from it does', () => {
    const cause = finding({ check: 'name-servers', severity: 'warning', status: 'warn' });
    const follower = finding({ status: 'pending', cause: 'name-servers', retryAt: '2026-11-20T11:00:00.000Z' });
    const next = (...findings: readonly Finding[]) => decide(input({ findings })).next.retryAt;
    expect(next(follower, cause)).toBe('2026-11-20T11:00:00.000Z');
    expect(next(follower, { ...cause, retryAt: '2026-11-20T12:00:00.000Z' })).toBe('2026-11-20T12:00:00.000Z');
  });

  it('names what a certificate rests on: limitations that were used, with their end and ticket, and reservations', () => {
    const unused = { ...limitation, check: 'mail-policies', state: 'unused' } as const;
    const decided = decide(input({ limitations: [limitation, unused], reservations: ['The ledger was attested'] }));
    expect(decided).toMatchObject({
      why: 'Proven, with limitations: dkim-tokens is accepted until 2026-12-01 (T-1); The ledger was attested.',
      next: { owner: 'implementation engineer', retryAt: null, act: null },
    });
    expect(decide(input({ limitations: [unused] })).outcome).toBe('CERTIFIED');
  });

  it('tells one check of a part from several', () => {
    expect(decide(input({ part: { judged: 2, of: 57 } })).why).toContain('2 of 57 checks were looked at again, and are in order');
    expect(decide(input({ part: { judged: 1, of: 57 } })).why).toContain('1 of 57 checks was looked at again, and is in order');
  });
});
