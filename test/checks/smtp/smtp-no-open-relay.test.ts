import { expect, test } from 'vitest';
import { smtpNoOpenRelay } from '../../../src/checks/smtp/smtp-no-open-relay.ts';
import { toldBy } from '../told-by.ts';
import { observed, session } from './builders.ts';

test.each([
  ['refused', 'pass', 'ok'],
  ['accepted', 'fail', 'relays-without-login'],
  ['not-reached', 'inconclusive', 'cannot-judge'],
] as const)('smtp-no-open-relay: %s is %s', (result, status, reason) => {
  const seen = observed({ result, recipientDomain: 'example.net', session: session() });
  expect(toldBy(smtpNoOpenRelay, smtpNoOpenRelay.evaluate({ 'smtp.openRelay': seen }))).toMatchObject({ status, reason });
});
