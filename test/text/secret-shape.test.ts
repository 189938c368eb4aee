import { describe, expect, it } from 'vitest';
import { looksLikeSecret, secretFlaws, secretForm } from '../../src/text/secret-shape.ts';

const AWS_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SES_PASSWORD = 'BC+0XHfzX9OCIS1tbpn8R5pwm6cCZJGBRZ/nTeWUV9n+';

describe('the form of a secret', () => {
  it.each([
    [AWS_SECRET, 'aws-secret-access-key'],
    [SES_PASSWORD, 'ses-smtp-password'],
    ['IQoJb3JpZ2luX2VjE'.padEnd(120, 'aB3'), 'aws-session-token'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE', 'pem'],
    ['0123456789abcdef0123456789abcdef', 'hex'],
    ['c29tZSByYW5kb20gdG9rZW4x', 'base64'],
    ['correct horse battery', 'other'],
  ])('%s is %s', (value, form) => {
    expect(secretForm(value)).toBe(form);
  });
});

describe('what was done to a secret on its way', () => {
  it.each([
    [encodeURIComponent(SES_PASSWORD), ['percent-encoded']],
    [`"${AWS_SECRET}"`, ['quoted']],
    [` ${AWS_SECRET}`, ['blank']],
    [Buffer.from(SES_PASSWORD).toString('base64'), ['base64-encoded']],
    [Buffer.from(`${SES_PASSWORD}\n`).toString('base64'), ['base64-encoded']],
    ['pass&amp;word-of-the-relay', ['html-escaped']],
    ['password\u200b-of-the-relay', ['beyond-ascii']],
    [SES_PASSWORD, []],
    [AWS_SECRET, []],
    ['100%41-own-password', []],
    ['c29tZSByYW5kb20gdG9rZW4', []],
    ['q1W2e3R4t5Y6u7I8o9P0aSdFgHjKlZxC', []],
  ])('%s: %j', (value, flaws) => {
    expect(secretFlaws(value)).toEqual(flaws);
  });
});

describe('text that should hold no secret', () => {
  it.each([
    AWS_SECRET,
    `key ${SES_PASSWORD} end`,
    '-----BEGIN RSA PRIVATE KEY-----',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc',
  ])('is refused with %s', (text) => {
    expect(looksLikeSecret(text)).toBe(true);
  });

  it.each([
    'arn:aws:sns:ap-south-1:111122223333:squareos-email-of-the-main-gym-in-Pune',
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy-managing.html',
    '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'CERTIFY_A_VERY_LONG_VARIABLE_NAME_FOR_THE_SECRET_OF_THE_GYM',
    'ThisIsAnUnusuallyLongAccountNameInCamelCaseForOneGym',
    'secrets/main-gym/production/webhook-verify-token.txt',
  ])('is let through with %s', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });
});
