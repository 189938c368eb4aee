// Where an SMTP session ended, for the checks that judge its stages: each stage has one check that owns what went wrong there,
// and what comes after cannot be judged and follows from it.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { SmtpReply, SmtpStage } from '../../core/ports/smtp.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { CAUSES, type RefusalCause } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { doThis } from '../remedy.ts';

export type Session = Facts['smtp.session'];
export type Stage = Session['stages'][number];

export const stageOf = (session: Session, stage: SmtpStage): Stage | undefined =>
  session.stages.find((one) => one.stage === stage);

/** The stage at which the session broke; what follows was not tried. */
export const brokenAt = (session: Session): Stage | undefined => session.stages.find((one) => !one.ok);

export const said = (reply: SmtpReply): string => `${reply.code} ${reply.lines.join(' ')}`.trim();

/** Host and port as a person says them. */
export const peer = (session: Session): string => `${session.host} port ${session.port}`;

/** What a stage showed, for `observed`. */
export const seenAt = (session: Session, stage: Stage | undefined): JsonObject => ({
  peer: `${session.host}:${session.port}`,
  secure: session.secure,
  stage: stage?.stage,
  reply: stage?.reply === null || stage?.reply === undefined ? null : said(stage.reply),
  error: stage?.error ?? null,
  detail: stage?.detail ?? null,
});

/** The checks of which one says what is wrong with a session that TLS did not verify. */
export const CERTIFICATE_CHECKS = [
  'smtp-certificate',
  'smtp-certificate-expiry',
  'smtp-certificate-key',
  'smtp-certificate-host',
] as const;

/** A port in the wrong mode shows it at the opening stages: then smtp-tls-mode is open, and smtp-reachable is not. */
const OPENING = ['smtp-reachable', 'smtp-tls-mode'];

const OWNERS: { readonly [S in SmtpStage]: readonly string[] } = {
  resolve: OPENING,
  connect: OPENING,
  greeting: OPENING,
  ehlo: OPENING,
  starttls: ['smtp-starttls'],
  tls: ['smtp-tls-mode'],
  'ehlo-after-tls': ['smtp-starttls'],
  auth: ['smtp-auth'],
  mail: ['smtp-sender-accepted'],
  rcpt: ['smtp-recipient-accepted'],
  data: ['live-receipt'],
  'final-dot': ['live-receipt'],
  quit: [],
};

/** A stage as it ended. */
type Ended = Pick<Stage, 'stage' | 'error'> & { readonly reply?: SmtpReply | null };

/** Where a server tells it as soon as it speaks inside TLS, and nothing else was asked yet. */
const ENTERED: readonly SmtpStage[] = ['greeting', 'ehlo', 'ehlo-after-tls'];

/**
 * TLS 1.3 tells it only after the handshake, to whoever reads next; older versions tell it as any failed handshake. Postfix
 * completes the handshake, and says it in its first reply.
 */
export const demandsCertificate = ({ stage, error, reply }: Ended): boolean =>
  /ALERT_CERTIFICATE_REQUIRED/.test(error ?? '') ||
  (ENTERED.includes(stage) && reply != null && /\bclient certificate\b/i.test(said(reply)));

/** Stages at which a refusal may speak of something else than what was asked. */
export const isRefusing = (stage: SmtpStage): boolean =>
  ['ehlo-after-tls', 'auth', 'mail', 'rcpt', 'data', 'final-dot'].includes(stage);

/** The one check that owns a refusal: by what its words speak of, and by the stage where they only say no. */
export const refusalOwner = (cause: RefusalCause, stage: SmtpStage): string => {
  const { about } = CAUSES[cause];
  const ofTheStage = OWNERS[stage][0] ?? 'smtp-reachable';
  // Before a login and an envelope nothing is said of a sender or a recipient.
  if (stage === 'ehlo-after-tls' && about !== 'opening' && about !== 'login') return ofTheStage;
  switch (about) {
    case 'opening':
      return 'smtp-reachable';
    case 'login':
      return 'smtp-auth';
    case 'sender':
      return 'smtp-sender-accepted';
    case 'recipient':
      return 'smtp-recipient-accepted';
    case 'stage':
      return ofTheStage;
  }
};

/** The checks that may own the break, of which exactly one is open. */
export const ownersOf = (stage: Ended | undefined, session: Pick<Session, 'host' | 'banner'>): readonly string[] => {
  if (stage === undefined) return OPENING;
  if (demandsCertificate(stage)) return ['smtp-tls-mode'];
  if (stage.error === 'TLS_NOT_VERIFIED') return CERTIFICATE_CHECKS;
  if (stage.error === null && stage.reply != null && isRefusing(stage.stage))
    return [refusalOwner(refusalCause(stage.reply, placeIn(session, stage.stage)), stage.stage)];
  return OWNERS[stage.stage];
};

/** Each stage as a person says it. */
export const STAGE_WORDS: { readonly [S in SmtpStage]: string } = {
  resolve: 'the host’s name in DNS',
  connect: 'the connection',
  greeting: 'the greeting',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  tls: 'the TLS handshake',
  'ehlo-after-tls': 'EHLO inside TLS',
  auth: 'AUTH',
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  data: 'DATA',
  'final-dot': 'the message',
  quit: 'QUIT',
};

const whatCame = (stage: Stage | undefined): string => {
  if (stage?.detail != null) return stage.detail;
  return stage?.reply == null ? 'no answer came.' : `the server said “${said(stage.reply)}”.`;
};

/** The session ended before the stage that the check is about. */
export const endedBefore = (session: Session, wanted: string): Judgement<EngineReason> => {
  const last = brokenAt(session) ?? session.stages.at(-1);
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: seenAt(session, last),
    expected: `The session with ${peer(session)} gets as far as ${wanted}.`,
    remedy: [
      doThis(
        `Settle ${last === undefined ? 'the connection' : STAGE_WORDS[last.stage]} at ${peer(session)} first: ${whatCame(last)}`,
      ),
    ],
    follows: ownersOf(last, session),
  };
};
