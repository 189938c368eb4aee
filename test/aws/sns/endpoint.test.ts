import { describe, expect, it } from 'vitest';
import { isSesWebhook, sameDestination, shownEndpoint } from '../../../src/aws/sns/endpoint.ts';

const CALLBACK = 'https://api.example.com/hook';

describe('shownEndpoint', () => {
  it.each([
    ['https://api.example.com/hook?token=s3cret&x=1', 'https://api.example.com/hook?token=***&x=***'],
    ['https://user:pass@api.example.com/hook', 'https://***@api.example.com/hook'],
    ['https://api.example.com/hook#frag', 'https://api.example.com/hook'],
    ['https://[bad?token=s3cret', 'https://[bad***'],
    ['ops@example.com', 'o***@example.com'],
    ['+4915112345678', '***'],
    ['arn:aws:sqs:ap-south-1:1:queue', 'arn:aws:sqs:ap-south-1:1:queue'],
  ])('shows %s as %s', (endpoint, text) => {
    expect(shownEndpoint(endpoint).text).toBe(text);
  });
});

describe('sameDestination', () => {
  it.each([
    ['another token', `${CALLBACK}?token=x`],
    ['another scheme', 'http://api.example.com/hook'],
    ['capitals in the host', 'https://API.example.com/hook'],
    ['the default port written out', 'https://api.example.com:443/hook'],
    ['a user part', 'https://u:p@api.example.com/hook'],
  ])('is true for %s', (_, endpoint) => {
    expect(sameDestination(endpoint, CALLBACK)).toBe(true);
  });

  it.each([
    ['another host', 'https://api.example.net/hook'],
    ['another path', 'https://api.example.com/hook/'],
    ['another port', 'https://api.example.com:8443/hook'],
    ['no URL', 'ops@example.com'],
  ])('is false for %s', (_, endpoint) => {
    expect(sameDestination(endpoint, CALLBACK)).toBe(false);
  });
});

describe('isSesWebhook', () => {
  it.each([
    ['https://api.example.com/engagement/email/ses/webhook?token=x', true],
    ['http://api.example.com/engagement/email/ses/webhook', false],
    ['https://api.example.com/engagement/email/smtp/webhook', false],
    ['https://api.example.com/engagement/email/ses/webhook/', false],
    ['ops@example.com', false],
  ])('%s: %s', (endpoint, is) => {
    expect(isSesWebhook(endpoint)).toBe(is);
  });
});
