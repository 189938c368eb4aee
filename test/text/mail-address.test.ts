import { expect, it } from 'vitest';
import { mailDomain, parseMailAddress } from '../../src/text/mail-address.ts';

it.each([
  ['billing@example.com', 'billing', 'example.com'],
  ['Main Gym <Billing@Example.COM>', 'Billing', 'example.com'],
  ['a+b@bücher.example', 'a+b', 'xn--bcher-kva.example'],
  ['"a @ b"@example.com', '"a @ b"', 'example.com'],
  ['grüße@example.com', 'grüße', 'example.com'],
])('reads %s', (text, local, domain) => {
  expect(parseMailAddress(text)).toEqual({ local, domain, address: `${local}@${domain}` });
});

it.each([
  '',
  'example.com',
  '@example.com',
  'a@',
  'a@localhost',
  'a b@example.com',
  'a..b@example.com',
  'a@[192.0.2.1]',
  `${'a'.repeat(65)}@example.com`,
])('refuses %j', (text) => {
  expect(parseMailAddress(text)).toBeNull();
});

it('takes a domain, or the domain of an address', () => {
  expect(mailDomain('Example.com.')).toBe('example.com');
  expect(mailDomain('a@example.com')).toBe('example.com');
  expect(mailDomain('no such thing')).toBeNull();
});
