import { describe, expect, it } from 'vitest';
import { sesDeliveryOptions } from '../../../src/checks/ses/ses-delivery-options.ts';
import { account, judged, observed } from '../aws-builders.ts';

const ON = { enabled: 'ENABLED', threshold: 'HIGH' };
const OFF = { enabled: 'DISABLED', threshold: null };
const judge = (set: Record<string, unknown> | null, change: Parameters<typeof account>[0] = {}) =>
  judged(sesDeliveryOptions, {
    'ses.account': observed(account(change)),
    'ses.configurationSet': observed(
      set === null
        ? { name: null, source: 'none', detail: null, identityDefault: null }
        : {
            name: 'main',
            source: 'explicit',
            detail: observed({
              tlsPolicy: 'REQUIRE',
              maxDeliverySeconds: null,
              reputationMetrics: true,
              validation: null,
              vdm: null,
              ...set,
            }),
            identityDefault: null,
          },
    ),
  });

describe('ses-delivery-options', () => {
  it.each([
    ['the set requires TLS and sets no limit', {}, {}],
    ['SES does not say whether TLS is required, which then it is not', { tlsPolicy: null }, {}],
    ['the set turns off what the account does', { validation: OFF }, { validation: ON }],
  ])('passes when %s', (_, set, change) => {
    expect(judge(set, change).status).toBe('pass');
  });

  it.each([
    ['the TLS policy is a word that nobody knows', { tlsPolicy: 'REQUIRE_PQ' }],
    ['the reputation metrics were not told', { reputationMetrics: null }],
  ])('claims nothing when %s', (_, set) => {
    expect(judge(set, {})).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  it('tells the fault that was seen beside a word that nobody knows', () => {
    expect(judge({ tlsPolicy: 'REQUIRE_PQ', reputationMetrics: false }, {})).toMatchObject({
      status: 'warn',
      reason: 'no-reputation-metrics',
    });
  });

  it.each([
    ['SES gives up within minutes', { maxDeliverySeconds: 300 }, {}, 'warn', 'gives-up-early'],
    ['SES counts no rates of the set', { reputationMetrics: false }, {}, 'warn', 'no-reputation-metrics'],
    ['the account drops addresses that it does not trust', {}, { validation: ON }, 'warn', 'address-validation'],
    ['the set does', { validation: ON }, {}, 'warn', 'address-validation'],
  ])('warns when %s', (_, set, change, status, reason) => {
    expect(judge(set, change)).toMatchObject({ status, reason });
  });

  it('says how mail is handed over, and takes AWS’s default for right', () => {
    expect(judge({ tlsPolicy: 'OPTIONAL' })).toMatchObject({ status: 'pass', reason: 'tls-where-offered' });
    expect(judge({})).toMatchObject({ status: 'pass', reason: 'ok', observed: { tlsPolicy: 'REQUIRE' } });
  });

  it('names who drops addresses, also where no set applies', () => {
    expect(judge({ validation: ON }).fix).toContain('configuration set main');
    expect(judge(null, { validation: ON }).fix).toContain('the account');
    expect(judge(null)).toMatchObject({ status: 'not-applicable', reason: 'no-configuration-set' });
  });
});
