import { describe, expect, test } from 'vitest';
import { smtpAdapter } from '../../../src/checks/smtp/smtp-adapter.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { event, view } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';
import { notAsked, observed, relay } from './builders.ts';

const judge = (
  tenant = relay(),
  back: Observation<Facts['live.callback']> = notAsked,
  rows: Observation<Facts['live.rows']> = notAsked,
) =>
  toldBy(
    smtpAdapter,
    smtpAdapter.evaluate({
      'profile.tenant': observed(tenant),
      'live.callback': back,
      'live.rows': rows,
      'smtp.session': notAsked,
    }),
  );

const nothing = observed({ waitedMs: 1, timedOut: true, deciding: null, events: [] });

describe('smtp-adapter', () => {
  test('passes as declared before the send, and as proven after the callback', () => {
    expect(judge()).toMatchObject({ status: 'pass', reason: 'declared' });
    const back = observed({ waitedMs: 1, timedOut: false, deciding: event(), events: [event()] });
    expect(judge(relay(), back)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  test('fails without an adapter, and without its certification', () => {
    expect(judge(relay({ adapter: null }))).toMatchObject({ status: 'fail', reason: 'no-adapter' });
    const bare = relay({ adapter: { name: 'x', version: null, certifiedBy: 'SquareOS', reference: null } });
    expect(judge(bare)).toMatchObject({ status: 'fail', reason: 'not-certified' });
    expect(judge(bare).fix).toContain('smtp.adapter.version, smtp.adapter.reference');
  });

  test.each(['smtp.zeptomail.in', 'smtp.zoho.com', 'smtpout.secureserver.net'])(
    'says before the send that %s reports no delivery',
    (host) => {
      expect(judge(relay({ host }))).toMatchObject({ status: 'warn', reason: 'relay-reports-no-delivery' });
      const back = observed({ waitedMs: 1, timedOut: false, deciding: event(), events: [event()] });
      expect(judge(relay({ host }), back)).toMatchObject({ status: 'pass', reason: 'ok' });
      expect(judge(relay({ host }), nothing)).toMatchObject({ status: 'inconclusive', reason: 'relay-reports-no-delivery' });
    },
  );

  test('is inconclusive when nothing came, and says where to look', () => {
    const judgement = judge(relay(), nothing);
    expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'no-callback' });
    expect(judgement.fix).toContain('401');
  });

  test.each([
    [{ unmatched: 0, refused: { 'token-wrong': 2 } }, 'token-refused', '401 (token-wrong)'],
    [{ unmatched: 1, refused: { 'event-unknown': 1 } }, 'callback-refused', 'event-unknown'],
    [{ unmatched: 1, refused: {} }, 'other-id', 'queued id'],
  ])('follows the lead of %j: %s', (strays, reason, words) => {
    const judgement = judge(relay(), nothing, observed(view({ events: [], strays })));
    expect(judgement).toMatchObject({ status: 'inconclusive', reason, observed: { strays } });
    expect(judgement.fix).toContain(words);
  });

  test('does not apply where SNS is the callback', () => {
    const tenant = relay({
      adapter: null,
      ses: { region: 'ap-south-1', configurationSet: null, snsTopicArn: null, tenant: null, identityArn: null },
    });
    expect(judge(tenant)).toMatchObject({ status: 'not-applicable', reason: 'sns-is-the-callback' });
  });
});
