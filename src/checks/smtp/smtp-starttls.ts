// A STARTTLS port offers the upgrade, carries it out cleanly, and speaks SMTP inside it.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { passesByItself } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { defineCheck } from '../check.ts';
import { overwritten } from './opening-faults.ts';
import { refusalsOf } from './refusals.ts';
import { doThis, profileField, squareosField } from '../remedy.ts';
import {
  demandsCertificate,
  endedBefore,
  peer,
  said,
  seenAt,
  STAGE_WORDS,
  stageOf,
  type Session,
  type Stage,
} from './session-end.ts';

const reasons = {
  'implicit-tls': { status: ['not-applicable'], says: 'The port speaks TLS from the first octet.' },
  'not-offered': { status: ['fail'], says: 'The relay offers no STARTTLS.' },
  stripped: { status: ['fail'], says: 'Something between here and the relay overwrites STARTTLS.' },
  'data-before-tls': { status: ['fail'], says: 'More than the reply to STARTTLS came in clear text.' },
  'not-available-now': { status: ['fail'], says: 'The relay offers STARTTLS and says that it cannot carry it out for now.' },
  refused: { status: ['fail'], says: 'The relay offers STARTTLS and does not carry it out.' },
  'ehlo-refused': { status: ['fail'], says: 'The relay refuses EHLO inside TLS.' },
  'ended-after-tls': { status: ['fail'], says: 'The relay ends the session, or says nothing, as soon as TLS is up.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

/** Middleboxes overwrite the keyword with X of the same length. */
const STRIPPED = /^X{6,}/;

/** Port 465 needs no upgrade. */
const implicitTls = (session: Session) => [
  profileField(`Or use the relay’s port for implicit TLS (465), if ${session.host} has one.`, 'smtp.secure', 'true'),
  squareosField('The same in SquareOS, with the port.', 'configJson.secure', 'true'),
];

const notOffered = (session: Session, stage: Stage): Told => {
  const stripped = session.ehloBeforeTls.some((line) => STRIPPED.test(line)) || overwritten(session);
  const observed = { ...seenAt(session, stage), offered: session.ehloBeforeTls };
  const expected = `The EHLO reply of ${session.host} offers STARTTLS.`;
  if (stripped) {
    const act = doThis(
      `Switch off the “SMTP inspection” of the firewall between here and ${session.host}: it overwrites STARTTLS, so no client can encrypt.`,
    );
    return {
      status: 'fail',
      reason: 'stripped',
      observed,
      expected,
      remedy: [act, ...implicitTls(session)],
      owner: 'network admin',
    };
  }
  const act = doThis(`Have STARTTLS switched on at ${peer(session)}: it offers none, so a login would go in clear text.`);
  return { status: 'fail', reason: 'not-offered', observed, expected, remedy: [act, ...implicitTls(session)] };
};

/** RFC 5321 §3.8: the server shuts this session down, and says nothing of TLS. */
const putOff = (session: Session, stage: Stage): Told => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: seenAt(session, stage),
  expected: `${session.host} carries the upgrade out.`,
  remedy: [
    doThis(
      `Run again later, and ask the provider when it stays so: ${peer(session)} ends the session at ${STAGE_WORDS[stage.stage]} for now, with “${stage.reply === null ? '' : said(stage.reply)}”.`,
    ),
  ],
});

/** The words decide over 4xx or 5xx. */
const passes = (session: Session, { stage, reply }: Stage): boolean =>
  reply !== null && passesByItself(refusalCause(reply, placeIn(session, stage)));

const notUpgraded = (session: Session, stage: Stage): Told => {
  const { reply } = stage;
  const observed = seenAt(session, stage);
  if (stage.error === 'INJECTED_BEFORE_TLS') {
    const act = doThis(
      `Report to the provider that ${peer(session)} (or somebody between) sends more in clear after the reply to STARTTLS, which a careless client would take for the encrypted server’s words (RFC 3207 section 6); don’t use this path until it is mended.`,
    );
    const expected = 'Nothing follows the 220 reply to STARTTLS in clear text.';
    return { status: 'fail', reason: 'data-before-tls', observed, expected, remedy: [act] };
  }
  if (reply?.code === 421 && passes(session, stage)) return putOff(session, stage);
  const forNow = reply !== null && reply.code >= 400 && reply.code < 500;
  const answer = reply === null ? (stage.detail ?? 'No answer came.') : `It answers “${said(reply)}”.`;
  const act = doThis(
    forNow
      ? `Have the TLS files (certificate and key) of ${session.host} checked: it offers STARTTLS, and then has none for now. ${answer}`
      : `Have STARTTLS repaired at ${peer(session)}: it is offered, and then not carried out. ${answer}`,
  );
  const expected = `${session.host} answers STARTTLS with 220.`;
  return { status: 'fail', reason: forNow ? 'not-available-now' : 'refused', observed, expected, remedy: [act] };
};

const mute = (session: Session, stage: Stage): Told => {
  const { reply } = stage;
  if (passes(session, stage)) return putOff(session, stage);
  const answer = reply === null ? (stage.detail ?? 'No answer came.') : `It answers “${said(reply)}”.`;
  return {
    status: 'fail',
    reason: reply === null ? 'ended-after-tls' : 'ehlo-refused',
    observed: seenAt(session, stage),
    expected: `${session.host} takes EHLO inside TLS.`,
    remedy: [doThis(`Have the provider look at ${peer(session)}: TLS comes up, and EHLO inside it fails. ${answer}`)],
  };
};

export const smtpStarttls = defineCheck({
  id: 'smtp-starttls',
  title: 'The relay offers STARTTLS and upgrades cleanly',
  severity: 'blocker',
  why: 'Without the upgrade the relay’s password and every invoice cross the network in clear text.',
  owner: 'mail provider admin',
  references: ['RFC 3207', 'RFC 8314 §3.3'],
  reasons,
  clauses: {
    'RFC 3207 §3': ['not-offered'],
    'RFC 3207 §4': ['not-available-now', 'refused'],
    'RFC 3207 §6': ['stripped'],
    'RFC 3207 §4.2': ['data-before-tls', 'ehlo-refused', 'ended-after-tls'],
  },
  needs: ['smtp.session'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    if (session.secure) return { status: 'not-applicable', reason: 'implicit-tls' };
    const stage = stageOf(session, 'starttls');
    if (stage === undefined) return endedBefore(session, 'STARTTLS');
    if (!stage.ok) return stage.error === 'STARTTLS_NOT_OFFERED' ? notOffered(session, stage) : notUpgraded(session, stage);
    const inside = stageOf(session, 'ehlo-after-tls');
    if (inside?.ok === false) {
      const own = !demandsCertificate(inside) && (inside.reply === null || refusalsOf('smtp-starttls', session, null).length > 0);
      return own ? mute(session, inside) : endedBefore(session, 'EHLO inside TLS');
    }
    return { status: 'pass', reason: 'ok', observed: { offered: session.ehloBeforeTls } };
  },
});
