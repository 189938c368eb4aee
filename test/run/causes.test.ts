import { describe, expect, it } from 'vitest';
import { checks as all } from '../../src/checks/index.ts';
import type { Finding, Judgement } from '../../src/core/finding.ts';
import type { Reasons } from '../../src/core/reason.ts';
import { withCauses } from '../../src/run/causes.ts';
import { finding as built } from '../records.ts';

const finding = (check: string, over: Partial<Finding> = {}): Finding =>
  built({ check, status: 'fail', reason: 'broken', fix: `Mend ${check}.`, ...over });

const declare = (reasons: { readonly [check: string]: Reasons }) =>
  new Map(Object.entries(reasons).map(([check, one]) => [check, { reasons: one }]));

const follower = declare({
  b: { broken: { status: ['fail'], says: 'B.', follows: [{ check: 'a', reasons: ['broken'] }] } },
  c: { broken: { status: ['fail'], says: 'C.', follows: [{ check: 'b' }] } },
});

const causes = (
  findings: readonly (Finding & Pick<Judgement, 'follows' | 'trouble' | 'unanswered' | 'hides'>)[],
  checks = follower,
) => withCauses(findings, checks).map(({ check, cause }) => `${check} ← ${cause ?? 'itself'}`);

describe('causes', () => {
  it('are those that the reason declares, up to the one that follows from no other', () => {
    expect(causes([finding('c'), finding('b'), finding('a')])).toEqual(['c ← a', 'b ← a', 'a ← itself']);
  });

  it('take the remedy from the follower, which says where it stands', () => {
    expect(withCauses([finding('b'), finding('a')], follower)[0]).toMatchObject({
      remedy: [],
      fix: expect.stringContaining('a'),
    });
  });

  it.each<[string, Finding]>([
    ['passes', finding('a', { status: 'pass', reason: 'ok' })],
    ['stands for another reason', finding('a', { reason: 'other' })],
    ['is accepted as a limitation', finding('a', { limitation: 'T-1' })],
  ])('are none when the cause %s', (_, cause) => {
    expect(withCauses([finding('b'), cause], follower)[0]).toMatchObject({ cause: null, remedy: [{ say: 'Mend b.' }] });
  });

  it('are one where the same trouble kept several facts from being seen, told at a blocker before a warning', () => {
    const unseen = { status: 'inconclusive', reason: 'failed', trouble: 'opt-in email.af-south-1.amazonaws.com' } as const;
    const findings = [
      { ...finding('warns', { severity: 'warning' }), ...unseen, unseen: 'ses.feedback' },
      { ...finding('x', { severity: 'blocker' }), ...unseen, unseen: 'ses.account' },
      { ...finding('y', { severity: 'blocker' }), ...unseen, unseen: 'ses.identity' },
      { ...finding('z', { severity: 'blocker' }), ...unseen, unseen: 'ses.identity', reason: 'need-failed' },
      { ...finding('other'), ...unseen, trouble: 'opt-in sns.af-south-1.amazonaws.com', unseen: 'sns.topic' },
    ];
    expect(causes(findings)).toEqual(['warns ← x', 'x ← itself', 'y ← x', 'z ← x', 'other ← itself']);
    expect(JSON.stringify(withCauses(findings, follower))).not.toContain('"trouble"');
  });

  it('are told at the finding that says why nobody could see, whatever met it, and at no other', () => {
    const met = (check: string, ...unanswered: readonly string[]) => ({
      ...finding(check, { severity: 'blocker', status: 'inconclusive', reason: 'cannot-judge' }),
      unanswered,
    });
    const findings = [
      met('below', 's1._domainkey.example.com', '_domainkey.example.com'),
      met('beside', '_dmarc.example.com'),
      met('both', 's1._domainkey.example.com', '_dmarc.example.com'),
      met('like', 'my_domainkey.example.com'),
      met('nothing'),
      { ...finding('name-servers', { severity: 'warning' }), hides: ['_domainkey.example.com'] },
    ];
    expect(causes(findings)).toEqual([
      'below ← name-servers',
      'beside ← itself',
      'both ← itself',
      'like ← itself',
      'nothing ← itself',
      'name-servers ← itself',
    ]);
    expect(JSON.stringify(withCauses(findings, follower))).not.toMatch(/"(?:hides|unanswered)"/);
  });

  it('are told at the check that they are declared to be of, though others met the same before it', () => {
    const met = {
      status: 'inconclusive',
      reason: 'failed',
      trouble: 'session-ended probe',
      follows: ['probe-credential'],
    } as const;
    const findings = [
      { ...finding('ses-identity-verified', { severity: 'blocker' }), ...met, unseen: 'ses.identity' },
      { ...finding('probe-credential', { severity: 'blocker' }), ...met, unseen: 'sts.probeIdentity' },
      { ...finding('sns-topic-exists', { severity: 'blocker' }), ...met, unseen: 'sns.topic' },
    ];
    expect(causes(findings)).toEqual([
      'ses-identity-verified ← probe-credential',
      'probe-credential ← itself',
      'sns-topic-exists ← probe-credential',
    ]);
  });

  it('may be named by what was observed', () => {
    expect(causes([{ ...finding('x'), follows: ['y'] }, finding('y')])).toEqual(['x ← y', 'y ← itself']);
  });

  it('may be named with the status, or the reasons, that they have to stand with', () => {
    const warn = finding('y', { status: 'warn', reason: 'other' });
    const named = (follow: object) => causes([{ ...finding('x'), follows: [{ check: 'y', ...follow }] }, warn])[0];
    expect(named({})).toBe('x ← y');
    expect(named({ status: ['fail', 'pending'] })).toBe('x ← itself');
    expect(named({ reasons: ['other'] })).toBe('x ← y');
    expect(named({ reasons: ['broken'] })).toBe('x ← itself');
  });

  it('of a fact that was not seen are owned by a blocker before a warning', () => {
    const unseen = { status: 'inconclusive', reason: 'denied', unseen: 'ses.eventDestinations' } as const;
    const findings = [
      finding('warns', { ...unseen, severity: 'warning' }),
      finding('blocks', { ...unseen, severity: 'blocker' }),
    ];
    expect(causes(findings)).toEqual(['warns ← blocks', 'blocks ← itself']);
  });

  it('of a fact that was not seen are owned by the first that needs the fact itself', () => {
    const unseen = (check: string, reason: string) => finding(check, { status: 'inconclusive', reason, unseen: 'ses.identity' });
    expect(causes([unseen('one', 'need-denied'), unseen('two', 'denied'), unseen('three', 'denied')])).toEqual([
      'one ← two',
      'two ← itself',
      'three ← two',
    ]);
  });

  it('of what is not seen are the finding that says why nothing of that party can be', () => {
    const unseen = finding('x', { status: 'inconclusive', reason: 'unreachable', unseen: 'sns.topic' });
    const checks = declare({ r: { broken: { status: ['fail'], says: 'R.', blinds: ['ses', 'sns'] } } });
    expect(causes([unseen, finding('r')], checks)).toEqual(['x ← r', 'r ← itself']);
    expect(causes([{ ...unseen, unseen: 'dns.dkim' }, finding('r')], checks)).toEqual(['x ← itself', 'r ← itself']);
  });

  it('that would close a ring leave the first finding at the root', () => {
    const ring = [
      { ...finding('x'), follows: ['y'] },
      { ...finding('y'), follows: ['x'] },
      { ...finding('z'), follows: ['y'] },
    ];
    expect(causes(ring)).toEqual(['x ← itself', 'y ← x', 'z ← x']);
  });

  it('declared by the checks name checks and reasons that exist, and form no ring', () => {
    const known = new Map(all.map((check) => [check.id, check.reasons ?? {}]));
    const arrows = all.flatMap(({ id, reasons }) =>
      Object.entries(reasons ?? {}).flatMap(([, { follows }]) => (follows ?? []).map((follow) => ({ id, follow }))),
    );
    const unknown = arrows.filter(
      ({ follow }) =>
        !known.has(follow.check) || follow.reasons?.some((reason) => known.get(follow.check)?.[reason] === undefined),
    );
    expect(unknown).toEqual([]);
    const reaches = (from: string, to: string, seen: readonly string[] = []): boolean =>
      !seen.includes(from) &&
      arrows.some(({ id, follow }) => id === from && (follow.check === to || reaches(follow.check, to, [...seen, from])));
    expect(all.map(({ id }) => id).filter((id) => reaches(id, id))).toEqual([]);
  });
});
