import { describe, expect, it } from 'vitest';
import { initAnswers, initQuestions } from '../../src/profile/init-questions.ts';
import { renderProfile } from '../../src/profile/init.ts';
import { load } from './source.ts';

const ANSWERS: { readonly [key: string]: string } = {
  tenant: 'main-gym',
  environment: 'staging',
  region: 'ap-south-1',
  identity: 'example.com',
  mailFrom: 'bounce.example.com',
  configurationSet: 'squareos-main',
  snsTopicArn: 'arn:aws:sns:ap-south-1:111122223333:squareos-email',
  sendAccessKeyId: 'AKIAEXAMPLEEXAMPLE12',
  host: 'smtp.relay.example',
  port: '2525',
  username: 'apikey',
  sender: 'billing@example.com',
  replyTo: 'help@example.com',
  accountName: 'Live - Main Gym',
  platform: 'https://api.squareos.example',
  recipient: 'ops@example.com',
  optInBy: 'A. Owner',
  optInAt: '2026-11-20',
  inboxHost: 'imap.example.com',
  ticket: 'TICKET-1',
  dnsOwner: 'Dora Lang',
  awsOwner: 'Amir Sen',
  relayOwner: 'Rami Noor',
  squareosOwner: 'Sue Ortiz',
};

const question = (key: string) => {
  const found = [...initQuestions('SES'), ...initQuestions('SMTP')].find((one) => one.key === key);
  if (found === undefined) throw new Error(key);
  return found;
};

describe('the questions of init', () => {
  it.each(['SES', 'SMTP'] as const)('take right answers for %s and end in a profile that loads', (provider) => {
    const questions = initQuestions(provider);
    for (const one of questions) expect([one.key, one.problem(ANSWERS[one.key] ?? '')]).toEqual([one.key, null]);
    const given = Object.fromEntries(questions.map((one) => [one.key, ANSWERS[one.key]]));
    const { profile } = load(renderProfile(initAnswers(provider, given)));
    expect(profile).toMatchObject({
      tenant: 'main-gym',
      environment: 'staging',
      provider,
      live: { recipient: 'ops@example.com' },
    });
    if (provider === 'SMTP') expect(profile.smtp?.port).toBe(2525);
  });

  it.each([
    ['tenant', 'main gym', 'must be a short name'],
    ['region', 'Mumbai', 'must be an AWS region'],
    ['region', 'ap-suoth-1', 'did you mean ap-south-1?'],
    ['optInAt', 'last week', 'must be'],
    ['identity', 'example', 'must be a domain or a mail address'],
    ['snsTopicArn', 'squareos-email', 'must be an SNS topic ARN'],
    ['sendAccessKeyId', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'the secret key never stands here'],
    ['port', '99999', 'must be a whole number from 1 to 65535'],
    ['port', 'smtp', 'must be a whole number'],
    ['host', 'smtp.gmail.com', 'serves personal mailboxes (gmail.com)'],
    ['platform', 'http://169.254.169.254', 'must not point at a metadata'],
    ['sender', 'billing', 'must be a mail address'],
  ])('say at once what is wrong with %s: %s', (key, answer, says) => {
    expect(question(key).problem(answer)).toContain(says);
    expect(question(key).problem(answer)).not.toContain('wJalr');
  });

  it('explain themselves, and ask for no secret', () => {
    const all = [...initQuestions('SES'), ...initQuestions('SMTP')];
    expect(all.every((one) => one.text.length > 3 && one.why.length > 20)).toBe(true);
    expect(all.map((one) => one.key)).not.toContain('password');
  });

  it('ask nothing about a recipient who was not named', () => {
    const of = (recipient: string | undefined) =>
      initQuestions('SES').flatMap((one) => (one.applies({ recipient }) ? [one.key] : []));
    expect(of(undefined)).toEqual(of('ops@example.com'));
    expect(of('ops@example.com').filter((key) => !of('').includes(key))).toEqual(['optInBy', 'optInAt', 'inboxHost']);
  });

  it('suggest from what was answered', () => {
    // Nobody agrees to a test mail by somebody else's return key.
    expect(question('recipient').suggest({ identity: 'example.com' })).toBeUndefined();
    expect(question('identity').suggest({ sender: 'billing@example.com' })).toBe('example.com');
    expect(question('identity').suggest({})).toBeUndefined();
    expect(question('sender').suggest({ identity: 'billing@example.com' })).toBe('billing@example.com');
    expect(question('sender').suggest({ identity: 'example.com' })).toBeUndefined();
  });
});
