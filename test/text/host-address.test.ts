import { describe, expect, it } from 'vitest';
import { isAddressHost, isLoopbackHost } from '../../src/text/host-address.ts';

describe('hosts of this machine', () => {
  it.each(['localhost', 'LOCALHOST.', 'api.localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]', '[::ffff:7f00:1]'])(
    '%s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each(['localhost.example.com', '128.0.0.1', '10.0.0.1', '[::2]', 'notlocalhost', '127.example.com'])('not %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('an address instead of a name', () => {
  it.each([
    ['10.0.0.1', true],
    ['[2001:db8::1]', true],
    ['api.example.com', false],
    ['1.2.3.example', false],
  ])('%s: %s', (host, expected) => {
    expect(isAddressHost(host)).toBe(expected);
  });
});
