import { expect, test } from 'vitest';
import { smtpStarttlsInjection } from '../../../src/checks/smtp/smtp-starttls-injection.ts';
import { toldBy } from '../told-by.ts';
import { observed } from './builders.ts';

test.each([
  ['dropped', 'pass', 'ok'],
  ['refused', 'pass', 'refused'],
  ['executed', 'fail', 'command-executed'],
  ['not-tested', 'not-applicable', 'not-tested'],
] as const)('smtp-starttls-injection: %s is %s', (result, status, reason) => {
  const seen = observed({ result, detail: 'as seen' });
  expect(toldBy(smtpStarttlsInjection, smtpStarttlsInjection.evaluate({ 'smtp.injection': seen }))).toMatchObject({
    status,
    reason,
  });
});
