import { describe, expect, it } from 'vitest';
import { accessKeyForm } from '../../src/aws/access-key.ts';

describe('accessKeyForm', () => {
  it.each([
    ['AKIAIOSFODNN7EXAMPLE', 'long-term', true],
    ['ASIAIOSFODNN7EXAMPLE', 'temporary', true],
    ['AIDAIOSFODNN7EXAMPLE', 'other-identifier', true],
    ['AROAIOSFODNN7EXAMPLE', 'other-identifier', true],
    ['AKIAIOSFODNN7', 'long-term', false],
    ['akiaiosfodnn7example', 'unknown', false],
    ['sender@example.com', 'unknown', false],
  ])('calls %s %s', (id, kind, wellFormed) => {
    expect(accessKeyForm(id)).toMatchObject({ kind, wellFormed });
  });

  it('shows prefix and last four only', () => {
    expect(accessKeyForm('AKIAIOSFODNN7EXAMPLE').shown).toBe('AKIA***MPLE');
    expect(accessKeyForm('short').shown).toBe('***');
  });
});
