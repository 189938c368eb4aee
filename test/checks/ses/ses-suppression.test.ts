import { describe, expect, it } from 'vitest';
import { sesSuppression } from '../../../src/checks/ses/ses-suppression.ts';
import { account, judged, observed, skipped } from '../aws-builders.ts';

const set = (suppressedReasons: readonly string[] | null) =>
  observed({ name: 'main', source: 'explicit', detail: observed({ suppressedReasons }) });
const judge = (reasons: readonly string[] | null, of: { readonly state: string } = skipped) =>
  judged(sesSuppression, { 'ses.account': observed(account({ suppressedReasons: reasons })), 'ses.configurationSet': of });

describe('ses-suppression', () => {
  it.each([
    ['the account suppresses both', ['BOUNCE', 'COMPLAINT'], set(null), 'pass', 'ok'],
    ['the account leaves complaints out', ['BOUNCE'], skipped, 'warn', 'account-incomplete'],
    ['the set switches suppression off', ['BOUNCE', 'COMPLAINT'], set([]), 'warn', 'set-overrides'],
    ['the set makes up for the account', [], set(['BOUNCE', 'COMPLAINT']), 'pass', 'ok'],
    ['SES does not say', null, skipped, 'inconclusive', 'cannot-judge'],
  ])('answers when %s', (_, reasons, of, status, reason) => {
    expect(judge(reasons, of)).toMatchObject({ status, reason });
  });
});
