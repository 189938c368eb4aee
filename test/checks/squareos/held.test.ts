// What SquareOS itself holds, as the four checks judge it against the profile.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelAccount } from '../../../src/checks/squareos/channel-account.ts';
import { emailAccount } from '../../../src/checks/squareos/held.ts';
import { fakeModeOff } from '../../../src/checks/squareos/fake-mode-off.ts';
import { senderAccount } from '../../../src/checks/squareos/sender-account.ts';
import { templatesMapped } from '../../../src/checks/squareos/templates-mapped.ts';
import { readSquareosState } from '../../../src/text/squareos-state.ts';
import { TEMPLATE_NAMES } from '../../../src/core/profile.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';
import { ses, told } from './tenant.ts';

const EXAMPLE = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/squareos-state.example.json'), 'utf8'),
) as Record<string, unknown>;
const [ACCOUNT] = EXAMPLE['channelAccounts'] as readonly Record<string, Record<string, unknown>>[];
const TENANT = ses()['profile.tenant'].value;
const TEMPLATES = Object.fromEntries(Object.entries(TENANT.squareos.templates).filter(([, id]) => !id.startsWith('unused')));

const held = (change: Record<string, unknown>, fresh = true) => {
  const squareos = { accountName: TENANT.squareos.accountName, externalAccountId: TENANT.squareos.externalAccountId };
  const config = {
    region: TENANT.ses?.region,
    configurationSetName: TENANT.ses?.configurationSet,
    snsTopicArn: TENANT.ses?.snsTopicArn,
    requireSnsSignature: TENANT.ses?.requireSnsSignature,
  };
  const senderAccounts = [{ senderValue: TENANT.squareos.senderValue, replyTo: TENANT.squareos.replyTo }];
  const credentialsJson = { accessKeyId: TENANT.credential?.accessKeyId, secretAccessKey: true, sessionToken: false };
  const channelAccounts = [{ ...ACCOUNT, ...squareos, configJson: { ...ACCOUNT?.['configJson'], ...config }, credentialsJson }];
  const state = readSquareosState({ ...EXAMPLE, channelAccounts, senderAccounts, templates: TEMPLATES, ...change });
  if ('problem' in state) throw new Error(state.problem);
  return { ...ses(), 'squareos.state': told(state, fresh) };
};

const account = (change: Record<string, unknown>) => ({
  channelAccounts: [
    {
      ...ACCOUNT,
      accountName: TENANT.squareos.accountName,
      externalAccountId: TENANT.squareos.externalAccountId,
      configJson: {},
      credentialsJson: {},
      ...change,
    },
  ],
});

describe('what SquareOS holds', () => {
  it('passes all four where it is as the profile says', () => {
    for (const check of [channelAccount, fakeModeOff, senderAccount, templatesMapped])
      expect(toldBy(check, check.evaluate(held({})))).toMatchObject({ status: 'pass' });
  });

  it('has no sender where the full stop of it only looks like one: SES would be handed it as it stands', () => {
    const value = TENANT.squareos.senderValue.replace(/\.(?=[^.]*$)/, '．');
    const judged = toldBy(senderAccount, senderAccount.evaluate(held({ senderAccounts: [{ senderValue: value }] })));
    expect(judged).toMatchObject({ status: 'fail' });
  });

  it('counts before the profile: fake mode that is on there', () => {
    const facts = held(account({ fakeModeEnabled: true }));
    expect(toldBy(fakeModeOff, fakeModeOff.evaluate(facts))).toMatchObject({
      status: 'fail',
      reason: 'fake-mode-on',
      observed: { fakeModeEnabled: true, declared: false },
    });
    expect(channelAccount.evaluate(facts)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['another region', account({ configJson: { region: 'eu-west-1' } }), 'differs', 'configJson.region'],
    ['another set', account({ configJson: { configurationSetName: 'other' } }), 'differs', 'configJson.configurationSetName'],
    ['another access key', account({ credentialsJson: { accessKeyId: 'AKIA…9999' } }), 'differs', 'credentialsJson.accessKeyId'],
    [
      'a session token that the key does not have',
      account({ credentialsJson: { sessionToken: true } }),
      'differs',
      'credentialsJson.sessionToken',
    ],
    ['a secret that is not there', account({ credentialsJson: { secretAccessKey: false } }), 'secret-missing', 'missing'],
    ['no account', { channelAccounts: [] }, 'no-account', 'accounts'],
  ])('fails channel-account with %s', (_, change, reason, field) => {
    const judged = toldBy(channelAccount, channelAccount.evaluate(held(change)));
    expect(judged).toMatchObject({ status: 'fail', reason });
    expect(Object.keys(judged.observed ?? {})).toContain(field);
  });

  it('fails sender-account where the sender or its reply-to differs', () => {
    const other = held({ senderAccounts: [{ senderValue: 'sales@example.com' }] });
    expect(toldBy(senderAccount, senderAccount.evaluate(other))).toMatchObject({ status: 'fail', reason: 'not-held' });
    const reply = held({ senderAccounts: [{ senderValue: TENANT.squareos.senderValue, replyTo: 'x@example.com' }] });
    expect(toldBy(senderAccount, senderAccount.evaluate(reply))).toMatchObject({ status: 'fail', reason: 'differs' });
  });

  it('fails templates-mapped where one is missing, and says nothing of one that is declared unused', () => {
    const [first = ''] = Object.keys(TEMPLATES);
    const missing = held({ templates: { ...TEMPLATES, [first]: null } });
    expect(toldBy(templatesMapped, templatesMapped.evaluate(missing))).toMatchObject({ status: 'fail', reason: 'differs' });
  });

  it('takes a template that SquareOS maps, though the profile says nothing of it', () => {
    const tenant = seen({ ...TENANT, squareos: { ...TENANT.squareos, templates: {} } });
    const all = Object.fromEntries(TEMPLATE_NAMES.map((name) => [name, `tpl_${name}`]));
    const judge = (templates: object) =>
      toldBy(templatesMapped, templatesMapped.evaluate({ ...held({ templates }), 'profile.tenant': tenant }));
    expect(judge(all)).toMatchObject({ status: 'pass', observed: { saidBy: 'SquareOS' } });
    expect(judge({ ...all, trial: null })).toMatchObject({ reason: 'some-missing', observed: { missing: ['trial'] } });
  });

  it('says nothing of keys that were left out', () => {
    const state = readSquareosState({ schema: EXAMPLE['schema'], exportedAt: EXAMPLE['exportedAt'] });
    if ('problem' in state) throw new Error(state.problem);
    const facts = { ...ses(), 'squareos.state': told(state) };
    for (const check of [channelAccount, fakeModeOff, senderAccount, templatesMapped])
      expect(check.evaluate(facts)).toMatchObject({ status: 'pass' });
  });

  it('leaves all four open where it is too old', () => {
    for (const check of [channelAccount, fakeModeOff, senderAccount, templatesMapped])
      expect(toldBy(check, check.evaluate(held({}, false)))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });
});

describe('certify.squareos-state/1', () => {
  it('takes the example of the documentation', () => {
    expect(readSquareosState(EXAMPLE)).not.toHaveProperty('problem');
  });

  it('refuses a value where only its presence belongs, without quoting it', () => {
    const read = readSquareosState({ ...EXAMPLE, ...account({ credentialsJson: { secretAccessKey: 'wJalrXUtnFEMI' } }) });
    expect(JSON.stringify(read)).toMatch(/secretAccessKey.*must be true or false/);
    expect(JSON.stringify(read)).not.toContain('wJalr');
  });
});

describe('the Channel Account of this gym', () => {
  const { accountName, externalAccountId } = TENANT.squareos;
  const one = (id: string, change: object) => ({ id, accountName: 'x', externalAccountId: 'y', ...change });
  const found = (...accounts: readonly object[]) =>
    (emailAccount(accounts, TENANT) as { readonly id?: string } | null)?.id ?? null;

  it.each<[string, readonly object[], string | null]>([
    ['by its name, wherever it stands', [one('a', { externalAccountId }), one('b', { accountName })], 'b'],
    ['by its external id', [one('a', {}), one('b', { externalAccountId })], 'b'],
    [
      'by its external id, of its provider',
      [one('a', { externalAccountId, provider: 'SMTP' }), one('b', { externalAccountId, provider: 'SES' })],
      'b',
    ],
    ['as the only one for email', [one('a', {}), one('b', { channel: 'SMS' })], 'a'],
    ['for email, said or not', [one('a', { channel: 'SMS', accountName }), one('b', { channel: 'EMAIL', accountName })], 'b'],
    ['none of several others', [one('a', {}), one('b', { channel: null })], null],
    ['none where none is for email', [one('a', { channel: 'SMS' })], null],
  ])('is found %s', (_, accounts, id) => {
    expect(found(...accounts)).toBe(id);
  });
});
