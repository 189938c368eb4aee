import { expect, test } from 'vitest';
import { smtpNoOpenRelay } from '../../../src/checks/smtp/smtp-no-open-relay.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, observed, session } from './builders.ts';

test.each([
  ['refused', 'pass', 'ok'],
  ['accepted', 'fail', 'relays-without-login'],
  ['not-reached', 'inconclusive', 'cannot-judge'],
] as const)('smtp-no-open-relay: %s is %s', (result, status, reason) => {
  const seen = observed({ result, recipientDomain: 'example.net', session: session() });
  expect(toldBy(smtpNoOpenRelay, smtpNoOpenRelay.evaluate({ 'smtp.openRelay': seen }))).toMatchObject({ status, reason });
});

test('smtp-no-open-relay follows from what stopped the attempt before the relay was asked', () => {
  const unheard = endedAt('mail', { error: 'SMTPUTF8_NOT_OFFERED' });
  const seen = observed({ result: 'not-reached' as const, recipientDomain: 'example.net', session: unheard });
  expect(smtpNoOpenRelay.evaluate({ 'smtp.openRelay': seen }).follows).toContain('smtp-sender-accepted');
});
