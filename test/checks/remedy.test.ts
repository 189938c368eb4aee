import { describe, expect, it } from 'vitest';
import { changeRecord, permitAct } from '../../src/checks/remedy.ts';
import type { Denied } from '../../src/core/observation.ts';

const denied = (over: Partial<Denied> = {}): Denied => ({
  state: 'denied',
  code: 'AccessDenied',
  message: 'because no identity-based policy allows it',
  credential: 'probe',
  action: 'ses:GetAccount',
  ...over,
});

describe('the act for a refused read', () => {
  it('is the least statement for the credential that was refused', () => {
    expect(permitAct(denied({ resource: 'arn:aws:sns:eu-west-1:1:t' }))).toMatchObject({
      owner: 'AWS admin',
      say: expect.stringContaining('aws.probe'),
      statement: [{ Effect: 'Allow', Action: 'ses:GetAccount', Resource: 'arn:aws:sns:eu-west-1:1:t' }],
    });
    expect(permitAct(denied()).statement?.[0]?.['Resource']).toBe('*');
  });

  it('is no Allow where AWS names a Deny: an Allow does not help against it', () => {
    const act = permitAct(denied({ message: 'with an explicit deny in an identity-based policy' }));
    expect(act.statement).toBeUndefined();
    expect(act.say).toMatch(/Take ses:GetAccount out of the Deny/);
  });

  it('names no statement where AWS named no action', () => {
    const { action: _, ...silent } = denied();
    expect(permitAct(silent).statement).toBeUndefined();
  });
});

describe('a change of a record set', () => {
  const set = { name: 'example.com', type: 'TXT' } as const;
  it.each([
    ['adds what is missing', { before: [], after: ['a'], all: ['z'] }, { add: ['a'], remove: [], keep: ['z'] }],
    [
      'takes out what must go',
      { before: ['a', 'b'], after: ['a'], all: ['a', 'b', 'z'] },
      { add: [], remove: ['b'], keep: ['a', 'z'] },
    ],
    [
      'says when it does not know what else stands there',
      { before: ['a'], after: ['b'], all: null },
      { add: ['b'], remove: ['a'], keep: null },
    ],
  ])('%s', (_, change, wanted) => expect(changeRecord({ ...set, ...change })).toMatchObject(wanted));

  it('is none when nothing has to change', () => {
    expect(changeRecord({ ...set, before: ['a', 'a'], after: ['a'], all: ['a'] })).toBeNull();
  });
});
