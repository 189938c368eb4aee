// Why a check could not judge: what was not seen, whose matter that is, and when to look again.
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { unseenNeed } from '../../src/run/root-cause.ts';

const AT = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };
const told = (observation: object | undefined) =>
  unseenNeed('ses.account', observation === undefined ? undefined : ({ ...observation, ...AT } as Observation<JsonValue>));

describe('a need that was not seen', () => {
  it('because nobody asked is asked again', () => {
    expect(told(undefined)).toMatchObject({
      status: 'inconclusive',
      reason: 'not-asked',
      observed: { need: 'ses.account' },
      unseen: 'ses.account',
    });
  });

  it.each([
    [
      'not-given',
      { status: 'not-applicable', reason: 'not-given', observed: { need: 'ses.account', notGiven: 'only a profile says it' } },
    ],
    [
      'not-applicable',
      {
        status: 'not-applicable',
        reason: 'not-applicable',
        observed: { need: 'ses.account', because: 'only a profile says it' },
      },
    ],
    [
      'not-asked',
      { status: 'not-applicable', reason: 'not-asked', observed: { need: 'ses.account', because: 'only a profile says it' } },
    ],
  ])('and was skipped as %s does not apply', (code, judgement) => {
    expect(told({ state: 'skipped', code, message: 'only a profile says it' })).toEqual(judgement);
  });

  it('for another that was not is settled by that one', () => {
    const root = { key: 'sts.probeIdentity', state: 'denied', code: 'AccessDenied', message: 'no right' };
    expect(told({ state: 'skipped', code: 'need-not-met', message: 'm', root })).toEqual({
      status: 'inconclusive',
      reason: 'need-denied',
      observed: { need: 'ses.account', root: 'sts.probeIdentity', code: 'AccessDenied', message: 'no right' },
      expected: 'certify could ask AWS who the probing credential is.',
      unseen: 'sts.probeIdentity',
      remedy: [{ say: 'First see to it that certify can ask AWS who the probing credential is: no right' }],
    });
    expect(told({ state: 'skipped', code: 'need-not-met', message: 'm' })).toMatchObject({
      reason: 'need-not-met',
      unseen: 'ses.account',
      expected: 'certify could ask SES about the account.',
      remedy: [{ say: 'First see to it that certify can ask SES about the account: m' }],
    });
  });

  it.each([
    [{ state: 'denied' }, 'certify may ask SES about the account.'],
    [{ state: 'denied', credential: 'probe' }, 'The probing credential (aws.probe) may ask SES about the account.'],
    [{ state: 'unreachable', host: 'email.example' }, 'email.example can be reached, to ask SES about the account.'],
    [{ state: 'unreachable' }, 'It is possible to ask SES about the account.'],
    [
      { state: 'failed', host: 'email.example' },
      'email.example answers without an error when certify asks SES about the account.',
    ],
    [{ state: 'failed' }, 'Whoever is asked answers without an error when certify asks SES about the account.'],
    [{ state: 'absent' }, 'There is something to ask SES about the account.'],
  ])('as %j says what must come about', (unseen, expected) => {
    expect(told({ code: 'X', message: 'm', ...unseen })).toMatchObject({
      status: 'inconclusive',
      reason: unseen.state,
      expected,
      unseen: 'ses.account',
    });
  });

  it('of a party that throttles is looked at again soon, and no other', () => {
    const failed = { state: 'failed', code: 'X', message: 'm' };
    expect(told({ ...failed, kind: 'throttled' }).retryAt).toBe('2026-11-20T10:02:00.000Z');
    expect(told({ ...failed, kind: 'party' })).not.toHaveProperty('retryAt');
    expect(told({ state: 'unreachable', code: 'X', message: 'm' })).not.toHaveProperty('retryAt');
  });

  it('is the matter of whoever the act names, else of the check’s owner', () => {
    expect(told({ state: 'denied', code: 'X', message: 'm', credential: 'probe', action: 'ses:GetAccount' }).owner).toBe(
      'AWS admin',
    );
    expect(told({ state: 'failed', code: 'SERVFAIL', message: 'no' })).not.toHaveProperty('owner');
  });
});
