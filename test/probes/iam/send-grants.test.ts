import { describe, expect, it } from 'vitest';
import { ownDecision } from '../../../src/probes/iam/send-grants.ts';

describe('the principal’s own side of what IAM decides', () => {
  it.each([
    ['within the account', 'allowed', undefined, 'allowed'],
    ['within the account, with details that are there and empty', 'implicitDeny', {}, 'implicitDeny'],
    [
      'where the other account’s policy was not given',
      'implicitDeny',
      { 'IAM Policy': 'allowed', 'Resource Policy': 'implicitDeny' },
      'allowed',
    ],
    ['where both refuse', 'implicitDeny', { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'implicitDeny' }, 'implicitDeny'],
    [
      'where a Deny of its own wins',
      'explicitDeny',
      { 'IAM Policy': 'explicitDeny', 'Resource Policy': 'allowed' },
      'explicitDeny',
    ],
    ['where only the resource’s side is told', 'implicitDeny', { 'Resource Policy': 'allowed' }, 'implicitDeny'],
    ['where nothing is told', undefined, undefined, 'unknown'],
  ])('is told %s', (_, decision, details, own) => {
    expect(ownDecision(decision, details)).toBe(own);
  });
});
