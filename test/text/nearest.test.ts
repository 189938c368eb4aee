import { describe, expect, it } from 'vitest';
import { didYouMean, meant, nearest } from '../../src/text/nearest.ts';

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

describe('what may have been meant', () => {
  const scenarios = ['healthy-ses', 'ses-dkim-off', 'ses-dkim-one-missing', 'smtp-dkim-key-missing'];

  it('is what holds every part of the word, where no single one is near', () => {
    expect(meant('dkim', scenarios)).toEqual(scenarios.slice(1));
    expect(meant('missing dkim', scenarios)).toEqual(scenarios.slice(2));
    expect(meant('helthy-ses', scenarios)).toEqual(['healthy-ses']);
    expect(meant('mising', scenarios)).toEqual(scenarios.slice(2));
  });

  it('is nothing for a word that no name holds', () => {
    expect(meant('xyzzy', scenarios)).toEqual([]);
    expect(didYouMean('xyzzy', scenarios)).toBe('');
    expect(didYouMean('ses-dkim-of', scenarios)).toBe('Did you mean ses-dkim-off? ');
  });
});
