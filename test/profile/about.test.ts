// Which key of the profile a finding is shown at: every check has one, and each key is one of the profile's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { keysAbout, placesAbout } from '../../src/profile/about.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const profile = (name: string): string => readFileSync(join(ROOT, 'docs', `profile-${name}.example.yaml`), 'utf8');

interface Schema {
  readonly properties?: { readonly [key: string]: Schema };
  readonly anyOf?: readonly Schema[];
}
const schema = JSON.parse(readFileSync(join(ROOT, 'runbooks', 'profile.schema.json'), 'utf8')) as Schema;

const holds = (given: Schema, [key, ...rest]: readonly string[]): boolean => {
  if (key === undefined) return true;
  return [given, ...(given.anyOf ?? [])].some(({ properties }) => {
    const inner = properties?.[key];
    return inner !== undefined && holds(inner, rest);
  });
};

const about = checks.map(({ id, needs }) => ({ check: id, observations: needs }));

describe('the place of a finding in the profile', () => {
  it.each(about.map((one) => [one.check, one] as const))('%s is about keys that a profile has', (_, one) => {
    const keys = keysAbout(one);
    expect(keys.filter((key) => !holds(schema, key.split('.')))).toEqual([]);
    // The tenant's name alone says nothing: it is where a finding goes that is about no value.
    if (!['name-servers'].includes(one.check))
      expect(keys[0], 'src/profile/about.ts says which keys its facts, or the check, are about').not.toBe('tenant');
  });

  it('is the line of the key, or of the first of them that stands in the profile', () => {
    const text = profile('ses');
    const lineOf = (key: RegExp): number => text.split('\n').findIndex((line) => key.test(line)) + 1;
    const places = placesAbout(text, about);
    expect(places['dkim-tokens']?.line).toBe(lineOf(/^ {2}identity:/));
    expect(places['spf-authorises']?.line).toBe(lineOf(/senderValue:/));
    expect(places['ses-event-destination']?.line).toBe(lineOf(/configurationSet:/));
    expect(places['sns-subscription']?.line).toBe(lineOf(/snsTopicArn:/));
    expect(places['webhook-endpoint']?.line).toBe(lineOf(/^ {2}url:/));
    expect(places['smtp-reachable']?.line).toBe(lineOf(/^tenant:/));
    expect(placesAbout(profile('smtp'), about)['smtp-reachable']?.line).not.toBe(1);
  });

  it('is the key that the remedy names, before any other', () => {
    const field = { in: 'profile', name: 'ses.region', value: 'eu-west-1' } as const;
    const finding = {
      check: 'dkim-tokens',
      observations: ['dns.dkim'],
      remedy: [{ say: 'Write it.', owner: 'AWS admin' as const, field }],
    };
    expect(keysAbout(finding)[0]).toBe('ses.region');
  });

  it.each(['', '- a', '{', 'a: &b 1'])('%j has none', (text) => {
    expect(placesAbout(text, about)).toEqual({});
  });
});
