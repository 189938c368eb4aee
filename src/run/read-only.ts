// The runbook as `check` and `dns` walk it: what can be observed, nothing sent, nothing attested.
import type { AnyCheck } from '../checks/check.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import type { RunContext } from './context.ts';
import type { OpenSession } from './journal.ts';
import { judgeInput } from './findings.ts';
import { stepFindings } from './judgements.ts';
import { MADE_BY_THE_RUN, startObserving } from './observing.ts';

/** Whether a check can be judged without a message of this run. */
const withoutSend = (check: AnyCheck): boolean => !check.needs.some((need) => MADE_BY_THE_RUN.has(need));

const observing = (step: Step, checks: ReadonlyMap<string, AnyCheck>, keep: (check: AnyCheck) => boolean): Step => ({
  ...step,
  kind: 'observe',
  checks: step.checks.filter((id) => {
    const check = checks.get(id);
    return check !== undefined && withoutSend(check) && keep(check);
  }),
});

/** Steps that still have something to judge, as plain observations. */
export const readOnlyRunbook = (
  runbook: Runbook,
  checks: ReadonlyMap<string, AnyCheck>,
  keep: (check: AnyCheck) => boolean = () => true,
): Runbook => ({
  ...runbook,
  steps: runbook.steps.map((step) => observing(step, checks, keep)).filter((step) => step.checks.length > 0),
});

/** Observes everything once and shows each step as soon as its own facts are there. */
export const lookOnly = async (ctx: RunContext, session: OpenSession): Promise<void> => {
  const background = startObserving(ctx, session);
  for (const step of ctx.runbook.steps) {
    const keys = step.checks.flatMap((id) => {
      const check = ctx.checks.get(id);
      return check === undefined ? [] : [...check.needs, ...(check.uses ?? [])];
    });
    await background.settled(keys);
    await session.append({ type: 'step-done', step: step.id });
    ctx.people.onStep(step, stepFindings(step, judgeInput(ctx, session.state())), session.state());
  }
  await background.all;
};
