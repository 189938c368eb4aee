// What is judged, from a context and a state.
import type { LookContext } from './context.ts';
import type { JudgeInput } from './judgements.ts';
import type { RunState } from './state.ts';

/** `check` and `dns` attest nothing and leave out the steps that live on a sent message. */
export const judgeInput = (ctx: LookContext, state: RunState): JudgeInput => {
  const proves = ctx.writes !== null;
  return {
    runbook: ctx.runbook,
    checks: ctx.checks,
    environment: ctx.subject.environment,
    failOnWarning: ctx.failOnWarning,
    observations: state.observations,
    attestations: state.attestations,
    limitations: ctx.loaded?.profile.limitations ?? [],
    now: state.startedAt,
    withQuestions: proves,
  };
};
