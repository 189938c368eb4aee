// What is said of something that could not be seen: who can help, and what it hangs on.
import { describe, expect, it } from 'vitest';
import { firstUnanswered } from '../../src/checks/dns/unanswered.ts';
import { cannotJudge, partlyObserved } from '../../src/checks/unseen.ts';
import { denied } from './aws-builders.ts';

const told = (unseen: Parameters<typeof partlyObserved>[1], key: Parameters<typeof partlyObserved>[2] = 'ses.configurationSet') =>
  partlyObserved('The set main', unseen, key);

describe('what could not be seen', () => {
  it('by a right that is missing is for the AWS admin to give', () => {
    const refused = told(denied('ses:GetConfigurationSet'), 'ses.configurationSet');
    expect(refused).toMatchObject({
      status: 'inconclusive',
      reason: 'partly-observed',
      owner: 'AWS admin',
      unseen: 'ses.configurationSet',
      observed: { unseen: 'The set main', state: 'denied', code: 'AccessDeniedException' },
      expected: 'The set main can be seen.',
    });
    expect(JSON.stringify(refused.remedy)).toContain('ses:GetConfigurationSet');
  });

  it('for want of an answer is for whoever reaches it', () => {
    const silent = told({ state: 'unreachable', code: 'ETIMEDOUT', message: 'm', host: 'email.example' });
    expect(silent.remedy).toEqual([{ say: 'Make email.example reachable from here, then run again.' }]);
    expect(silent).not.toHaveProperty('owner');
    expect(silent.unseen).toBe('ses.configurationSet');
    expect(told({ state: 'unreachable', code: 'X', message: 'm' }).remedy?.[0]?.say).toBe(
      'Make the party reachable from here, then run again.',
    );
  });

  it('for another reason is settled by that', () => {
    expect(told({ state: 'failed', code: 'X', message: 'no.' }).remedy).toEqual([
      { say: 'Settle why the set main could not be seen, then run again: no.' },
    ]);
    expect(told({ state: 'failed', code: 'X', message: 'm', kind: 'throttled' }).remedy?.[0]?.say).toContain('in a few minutes');
    const skipped = told({ state: 'skipped', code: 'need-not-met', message: 'no account.' });
    expect(skipped.remedy?.[0]?.say).toBe('Settle why the set main could not be seen, then run again: no account.');
    expect(skipped).not.toHaveProperty('follows');
  });

  it('in an answer is what the answer does not tell', () => {
    expect(cannotJudge('the quota')).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
      observed: {},
      expected: 'The answer tells the quota.',
    });
  });

  it.each([
    [['found', 'servfail', 'timeout'], 'servfail'],
    [['nxdomain', 'nodata', 'loop'], 'timeout'],
    [[undefined, 'refused'], 'refused'],
    [[], 'timeout'],
  ] as const)('of %j the first that is no answer is %s', (outcomes, first) => {
    expect(firstUnanswered(outcomes)).toBe(first);
  });
});
