// Profiles for tests: the two examples of the documentation, with one line changed at a time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/core/errors.ts';
import type { LoadedProfile } from '../../src/profile/profile.ts';
import { loadProfile, type ProfileSource } from '../../src/profile/load.ts';

const read = (provider: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', `profile-${provider}.example.yaml`), 'utf8');

export const SES = read('ses');
export const SMTP = read('smtp');

export const load = (text: string, more: Partial<ProfileSource> = {}): LoadedProfile =>
  loadProfile({ text, path: 'gym.yaml', directory: '/profiles', ...more });

/** The text with one part replaced; fails when the part is not there. */
export const changed = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`The example has no "${from}".`);
  return text.replace(from, () => to);
};

/** The refusal of a profile, or an error when it loads. */
export const refusalOf = (text: string, more: Partial<ProfileSource> = {}): UsageError => {
  try {
    load(text, more);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('The profile loads.');
};
