// Which proxy serves which URL, by the environment.
import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../src/world/http/proxy.ts';

const HTTPS_PROXY = 'http://proxy.example:3128';
const AWS = 'https://email.eu-west-1.amazonaws.com';
const host = (target: string, env: { readonly [name: string]: string }): string | null => proxyFor(target, env)?.host ?? null;

describe('a URL goes through the proxy', () => {
  it.each([
    ['of HTTPS_PROXY', { HTTPS_PROXY }],
    ['of https_proxy before HTTPS_PROXY', { HTTPS_PROXY: 'http://other.example:1', https_proxy: HTTPS_PROXY }],
    ['of ALL_PROXY', { ALL_PROXY: HTTPS_PROXY }],
    ['that is named without a scheme', { HTTPS_PROXY: 'proxy.example:3128' }],
    ['whose login is not shown', { HTTPS_PROXY: 'http://user:secret@proxy.example:3128' }],
    ['while NO_PROXY names other hosts', { HTTPS_PROXY, NO_PROXY: 'azure.com, notamazonaws.com,amazonaws.com:8443' }],
    ['while NO_PROXY is empty, or a comma', { HTTPS_PROXY, NO_PROXY: ' , ' }],
  ])('%s', (_, env) => {
    expect(host(AWS, env)).toBe('proxy.example:3128');
  });
});

describe('a URL is reached without a proxy', () => {
  it.each([
    ['when none is named', AWS, {}],
    ['when HTTP_PROXY alone is named, which is for http', AWS, { HTTP_PROXY: HTTPS_PROXY }],
    ['when NO_PROXY is *', AWS, { HTTPS_PROXY, NO_PROXY: '*' }],
    ['when NO_PROXY names a domain above it', AWS, { HTTPS_PROXY, NO_PROXY: 'amazonaws.com' }],
    ['when NO_PROXY names it with a dot before', AWS, { HTTPS_PROXY, no_proxy: 'x, .amazonaws.com' }],
    ['when NO_PROXY names it with a star before', AWS, { HTTPS_PROXY, no_proxy: '*.AmazonAWS.com' }],
    ['when NO_PROXY names it with its port', AWS, { HTTPS_PROXY, no_proxy: 'amazonaws.com:443' }],
    ['when NO_PROXY holds its network', 'https://10.1.2.3/x', { HTTPS_PROXY, no_proxy: '10.0.0.0/8' }],
    ['when NO_PROXY holds its IPv6 network', 'https://[fd00::5]/x', { HTTPS_PROXY, no_proxy: 'fd00::/8' }],
    ['on loopback', 'https://127.0.0.1:8443/x', { HTTPS_PROXY }],
    ['on localhost', 'https://localhost./x', { HTTPS_PROXY }],
  ])('%s', (_, target, env) => {
    expect(host(target, env)).toBeNull();
  });
});

it('refuses a login that cannot be decoded, before anybody is asked', () => {
  for (const value of ['http://us%er:pass@proxy.example', 'http://user:100%secret@proxy.example']) {
    expect(() => proxyFor(AWS, { HTTPS_PROXY: value })).toThrow(/% is written %25/);
    expect(() => proxyFor(AWS, { HTTPS_PROXY: value })).not.toThrow(/secret/);
  }
  expect(proxyFor(AWS, { HTTPS_PROXY: 'http://us%25er:pass@proxy.example' })?.host).toBe('proxy.example');
});

it('refuses what is no http or https proxy, without repeating it', () => {
  for (const value of ['socks5://user:secret@proxy.example', 'http://:80:90:secret', 'http://']) {
    expect(() => proxyFor(AWS, { HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY (holds no URL|names a socks5 proxy)/);
    expect(() => proxyFor(AWS, { HTTPS_PROXY: value })).not.toThrow(/secret/);
  }
});
