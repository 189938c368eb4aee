// The runbook as `check` and `dns` walk it: what can be observed, nothing sent, nothing attested.
import type { AnyCheck } from '../checks/check.ts';
import type { JsonValue } from '../core/json.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import type { LookContext, RunContext } from './context.ts';
import type { OpenSession } from './journal.ts';
import { judgeInput } from './findings.ts';
import { judgeAll, stepFindings } from './judgements.ts';
import { negativeTests } from './negatives/negative-tests.ts';
import type { NegativeRun } from './negatives/negatives.ts';
import { MADE_BY_THE_RUN, startObserving } from './observing.ts';

/** Whether a check can be judged without a message of this run; the webhook's negative tests can, when asked for, and a mailbox can be looked into long after. */
const withoutSend = (check: AnyCheck, webhook: boolean): boolean =>
  !check.needs.some((need) => MADE_BY_THE_RUN.has(need) && need !== 'live.inbox' && !(webhook && need === 'webhook.negatives'));

type Checks = ReadonlyMap<string, AnyCheck>;

const observing = (step: Step, checks: Checks, keep: (check: AnyCheck, step: Step) => boolean, webhook: boolean): Step => ({
  ...step,
  kind: 'observe',
  checks: step.checks.filter((id) => {
    const check = checks.get(id);
    return check !== undefined && withoutSend(check, webhook) && keep(check, step);
  }),
});

/** Steps whose title speaks of the live message: where none is sent they are left out, whatever they could look at. */
const OF_THE_PROOF: ReadonlySet<Step['kind']> = new Set(['send', 'await-callback', 'await-inbox', 'record']);

/** Steps that still have something to judge, as plain observations; none of the live proof. */
export const readOnlyRunbook = (
  runbook: Runbook,
  checks: Checks,
  keep: (check: AnyCheck, step: Step) => boolean = () => true,
  webhook = false,
): Runbook => ({
  ...runbook,
  steps: runbook.steps
    .filter(({ kind }) => !OF_THE_PROOF.has(kind))
    .map((step) => observing(step, checks, keep, webhook))
    .filter((step) => step.checks.length > 0),
});

/** The message whose row forged messages aim at: one that was really delivered. */
export type Aim = Pick<NegativeRun, 'nonce' | 'message'>;

const negatives = async (ctx: RunContext, session: OpenSession, aim: Aim): Promise<void> => {
  const tests = await negativeTests(ctx, session, aim);
  const value = { tests, positiveControl: tests.some((test) => test.result === 'rejected') } as unknown as JsonValue;
  const observation = { state: 'observed', value, at: session.state().lastAt, durationMs: 0 } as const;
  await session.append({ type: 'observed', key: 'webhook.negatives', observation });
};

/** Observes everything once and shows each step as soon as its own facts are there. */
export const lookOnly = async (ctx: LookContext, session: OpenSession, aim: Aim | null = null): Promise<void> => {
  const background = startObserving(ctx, session);
  if (aim !== null && ctx.loaded !== null) await negatives({ ...ctx, loaded: ctx.loaded }, session, aim);
  if (ctx.unwatched === true) {
    await background.all;
    for (const { id } of ctx.runbook.steps) await session.append({ type: 'step-done', step: id });
    return;
  }
  const found = new Map<string, ReturnType<typeof stepFindings>>();
  for (const step of ctx.runbook.steps) {
    const keys = step.checks.flatMap((id) => {
      const check = ctx.checks.get(id);
      return check === undefined ? [] : [...check.needs, ...(check.uses ?? [])];
    });
    await background.settled(keys);
    await session.append({ type: 'step-done', step: step.id });
    const input = judgeInput(ctx, session.state());
    // Each fact comes once, so that what a step found stays as it is; its cause may stand in any step before.
    found.set(step.id, stepFindings(step, input));
    const { findings } = judgeAll({ ...input, only: new Set(session.state().stepsDone), found });
    ctx.people.onStep(
      step,
      findings.filter((finding) => finding.step === step.id),
      session.state(),
    );
  }
  await background.all;
};
