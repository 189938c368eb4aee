// Policies as people write them, against RFC 8461 §3.2 and §4.1.
import { describe, expect, it } from 'vitest';
import { readPolicy, unlisted } from '../../../src/mail/mta-sts/policy.ts';

const GOOD = 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n';
const without = (start: string): string =>
  GOOD.split('\n')
    .filter((line) => !line.startsWith(start))
    .join('\n');
const instead = (start: string, line: string): string =>
  GOOD.split('\n')
    .map((one) => (one.startsWith(start) ? line : one))
    .join('\n');

describe('a policy', () => {
  it.each([
    ['LF', GOOD],
    ['CRLF', GOOD.replaceAll('\n', '\r\n')],
    ['no end of the last line', GOOD.trimEnd()],
    ['blanks around values', GOOD.replaceAll(': ', ':  ').replaceAll('\n', ' \t\n')],
    ['no blank after the colon', GOOD.replaceAll(': ', ':')],
    ['any order', GOOD.trimEnd().split('\n').toReversed().join('\n')],
    ['an extension', `${GOOD}x_future: 1\n`],
    ['a second mode, which is ignored', `${GOOD}mode: none\n`],
    ['a host in capitals with a final dot', instead('mx', 'mx: MAIL.example.com.')],
  ])('with %s is read', (_, text) => {
    expect(readPolicy(text)).toEqual({ policy: { mode: 'enforce', maxAge: 604_800, mx: ['mail.example.com'] }, problems: [] });
  });

  it.each([
    ['', 'no-version'],
    ['<!doctype html><html></html>', 'line'],
    [without('version'), 'no-version'],
    [without('mode'), 'no-mode'],
    [without('max_age'), 'no-max-age'],
    [without('mx'), 'no-mx'],
    [instead('version', 'version: STSv2'), 'version'],
    [instead('version', 'version: stsv1'), 'version'],
    [instead('version', 'Version: STSv1'), 'line'],
    [instead('mode', 'mode: Enforce'), 'mode'],
    [instead('mode', 'mode = enforce'), 'line'],
    [instead('max_age', 'max_age: 1 week'), 'max-age'],
    [instead('max_age', 'max_age: 31557601'), 'max-age'],
    [instead('max_age', 'max_age: -1'), 'max-age'],
    [instead('mx', 'mx: 10 mail.example.com'), 'mx'],
    [instead('mx', 'mx: mail.example.com, mx2.example.com'), 'mx'],
    [instead('mx', 'mx: .example.com'), 'mx'],
    [instead('mx', 'mx: mail.*.example.com'), 'mx'],
    [instead('mx', 'mx: *mail.example.com'), 'mx'],
    [instead('mx', 'mx: münchen.example'), 'mx'],
    [`v=STSv1; id=1`, 'line'],
    [GOOD.replaceAll('\n', '\r'), 'line'],
  ])('%j is discarded', (text, kind) => {
    const { policy, problems } = readPolicy(text);
    expect(policy).toBeNull();
    expect(problems.map((one) => one.kind)).toContain(kind);
  });

  it('of mode none needs no host', () => {
    expect(readPolicy('version: STSv1\nmode: none\nmax_age: 0').policy).toEqual({ mode: 'none', maxAge: 0, mx: [] });
  });

  it.each([
    ['*.example.com', 'mx1.example.com', true],
    ['*.example.com', 'MX1.Example.com.', true],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'example.com', false],
    ['mail.example.com', 'mail.example.com', true],
    ['mail.example.com', 'xmail.example.com', false],
    ['example.com', 'mail.example.com', false],
  ])('that names %s lists %s: %s', (pattern, host, listed) => {
    const { policy } = readPolicy(instead('mx', `mx: ${pattern}`));
    expect(policy === null ? null : unlisted(policy, [host])).toEqual(listed ? [] : [host]);
  });
});
