import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../../src/world/imap/trouble.ts';

const said = (response: string, username: string): string =>
  troubleOf(Object.assign(new Error('x'), { response: `A1 NO ${response}`, authenticationFailed: true }), {
    signedIn: false,
    username,
  }).says;

describe('a server that repeats who signed in', () => {
  it.each([
    ['[AUTHENTICATIONFAILED] ops@example.com is unknown', 'ops@example.com', '[AUTHENTICATIONFAILED] o…@example.com is unknown'],
    ['LOGIN failed for user billing-ops.', 'billing-ops', 'LOGIN failed for user b….'],
    ['user "GYM\\anna" locked', 'GYM\\anna', 'user "G…" locked'],
    ['operations are suspended', 'ops', 'operations are suspended'],
  ])('%s', (response, username, says) => {
    expect(said(response, username)).toBe(says);
  });

  it('is masked before its words are cut', () => {
    const text = `${'x'.repeat(230)} anna.maria@example.com is unknown`;
    expect(said(text, 'anna.maria@example.com')).not.toContain('anna');
  });
});
