// The SquareOS mapping from a record, and its comparison with an export.
import { describe, expect, it } from 'vitest';
import type { RecordedStep } from '../../src/core/record.ts';
import { comparisonReport, digestsReport, fieldsMarkdown, fieldsReport } from '../../src/report/terminal/fields.ts';
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

  it.each([40, 80])('keep words and digests whole at %i columns', (width) => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    const text =
      digestsReport([{ id: 'customer-email-disabled', digest }], { ...STYLE, width }) + fieldsReport(fields, { ...STYLE, width });
    expect(text).toMatch(new RegExp(`^ +(?:customer-email-disabled +)?${digest}$`, 'm'));
    const long = text.split('\n').filter((line) => line.length > width && line.trim() !== digest);
    expect(width === 40 ? long : []).toEqual([]);
  });

  it('say where a secret is kept and what stays empty', () => {
    const text = fieldsReport(fields, STYLE);
    expect(text).toContain('the secret kept at env:CERTIFY_SES_SECRET');
    expect(text).toMatch(/configurationSetName +leave empty/);
    expect(fieldsMarkdown(fields)).toContain('| `configJson.region` | `ap-south-1` |');
  });
});

describe('a comparison with what SquareOS holds', () => {
  const right = {
    channel: 'EMAIL',
    provider: 'SES',
    fakeModeEnabled: false,
    'configJson.region': 'ap-south-1',
    'credentialsJson.accessKeyId': 'AKIAIOSFODNN7MPLE',
    'credentialsJson.secretAccessKey': true,
    senderValue: 'billing@example.com',
    invoice: 'tpl_1',
  };
  const compare = (held: Record<string, string | boolean | null>) => compareFields(fields, ({ field }) => held[field]);

  it('agrees where each field is as it was observed, and needs nothing for what stays empty', () => {
    const rows = compare(right);
    expect(new Set(Object.values(states(rows)))).toEqual(new Set(['same', 'kept']));
    expect(comparisonReport(rows, STYLE)).toContain('SquareOS holds what was observed.');
  });

  it('names what is different, missing, or should be empty', () => {
    const rows = compare({
      ...right,
      fakeModeEnabled: true,
      'configJson.region': null,
      'configJson.configurationSetName': 'invented',
      'credentialsJson.accessKeyId': 'AKIAIOSFODNN7OTHER00',
      'credentialsJson.secretAccessKey': false,
      'credentialsJson.sessionToken': true,
      senderValue: null,
    });
    expect(states(rows)).toMatchObject({
      fakeModeEnabled: 'different',
      'configJson.region': 'missing',
      'configJson.configurationSetName': 'unexpected',
      'credentialsJson.accessKeyId': 'different',
      'credentialsJson.secretAccessKey': 'not-kept',
      'credentialsJson.sessionToken': 'unexpected',
      senderValue: 'missing',
    });
    expect(comparisonReport(rows, STYLE)).toContain('7 of 11 fields differ');
    expect(comparisonReport(rows, STYLE)).not.toContain('IOSFODNN7');
  });

  it('leaves open what is not told', () => {
    const rows = compare({ ...right, fakeModeEnabled: undefined as never });
    expect(states(rows)).toMatchObject({ fakeModeEnabled: 'untold' });
    expect(comparisonReport(rows, STYLE)).toContain('1 is not in the export');
  });

  it('never asks that the word for an unused template be typed, whether one is mapped or not', () => {
    for (const campaign of [null, 'tpl_9']) {
      const rows = compare({ ...right, campaign });
      expect(states(rows)).toMatchObject({ campaign: 'same' });
      expect(comparisonReport(rows, STYLE) + fieldsReport(fields, STYLE) + fieldsMarkdown(fields)).not.toContain('unused');
    }
  });
});
