// The SquareOS mapping from a record, and its comparison with an export.
import { describe, expect, it } from 'vitest';
import type { RecordedStep } from '../../src/core/record.ts';
import { comparisonReport, fieldsMarkdown, fieldsReport } from '../../src/report/terminal/fields.ts';
import { compareFields, fieldsOf } from '../../src/report/fields.ts';
import { certifiedDocument } from '../records.ts';

const STYLE = { width: 80, colour: false, unicode: true };
const value = (squareosField: string, text: string | null): RecordedStep['values'][number] => ({
  field: 'f',
  label: 'l',
  value: text,
  squareosField,
});
const base = certifiedDocument();
const record = {
  ...base,
  steps: [
    {
      ...base.steps[0]!,
      values: [
        value('configJson.region', 'ap-south-1'),
        value('configJson.configurationSetName', null),
        value('credentialsJson.accessKeyId', 'AKIA…MPLE'),
        value('credentialsJson.secretAccessKey', 'env:CERTIFY_SES_SECRET'),
        value('credentialsJson.sessionToken', null),
        value('provider', 'SES'),
        value('fakeModeEnabled', 'false'),
        value('senderValue', 'billing@example.com'),
        value('template channel EMAIL', '{"invoice":"tpl_1","campaign":"unused: none"}'),
        value('DeliveryAttempt.status', 'delivered'),
      ],
    },
  ],
};
const fields = fieldsOf(record);
const states = (rows: ReturnType<typeof compareFields>): object =>
  Object.fromEntries(rows.map(({ field, state }) => [field, state]));

describe('the SquareOS fields', () => {
  it('are grouped as the forms are, without rows of deliveries', () => {
    expect(fields.map(({ object, field }) => `${object}: ${field}`)).toEqual([
      'Channel Account: channel',
      'Channel Account: provider',
      'Channel Account: fakeModeEnabled',
      'Channel Account: configJson.region',
      'Channel Account: configJson.configurationSetName',
      'Channel Account: credentialsJson.accessKeyId',
      'Channel Account: credentialsJson.secretAccessKey',
      'Channel Account: credentialsJson.sessionToken',
      'Sender Account: senderValue',
      'Template: invoice',
      'Template: campaign',
    ]);
  });

  it('say where a secret is kept and what stays empty', () => {
    const text = fieldsReport(fields, STYLE);
    expect(text).toContain('the secret kept at env:CERTIFY_SES_SECRET');
    expect(text).toMatch(/configurationSetName +leave empty/);
    expect(fieldsMarkdown(fields)).toContain('| `configJson.region` | `ap-south-1` |');
  });
});

describe('a comparison with an export', () => {
  const good = {
    data: {
      channelAccount: {
        channel: 'EMAIL',
        provider: 'SES',
        fakeModeEnabled: false,
        configJson: '{"region":"ap-south-1"}',
        credentialsJson: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'plain-in-the-export' },
      },
      senderAccounts: [{ senderValue: 'billing@example.com' }],
      templates: { invoice: 'tpl_1', campaign: 'unused: none' },
    },
  };

  it('finds the fields wherever they are wrapped, also as JSON inside text', () => {
    const rows = compareFields(fields, good);
    expect(new Set(Object.values(states(rows)))).toEqual(new Set(['same', 'kept']));
    expect(comparisonReport(rows, STYLE)).toContain('SquareOS holds what was observed.');
  });

  it('names what is different, missing, or should be empty', () => {
    const account = {
      ...good.data.channelAccount,
      fakeModeEnabled: true,
      configJson: { region: '', configurationSetName: 'invented' },
      credentialsJson: { accessKeyId: 'AKIAIOSFODNN7OTHER00' },
    };
    const rows = compareFields(fields, { account, templates: good.data.templates });
    expect(states(rows)).toMatchObject({
      fakeModeEnabled: 'different',
      'configJson.region': 'missing',
      'configJson.configurationSetName': 'unexpected',
      'credentialsJson.accessKeyId': 'different',
      'credentialsJson.secretAccessKey': 'not-kept',
      senderValue: 'missing',
    });
    expect(comparisonReport(rows, STYLE)).toContain('6 of 11 fields differ');
  });

  it('never shows a secret or a whole key id of the export', () => {
    const text = JSON.stringify(compareFields(fields, good)) + comparisonReport(compareFields(fields, good), STYLE);
    expect(text).not.toContain('plain-in-the-export');
    expect(text).not.toContain('IOSFODNN7');
  });
});
