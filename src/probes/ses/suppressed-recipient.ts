// Asks SES whether the live recipient is on the suppression list of the account or the tenant; NotFoundException is the good answer.
import type { GetSuppressedDestinationCommandOutput } from '@aws-sdk/client-sesv2';
import { ObservationError } from '../../core/errors.ts';
import { NotAsked, NotGiven } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { textOr, timeOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { looksOnly } from './purpose.ts';
import { NO_SES } from './no-ses.ts';

const SIMULATOR = /@simulator\.amazonses\.com$/i;

export const suppressionFact = (
  answer: GetSuppressedDestinationCommandOutput,
  list: 'account' | 'tenant',
): Facts['ses.suppressedRecipient'] => ({
  list,
  reason: textOr(answer.SuppressedDestination?.Reason),
  since: timeOr(answer.SuppressedDestination?.LastUpdateTime),
});

export const suppressedRecipientProbe = defineProbe({
  key: 'ses.suppressedRecipient',
  needs: [],
  uses: ['run.purpose'],
  permissions: [{ action: 'ses:GetSuppressedDestination', on: 'account' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    if (looksOnly(facts['run.purpose']))
      return new NotAsked('Nothing is sent: the recipient’s place on a list decides nothing here.');
    if (sender.recipient === null) return new NotGiven('the live recipient', '--recipient ADDRESS');
    const { recipient } = sender;
    if (SIMULATOR.test(recipient)) return new NotAsked('A mailbox simulator address is never suppressed.');
    const { tenant } = sender.ses;
    const ofAccount = aws.ses.getSuppressedDestination(recipient).then((answer) => suppressionFact(answer, 'account'));
    if (tenant === null) return ofAccount;
    const account = await answerOf(ofAccount);
    if (account.state === 'observed') return account.value;
    if (account.state !== 'absent') throw new ObservationError(account);
    return suppressionFact(await aws.ses.getSuppressedDestination(recipient, tenant), 'tenant');
  },
});
