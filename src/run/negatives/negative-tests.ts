// The negative tests of the tenant's webhook within a run: each intent is durable before it is posted, and each verdict before
// the next; on resume none is repeated whose answer is known.
import type { NegativeTest } from '../../core/journal.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import type { Profile } from '../../profile/profile.ts';
import { type NegativeRun, type NegativeTarget, runNegatives } from './negatives.ts';
import type { RunContext, Session } from '../context.ts';
import { sendState } from '../state.ts';

const targetOf = (profile: Profile): NegativeTarget => {
  const { topicArn, configurationSet } = sesPlaceOf(profile);
  return {
    recipient: profile.live.recipient,
    topicArn: topicArn ?? '',
    foreignTopicArn: profile.callback.foreignTopicArn ?? null,
    configurationSet,
    requireSnsSignature: profile.ses?.requireSnsSignature !== false,
  };
};

const ownMessage = (session: Session) => ({
  nonce: session.state().nonce,
  message: sendState(session.state(), 'live').receipt,
});

export const negativeTests = async (
  ctx: RunContext,
  session: Session,
  aim: Pick<NegativeRun, 'nonce' | 'message'> = ownMessage(session),
): Promise<readonly NegativeTest[]> => {
  const state = session.state();
  ctx.people.onWaiting('the webhook’s answers to forged messages');
  try {
    const tests = await runNegatives(ctx.reads, {
      ...aim,
      target: targetOf(ctx.loaded.profile),
      rows: ctx.loaded.profile.callback.ledger.attest === true ? 'attested' : 'read',
      runId: state.runId,
      begun: state.negativesIntended,
      ended: state.negativesEnded,
      onIntent: (id) => session.append({ type: 'negative-intended', id }),
      onEnd: (test) => session.append({ type: 'negative-ended', test }),
    });
    await session.append({ type: 'negatives-done', tests });
    return tests;
  } finally {
    ctx.people.onWaiting(null);
  }
};
