import { describe, expect, it } from 'vitest';
import { didYouMean, didYouMeanFile, meant, nearest } from '../../src/text/nearest.ts';

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

describe('a path where no file is', () => {
  const list = async (folder: string): Promise<readonly string[]> => {
    if (folder === 'gyms/') return ['main-gym.yaml', 'north.yaml', '.main-gyn.yaml'];
    if (folder === '.') return ['profile.yaml'];
    throw new Error('may not be read');
  };

  it.each([
    ['gyms/main-gm.yaml', 'Did you mean gyms/main-gym.yaml? '],
    ['gyms/main-gym.yml', 'Did you mean gyms/main-gym.yaml? '],
    ['prfile.yaml', 'Did you mean profile.yaml? '],
    ['gyms/west-coast.json', ''],
    ['/elsewhere/gym.yaml', ''],
  ])('%s is answered with its neighbour', async (path, said) => {
    expect(await didYouMeanFile({ list }, path)).toBe(said);
  });
});

it('names what was cut off', () => {
  const ids = ['20261120T201601Z-ses-main-gym-0a1b2c3d', '20261120T201601Z-ses-main-gym-ffffffff', 'other'];
  expect(meant('20261120T2016', ids)).toEqual(ids.slice(0, 2));
  expect(meant('20261120t201601z-ses-main-gym-0a', ids)).toEqual(ids.slice(0, 1));
});
