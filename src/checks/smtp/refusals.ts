// What the relay refused, in the probing session or at the live send, and the one check that owns it: by what the words speak of, and
// by the stage where they only say no. A login that was accepted and then denied at RCPT is so carried back to smtp-auth.
import type { Clauses } from '../../core/check.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { SmtpReply, SmtpStage } from '../../core/ports/smtp.ts';
import type { Reason } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { RefusalCause } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { replyOfText } from '../../mail/smtp/reply.ts';
import {
  demandsCertificate,
  isRefusing,
  ownersOf,
  refusalOwner,
  said,
  STAGE_WORDS,
  type Session,
  type Stage,
} from './session-end.ts';

/** What a refused envelope comes to, of a sender as of a recipient, and the clause that each rests on. */
export const REFUSAL_CLAUSES = {
  'RFC 1870 §6.1': ['message-too-big'],
  'RFC 3463 §3.7': ['content-refused'],
  'RFC 6409 §4.3': ['relay-denied'],
  'RFC 5321 §4.1.2': ['bad-syntax'],
  'RFC 5321 §4.1.1.11': ['parameter-refused'],
  'RFC 5321 §4.3.2': ['dialogue-broken'],
  'RFC 3463 §3.8': ['policy'],
  'RFC 5321 §4.2.1': ['refused'],
  'RFC 6531 §3.2': ['smtputf8-missing'],
} as const satisfies Clauses;

/** Those of them that a reply causes. */
export type EnvelopeReason = Exclude<(typeof REFUSAL_CLAUSES)[keyof typeof REFUSAL_CLAUSES][number], 'smtputf8-missing'>;

export type Receipt = Observation<Facts['live.receipt']>;

export interface Refusal {
  readonly stage: SmtpStage;
  readonly reply: SmtpReply;
  readonly cause: RefusalCause;
  /** At the live send; else when the relay was looked at. */
  readonly live: boolean;
}

const inSession = (session: Session): readonly Refusal[] =>
  session.stages.flatMap((ended) => {
    const { stage, ok, reply, error } = ended;
    return ok || reply === null || error !== null || !isRefusing(stage) || demandsCertificate(ended)
      ? []
      : [{ stage, reply, cause: refusalCause(reply, placeIn(session, stage)), live: false }];
  });

/** The stage of a recorded outcome, which is told as text. */
const stageNamed = (text: string | undefined): SmtpStage | undefined =>
  (Object.keys(STAGE_WORDS) as SmtpStage[]).find((stage) => stage === text);

type Outcome = Facts['live.receipt']['outcome'];

const atTheSend = (session: Session, outcome: Outcome): readonly Refusal[] => {
  const stage = outcome?.kind === 'refused' ? stageNamed(outcome.stage) : undefined;
  if (outcome?.kind !== 'refused' || stage === undefined || !isRefusing(stage)) return [];
  const reply = replyOfText(outcome.message);
  return reply === null ? [] : [{ stage, reply, cause: refusalCause(reply, placeIn(session, stage)), live: true }];
};

/** The refusals that this check owns, in the order in which they came; `receipt`: null where only the session counts. */
export const refusalsOf = (check: string, session: Session, receipt: Receipt | null): readonly Refusal[] =>
  [...inSession(session), ...atTheSend(session, receipt?.state === 'observed' ? receipt.value.outcome : null)].filter(
    ({ cause, stage }) => refusalOwner(cause, stage) === check,
  );

/** What went wrong at the live send, for live-receipt: the refusal if it was one, and the checks of which one owns it. */
export const refusedLive = (
  session: Session,
  outcome: Outcome & { readonly kind: 'refused' },
): { readonly refusal: Refusal | null; readonly owners: readonly string[] } => {
  const [refusal] = atTheSend(session, outcome);
  if (refusal !== undefined) return { refusal, owners: [refusalOwner(refusal.cause, refusal.stage)] };
  const stage = stageNamed(outcome.stage);
  return { refusal: null, owners: stage === undefined ? [] : ownersOf({ stage, error: outcome.code }, session) };
};

/** For `observed`. */
export const seenRefusal = (session: Session, { stage, reply, cause, live }: Refusal): JsonObject => ({
  peer: `${session.host}:${session.port}`,
  secure: session.secure,
  stage,
  reply: said(reply),
  error: null,
  detail: null,
  cause,
  ...(live ? { at: 'the live send' } : {}),
});

/** What the relay said, and to what. */
export const quoted = ({ stage, reply, live }: Refusal): string =>
  `It answered ${live && stage === 'final-dot' ? 'the live message' : `${STAGE_WORDS[stage]}${live ? ' of the live message' : ''}`} with “${said(reply)}”.`;

/** A dialogue that the server does not end is its fault, and no put-off; one that we ended tells nothing. */
export const endOf = (stage: Stage) =>
  stage.error === 'ABORTED'
    ? ({ status: 'inconclusive', reason: 'cannot-judge' } as const)
    : ({ status: 'fail', reason: 'dialogue-broken' } as const);

/** Advice for one cause: what it says, and the act; the relay’s words are added to the act. */
export interface Advice {
  readonly says: string;
  readonly act: Omit<DraftAct, 'owner'>;
  readonly more?: readonly DraftAct[];
  readonly owner?: DraftAct['owner'];
}

/** The acts of an advice, the relay’s words in the first. */
const actsOf = ({ act, more, owner }: Advice, refusal: Refusal): readonly DraftAct[] => [
  { ...act, say: `${act.say} ${quoted(refusal)}`, ...(owner === undefined ? {} : { owner }) },
  ...(more ?? []),
];

/** The reasons that a table of advice declares. */
export const reasonsOf = <K extends string>(table: { readonly [C in K]: Advice }): { readonly [C in K]: Reason } => {
  const reason = ([cause, { says }]: [string, Advice]): [string, Reason] => [cause, { status: ['fail'], says }];
  return Object.fromEntries(Object.entries<Advice>(table).map(reason)) as { readonly [C in K]: Reason };
};

/** A session without a login is not told to have its login allowed more. */
export const relayingIn = (session: Session, signedIn: Advice): Advice =>
  session.authenticated === true
    ? signedIn
    : {
        ...signedIn,
        act: {
          say: 'Set `smtp.username` and `smtp.password`, or have the provider allow the addresses that SquareOS sends from: without a login it relays to no other domain.',
        },
      };

/** A lasting refusal as its cause's advice tells it; `refused` for a cause that the table does not name. */
export const refusedAs = <K extends string>(
  table: { readonly [C in K | 'refused']: Advice },
  refusal: Refusal,
  given: { readonly observed: JsonObject; readonly expected: string },
) => {
  const reason = Object.hasOwn(table, refusal.cause) ? (refusal.cause as K) : 'refused';
  const { owner } = table[reason];
  return {
    status: 'fail',
    reason,
    ...given,
    remedy: actsOf(table[reason], refusal),
    ...(owner === undefined ? {} : { owner }),
  } as const;
};
