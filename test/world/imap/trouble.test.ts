import { describe, expect, it } from 'vitest';
import { type Talked, troubleOf } from '../../../src/world/imap/trouble.ts';

const TALKED: Talked = { signedIn: false, greeted: true, bye: null, offers: null };

const said = (response: string, username: string): string =>
  troubleOf(Object.assign(new Error('x'), { response: `A1 NO ${response}`, authenticationFailed: true }), TALKED, username).says;

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

describe('a conversation that ends before anybody has signed in', () => {
  const closed = Object.assign(new Error('Unexpected close'), { code: 'ClosedAfterConnectTLS' });
  const noPassword = Object.assign(new Error('Login is disabled'), { authenticationFailed: true });
  it.each<readonly [what: string, error: Error, talked: Partial<Talked>, stage: string, code: string]>([
    ['without a greeting', closed, { greeted: false }, 'greeting', 'ClosedAfterConnectTLS'],
    ['behind the greeting', closed, {}, 'lost', 'ClosedAfterConnectTLS'],
    ['with a farewell instead of a greeting', closed, { greeted: false, bye: 'Too many connections' }, 'turned-away', 'BYE'],
    ['with a farewell instead of an answer to the login', closed, { bye: 'not from here' }, 'turned-away', 'BYE'],
    ['where tokens alone are taken', noPassword, { offers: ['AUTH=XOAUTH2'] }, 'login', 'LOGINDISABLED'],
    ['where there is no way to sign in', noPassword, { offers: [] }, 'login', 'PRIVACYREQUIRED'],
  ])('%s', (_, error, talked, stage, code) => {
    expect(troubleOf(error, { ...TALKED, ...talked }, 'ops@example.com')).toMatchObject({ stage, code });
  });
});
