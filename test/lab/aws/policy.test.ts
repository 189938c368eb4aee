// The lab's own idea of a policy, of a filter, and of a canonical request.
import { describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../src/lab/aws/spec.ts';
import { fill, overlay } from '../../../src/lab/scenario/fill.ts';
import { evaluatePolicy, matchesPattern, type PolicyQuestion } from '../../../src/lab/aws/policy.ts';
import { filterPasses } from '../../../src/lab/sns/filter.ts';
import { readAuthorization, sign, signatureMatches } from '../../../src/lab/aws/sigv4.ts';

const question = (given: Partial<PolicyQuestion> = {}): PolicyQuestion => ({
  action: 'sns:Publish',
  resource: 'arn:aws:sns:ap-south-1:111122223333:t',
  principal: { kind: 'Service', names: ['ses.amazonaws.com'] },
  context: { 'aws:sourceaccount': '111122223333' },
  ...given,
});
const allow = (given: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'SNS:Publish',
  Resource: '*',
  ...given,
});

describe('a policy', () => {
  it.each([
    ['allows what it names', [allow()], 'allowed'],
    ['denies by default', [], 'implicitDeny'],
    ['denies when a deny fits too', [allow(), allow({ Effect: 'Deny' })], 'explicitDeny'],
    ['asks for the principal', [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })], 'implicitDeny'],
    ['takes any principal for AWS: *', [allow({ Principal: { AWS: '*' } })], 'allowed'],
    ['takes any principal for *', [allow({ Principal: '*' })], 'allowed'],
    [
      'asks for its conditions',
      [allow({ Condition: { StringEquals: { 'AWS:SourceAccount': '999988887777' } } })],
      'implicitDeny',
    ],
    [
      'reads condition keys in any case',
      [allow({ Condition: { StringEquals: { 'aws:sourceAccount': ['1', '111122223333'] } } })],
      'allowed',
    ],
    [
      'does not fit where the key is missing',
      [allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:ses:*' } } })],
      'implicitDeny',
    ],
  ] as const)('%s', (_title, statements, verdict) => {
    expect(evaluatePolicy(statements, question())).toBe(verdict);
  });

  it('reads * and ? and nothing else as wildcards', () => {
    expect(matchesPattern('arn:aws:ses:*:identity/ex?mple.com', 'arn:aws:ses:r:1:identity/example.com')).toBe(true);
    expect(matchesPattern('a.c', 'abc')).toBe(false);
  });
});

describe('a filter policy', () => {
  it.each([
    [{ eventType: ['Delivery'] }, 'MessageBody', true],
    [{ eventType: ['Bounce'] }, 'MessageBody', false],
    [{ mail: { source: [{ prefix: 'bill' }] } }, 'MessageBody', true],
    [{ eventType: [{ 'anything-but': ['Delivery'] }] }, 'MessageBody', false],
    [{ eventType: ['Delivery'] }, 'MessageAttributes', false],
    [{ eventType: [{ exists: false }] }, 'MessageAttributes', true],
  ] as const)('%j in %s: %s', (policy, scope, passes) => {
    expect(filterPasses(policy, scope, '{"eventType":"Delivery","mail":{"source":"billing@example.com"}}')).toBe(passes);
  });
});

describe('a signature', () => {
  it('holds for the request it was made for, and for no other', () => {
    const body = Buffer.from('{}');
    const request = {
      method: 'GET',
      target: '/v2/email/identities/a%40example.com?b=2&a=1%201',
      host: 'h',
      body,
      contentType: 'x',
    };
    const headers = sign(request, { accessKeyId: 'AKIAX', secret: 's', region: 'r', service: 'ses' }, new Date(0));
    const authorization = readAuthorization(headers);
    if (authorization === null || authorization === 'malformed') throw new Error('not readable');
    expect(signatureMatches({ ...request, headers }, authorization, 's')).toBe(true);
    expect(signatureMatches({ ...request, headers }, authorization, 't')).toBe(false);
    expect(
      signatureMatches({ ...request, headers, target: '/v2/email/identities/b%40example.com?b=2&a=1%201' }, authorization, 's'),
    ).toBe(false);
  });
});

describe('a scenario over another', () => {
  it('merges mappings, replaces or edits sequences, and takes keys away with null', () => {
    expect(
      overlay({ a: { b: 1, c: 2 }, d: [1], e: ['x 1', 'y 2'] }, { a: { b: 3 }, d: [2], e: { drop: ['x'], add: ['z'] } }),
    ).toEqual({
      a: { b: 3, c: 2 },
      d: [2],
      e: ['y 2', 'z'],
    });
    expect(overlay({ a: 1 }, { a: null })).toEqual({ a: null });
  });

  it('refuses keys and kinds that have no place', () => {
    expect(() => fill({ a: 1 }, { b: 1 }, 'x')).toThrow('x.yaml: `b`: unknown key; known are a');
    expect(() => fill({ a: 1 }, { a: 'one' }, 'x')).toThrow('x.yaml: `a`: number is expected');
  });
});
