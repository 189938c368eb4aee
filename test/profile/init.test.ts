import { describe, expect, it } from 'vitest';
import type { SesAnswers, SmtpAnswers } from '../../src/profile/init-answers.ts';
import { renderProfile } from '../../src/profile/init.ts';
import { load, refusalOf } from './source.ts';

const ses: SesAnswers = {
  provider: 'SES',
  tenant: 'main-gym',
  environment: 'production',
  region: 'ap-south-1',
  identity: 'example.com',
  mailFrom: 'bounce.example.com',
  configurationSet: 'squareos-main',
  snsTopicArn: 'arn:aws:sns:ap-south-1:111122223333:squareos-email',
  sendAccessKeyId: 'AKIAEXAMPLEEXAMPLE12',
  sender: 'billing@example.com',
  recipient: 'ops@example.com',
  platform: 'https://api.squareos.example/',
  accountName: 'SES Live - Main Gym: "the first"',
  ticket: '12345',
};

const smtp: SmtpAnswers = {
  provider: 'SMTP',
  tenant: 'main-gym',
  environment: 'staging',
  host: 'smtp.relay.example',
  port: 465,
  username: 'yes',
  dkim: [
    { domain: 'example.com', selector: 's1' },
    { domain: 'mail.example.com', selector: 's2' },
  ],
  sender: 'billing@example.com',
  recipient: 'ops@example.com',
  ticket: 'TICKET-1',
};

const agreed = (text: string): string =>
  text.replace(/^ {4}by:.*$/m, '    by: A. Owner').replace(/^ {4}at:.*$/m, '    at: 2026-11-20');

describe('a profile that init writes', () => {
  it('loads as soon as somebody has agreed, with every answer in its place', () => {
    const { profile } = load(agreed(renderProfile(ses)));
    expect(profile).toMatchObject({
      tenant: 'main-gym',
      ses: { region: 'ap-south-1', configurationSet: 'squareos-main', mailFrom: 'bounce.example.com' },
      aws: { probe: {}, send: { accessKeyId: 'AKIAEXAMPLEEXAMPLE12' } },
      squareos: { accountName: 'SES Live - Main Gym: "the first"', externalAccountId: 'example.com', templates: {} },
      callback: {
        url: 'https://api.squareos.example/engagement/email/ses/webhook',
        ledger: { baseUrl: 'https://api.squareos.example' },
      },
      live: { optIn: { reference: '12345', at: '2026-11-20' } },
      extraction: { row: 'ses-main-gym', ticket: '12345' },
    });
  });

  it('does the same for a relay, and takes 465 for implicit TLS', () => {
    const text = agreed(renderProfile(smtp)).replace(
      /^ {2}url:.*$/m,
      '  url: https://api.squareos.example/engagement/email/smtp/webhook',
    );
    expect(load(text).profile).toMatchObject({
      smtp: { port: 465, secure: true, username: 'yes', password: { text: 'env:CERTIFY_SMTP_PASSWORD' } },
      squareos: {
        externalAccountId: 'billing@example.com',
        sender: {
          dkim: [
            { domain: 'example.com', selector: 's1' },
            { domain: 'mail.example.com', selector: 's2' },
          ],
        },
      },
      callback: { ledger: { attest: true } },
    });
  });

  it('has the mailbox read where somebody named its host, as the recipient, by a reference', () => {
    expect(load(agreed(renderProfile(ses))).profile.live.inbox).toBeUndefined();
    const { profile } = load(agreed(renderProfile({ ...ses, inboxHost: 'imap.example.com' })));
    expect(profile.live.inbox?.imap).toMatchObject({
      host: 'imap.example.com',
      secure: true,
      username: 'ops@example.com',
      password: { text: 'env:CERTIFY_INBOX_PASSWORD' },
    });
    const { recipient: _, ...nobody } = ses;
    expect(refusalOf(renderProfile({ ...nobody, inboxHost: 'imap.example.com' })).message).toMatch(
      /inbox\.imap\.username` is empty/,
    );
  });

  it('names, line by line, what is still to be filled in', () => {
    const error = refusalOf(renderProfile({ provider: 'SES', tenant: 'gym', environment: 'production' }));
    const lines = error.message.split('\n');
    expect(lines[0]).toBe('gym.yaml:15:3: `environment: production` needs `ses.region`.');
    for (const name of [
      'ses.identity',
      'externalAccountId',
      'callback.url',
      'live.recipient',
      'live.optIn.by',
      'live.optIn.at',
    ]) {
      expect(error.message).toMatch(new RegExp(`${name}\` is empty\\.`));
    }
    expect(error.message).toContain('`environment: production` needs `squareos.sender.senderValue`');
    expect(lines).toHaveLength(9);
  });

  it('writes no configuration set when the account has none', () => {
    expect(renderProfile({ ...ses, configurationSet: null })).toContain('configurationSet: null');
  });

  it('keeps comments beside the values', () => {
    expect(renderProfile(ses)).toMatch(/^ {2}region: ap-south-1 +# exactly as SquareOS uses it/m);
  });
});
