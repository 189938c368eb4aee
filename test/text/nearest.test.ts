import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const KNOWN = ['region', 'identity', 'configurationSet', 'snsTopicArn', 'requireSnsSignature'];

describe('the nearest known word', () => {
  it.each([
    ['regoin', 'region'],
    ['Region', 'region'],
    ['configuration_set', 'configurationSet'],
    ['configuration-set-name', 'configurationSet'],
    ['snstopicarn', 'snsTopicArn'],
    ['identiy', 'identity'],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, KNOWN)).toBe(expected);
  });

  it.each(['password', 'x', '', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY', 'a'.repeat(5000)])('is none for %s', (word) => {
    expect(nearest(word, KNOWN)).toBeNull();
  });
});
