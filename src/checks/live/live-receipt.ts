// The provider took the live message and gave an id for it.
import type { Judgement } from '../../core/finding.ts';
import type { SendOutcome } from '../../core/live.ts';
import { defineCheck } from '../check.ts';

const withheldFix = (reason: string, because: readonly string[]): string => {
  switch (reason) {
    case 'gate':
      return `Settle ${because.join(', ')} first, then run again: the live message waits for them.`;
    case 'suppressed':
      return 'The recipient is on the platform’s suppression list. Choose another `live.recipient`, or have support lift the entry.';
    case 'development':
      return 'Nothing to do: a development tenant logs the live message instead of sending it.';
    default:
      return `Give certify write access to the ledger (callback.ledger.baseUrl and writeToken): ${because.join('; ')}`;
  }
};

const refused = (outcome: SendOutcome & { readonly kind: 'refused' }): Judgement => ({
  status: 'fail',
  reason: outcome.temporary ? 'refused-for-now' : 'refused',
  observed: { code: outcome.code, message: outcome.message, stage: outcome.stage },
  expected: 'The provider accepts the live message.',
  fix: outcome.temporary
    ? `The provider put the message off twice ("${outcome.message}"). Wait for its limit to pass, then run again.`
    : `The provider refused the message: "${outcome.message}". Correct what it names, then run again.`,
});

const ambiguous = (outcome: SendOutcome & { readonly kind: 'ambiguous' }): Judgement => ({
  status: 'inconclusive',
  reason: 'ambiguous',
  observed: { code: outcome.code, message: outcome.message, stage: outcome.stage },
  expected: 'A definite answer to the send.',
  fix: 'Look in the mailbox and in the provider’s log for the nonce in the subject before you start a new run: the message may have gone out.',
});

export const liveReceipt = defineCheck({
  id: 'live-receipt',
  title: 'The provider accepted the live message and gave its id',
  severity: 'blocker',
  why: 'Without the provider’s message id no event can be matched to what the platform sent.',
  owner: 'implementation engineer',
  references: [
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html',
    'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5',
  ],
  needs: ['live.receipt'],
  waivable: false,
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['live.receipt'];
    const { withheld, outcome, receipt } = seen.value;
    if (withheld !== null) {
      return {
        status: withheld.reason === 'development' ? 'not-applicable' : 'inconclusive',
        reason: `withheld-${withheld.reason}`,
        observed: { because: withheld.because },
        expected: 'The live message is sent.',
        fix: withheldFix(withheld.reason, withheld.because),
      };
    }
    if (outcome?.kind === 'refused') return refused(outcome);
    if (receipt?.providerMessageId != null) {
      return { status: 'pass', reason: 'ok', observed: { providerMessageId: receipt.providerMessageId, via: receipt.via } };
    }
    if (outcome?.kind === 'ambiguous') return ambiguous(outcome);
    if (receipt?.join === 'message-id' && receipt.messageId !== undefined) {
      return { status: 'pass', reason: 'joined-by-message-id', observed: { messageId: receipt.messageId, reply: receipt.reply } };
    }
    return {
      status: 'inconclusive',
      reason: 'no-id',
      observed: { via: receipt?.via, reply: receipt?.reply },
      expected: 'A provider message id for the live message.',
      fix: 'Check in SquareOS whether the message was sent and whether DeliveryAttempt has a providerMessageId; then run again.',
    };
  },
});
