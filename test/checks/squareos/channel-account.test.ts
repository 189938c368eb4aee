import { describe, expect, it } from 'vitest';
import { channelAccount } from '../../../src/checks/squareos/channel-account.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const sesAccount = (value: string) => ['externalAccountId: example.com', `externalAccountId: ${value}`] as const;
const smtpAccount = (value: string) => ['externalAccountId: billing@example.com', `externalAccountId: ${value}`] as const;

describe('channel-account', () => {
  it.each([
    ['example.com', 'identity'],
    ['Example.com', 'identity'],
    ['squareos-main', 'configuration-set'],
  ])('passes for SES when it is %s', (value, names) => {
    expect(toldBy(channelAccount, channelAccount.evaluate(ses(sesAccount(value))))).toMatchObject({
      status: 'pass',
      observed: { names },
    });
  });

  it.each(['main gym', 'Squareos-Main', 'billing@example.com', 'example.org'])(
    'fails for SES when it is %s, with the value to set',
    (value) => {
      const judged = toldBy(channelAccount, channelAccount.evaluate(ses(sesAccount(value))));
      expect(judged).toMatchObject({ status: 'fail', reason: 'names-nothing-known' });
      expect(judged.fix).toContain('externalAccountId: example.com');
    },
  );

  it.each([
    ['billing@example.com', 'sender'],
    ['example.com', 'sender-domain'],
    ['apikey', 'username'],
  ])('passes for SMTP when it is %s', (value, names) => {
    expect(toldBy(channelAccount, channelAccount.evaluate(smtp(smtpAccount(value))))).toMatchObject({
      status: 'pass',
      observed: { names },
    });
  });

  it('fails for SMTP when it names nobody', () => {
    const judged = toldBy(channelAccount, channelAccount.evaluate(smtp(smtpAccount('relay'))));
    expect(judged).toMatchObject({ status: 'fail' });
    expect(judged.fix).toContain('externalAccountId: billing@example.com');
  });
});
