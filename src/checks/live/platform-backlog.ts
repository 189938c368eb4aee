// The platform says that it is ready, and its outbox and dead letters hold nothing.
import type { JsonObject } from '../../core/json.ts';
import type { Judgement } from '../../core/finding.ts';
import type { LedgerView } from '../../core/live.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

const reasons = {
  'not-ready': {
    status: ['fail'],
    says: 'The platform says that it is not ready to send, or to take callbacks.',
    follows: [{ check: 'squareos-ready', reasons: ['not-ready'] }],
  },
  'message-pending': {
    status: ['inconclusive'],
    says: 'The live message still waits in the platform’s outbox.',
    follows: [{ check: 'live-receipt' }],
  },
  'others-pending': { status: ['warn'], says: 'Other messages wait in the platform’s outbox.' },
  'others-dead-letters': { status: ['warn'], says: 'Callbacks of other messages are left as unresolved dead letters.' },
  'readiness-untold': {
    status: ['warn'],
    says: 'Neither the ledger nor SquareOS’s own state tells whether the platform is ready.',
  },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const EXPECTED = 'The platform is ready, and nothing waits in its outbox or its dead letters.';

const observedIn = ({ readiness, outbox, deadLetters }: LedgerView): JsonObject => ({
  ready: readiness?.ready ?? null,
  detail: readiness?.detail ?? null,
  outboxPending: outbox.pending,
  outboxOthers: outbox.others ?? null,
  deadLettersOthers: deadLetters.others ?? null,
});

/** What does not stop this message, each with its act. */
const warnings = (view: LedgerView): readonly (readonly [keyof typeof reasons, DraftAct])[] => [
  ...(view.readiness === undefined
    ? ([
        [
          'readiness-untold',
          {
            say: 'Have the platform’s API tell whether it is ready, and name the place in `callback.ledger.map` as `path.readiness` or `readiness.ready`; or name `squareos.state`.',
          },
        ],
      ] as const)
    : []),
  ...((view.outbox.others ?? 0) > 0
    ? ([
        [
          'others-pending',
          { say: `See why other messages wait in the outbox, ${view.outbox.others} in all (worker, provider, quota).` },
        ],
      ] as const)
    : []),
  ...((view.deadLetters.others ?? 0) > 0
    ? ([
        [
          'others-dead-letters',
          {
            say: `Resolve the dead letters of other messages, ${view.deadLetters.others} in all, in SquareOS Admin / Email Setting, or where certify’s own receiver runs by this command.`,
            command: 'certify receiver dead-letters list',
          },
        ],
      ] as const)
    : []),
];

const judgeBacklog = (view: LedgerView): Verdict => {
  const given = { observed: observedIn(view), expected: EXPECTED };
  if (view.readiness?.ready === false) {
    const why = view.readiness.detail === null ? '' : ` (“${view.readiness.detail}”)`;
    const say = `Settle in SquareOS Admin / Email Setting / Provider readiness why the platform is not ready${why}, then run again.`;
    return { status: 'fail', reason: 'not-ready', ...given, remedy: [{ say }] };
  }
  if (view.outbox.pending > 0) {
    const say = 'Find out why SquareOS has not handed the live message over (outbox worker), then go on with the run.';
    return { status: 'inconclusive', reason: 'message-pending', ...given, remedy: [{ say }] };
  }
  const found = warnings(view);
  const [first] = found;
  if (first === undefined) return { status: 'pass', reason: 'ok', observed: given.observed };
  return { status: 'warn', reason: first[0], ...given, remedy: found.map(([, act]) => act) };
};

export const platformBacklog = defineCheck({
  id: 'platform-backlog',
  title: 'SquareOS is ready to send, and nothing waits in its outbox or dead letters',
  severity: 'blocker',
  why: 'An invoice that waits in the outbox, or whose callback nobody could apply, looks sent to the gym’s staff.',
  owner: 'SquareOS admin',
  references: [requirement('R13')],
  reasons,
  needs: ['live.rows'],
  uses: ['squareos.state'],
  evaluate(facts) {
    const view = facts['live.rows'].value;
    const told = facts['squareos.state'];
    const readiness = view.readiness ?? (told.state === 'observed' && told.value.fresh ? told.value.state.readiness : null);
    if (readiness == null) return judgeBacklog(view);
    return judgeBacklog({ ...view, readiness: { ready: readiness.ready, detail: readiness.detail ?? null } });
  },
});
