// Name server addresses and names, as people write them.
import { describe, expect, it } from 'vitest';
import { queryName } from '../../../src/world/dns/query-name.ts';
import { resolversOf, serverOf } from '../../../src/world/dns/servers.ts';
import { turnstile } from '../../../src/world/dns/turnstile.ts';

describe('a name server address', () => {
  it.each([
    ['9.9.9.9', '9.9.9.9', 53],
    ['9.9.9.9:5353', '9.9.9.9', 5353],
    ['2620:fe::fe', '2620:fe::fe', 53],
    ['[2620:fe::fe]', '2620:fe::fe', 53],
    ['[2620:fe::fe]:5353', '2620:fe::fe', 5353],
    ['dns.example', 'dns.example', 53],
    ['dns.example:54', 'dns.example', 54],
  ])('%s is read', (text, host, port) => {
    expect(serverOf(text)).toMatchObject({ host, port });
  });

  it('without a port takes the one that is given', () => {
    expect(serverOf('127.0.0.1', 5300).label).toBe('127.0.0.1:5300');
    expect(serverOf('::1', 5300).label).toBe('[::1]:5300');
  });

  it('comes from the system when none is given', () => {
    expect(resolversOf(['127.0.0.1:1']).map((server) => server.label)).toEqual(['127.0.0.1:1']);
    expect(Array.isArray(resolversOf([]))).toBe(true);
  });
});

describe('a name to ask', () => {
  it.each([
    ['Example.COM.', 'example.com'],
    ['_dmarc.münchen.de', '_dmarc.xn--mnchen-3ya.de'],
    ['.', ''],
    ['a b.example.com', 'a\\032b.example.com'],
  ])('%s becomes %s', (text, name) => {
    expect(queryName(text)).toEqual({ name });
  });
});

describe('the turnstile', () => {
  it('lets no more through at a time than it may, and everybody in the end', async () => {
    const through = turnstile(3);
    let inside = 0;
    let most = 0;
    const visit = () =>
      through(async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((tick) => setImmediate(tick));
        inside -= 1;
        return 1;
      });
    const visits = await Promise.all(Array.from({ length: 20 }, visit));
    expect([visits.length, most]).toEqual([20, 3]);
  });

  it('opens again after an act that fails', async () => {
    const through = turnstile(1);
    await expect(through(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await through(() => Promise.resolve('yes'))).toBe('yes');
  });
});
