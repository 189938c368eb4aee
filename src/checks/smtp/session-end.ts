// Where an SMTP session ended, for the checks that judge its stages: what comes after cannot be judged, and says why.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { SmtpReply, SmtpStage } from '../../core/ports/smtp.ts';
import type { Facts } from '../../facts/index.ts';

export type Session = Facts['smtp.session'];
export type Stage = Session['stages'][number];

export const stageOf = (session: Session, stage: SmtpStage): Stage | undefined =>
  session.stages.find((one) => one.stage === stage);

export const said = (reply: SmtpReply): string => `${reply.code} ${reply.lines.join(' ')}`.trim();

const peer = (session: Session): string => `${session.host}:${session.port}`;

/** What a stage showed, for `observed`. */
export const seenAt = (session: Session, stage: Stage | undefined): JsonObject => ({
  peer: peer(session),
  secure: session.secure,
  stage: stage?.stage,
  reply: stage?.reply === null || stage?.reply === undefined ? null : said(stage.reply),
  error: stage?.error ?? null,
  detail: stage?.detail ?? null,
});

/** The session ended before the stage that the check is about. */
export const endedBefore = (session: Session, wanted: string): Judgement => {
  const last = session.stages.at(-1);
  const why =
    last?.detail ?? (last?.reply === null || last?.reply === undefined ? 'no answer' : `the server said “${said(last.reply)}”`);
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: seenAt(session, last),
    expected: `The session with ${peer(session)} gets as far as ${wanted}.`,
    fix: `First settle the ${last?.stage ?? 'first'} stage of the session: ${why}`,
  };
};
