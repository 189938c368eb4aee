// What a broken opening of a session means, from the name of the host to EHLO: each with its reason, its act and who can do it.
import type { Owner } from '../../core/finding.ts';
import type { SmtpReply } from '../../core/ports/smtp.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { CAUSES, passesByItself } from '../../mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../mail/smtp/refusal.ts';
import { doThis, profileField } from '../remedy.ts';
import { peer, said, type Session, type Stage } from './session-end.ts';

interface Fault {
  readonly status: 'fail' | 'inconclusive';
  readonly reason:
    | 'name-not-found'
    | 'port-closed'
    | 'no-greeting'
    | 'not-smtp'
    | 'closed-early'
    | 'turned-away'
    | 'ehlo-unanswered'
    | 'ehlo-refused'
    | 'ehlo-unknown'
    | 'address-refused'
    | 'cannot-judge';
  readonly act: (session: Session, stage: Stage) => DraftAct;
  readonly owner: Owner;
}

const noName: Fault = {
  status: 'fail',
  reason: 'name-not-found',
  act: (s) =>
    profileField(`Copy the host name from the provider’s SMTP settings: ${s.host} has no address in DNS.`, 'smtp.host', null),
  owner: 'implementation engineer',
};
const nameUnknown: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  act: (s) =>
    doThis(
      `Check the resolver of this computer (dns.resolvers), then run again: the name ${s.host} could not be looked up just now.`,
    ),
  owner: 'network admin',
};
/** The usual ports with their mode, without the one that was tried. */
const usualPorts = ({ port }: Session): string =>
  [
    { port: 587, told: '587 with smtp.secure: false' },
    { port: 465, told: '465 with smtp.secure: true' },
  ]
    .filter((one) => one.port !== port)
    .map((one) => one.told)
    .join(', or ');

const closed: Fault = {
  status: 'fail',
  reason: 'port-closed',
  act: (s) =>
    profileField(
      `Correct the port (${usualPorts(s)}), or have the relay started: nothing listens at ${peer(s)}.`,
      'smtp.port',
      null,
    ),
  owner: 'implementation engineer',
};
const noAnswer: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  act: (s) =>
    doThis(
      `Allow outgoing TCP to ${peer(s)}, then run again: no connection comes about from here, because a firewall drops it or the host is down${s.port === 25 ? ' (clouds block port 25; use 587 or 465)' : ''}.`,
    ),
  owner: 'network admin',
};
const silent: Fault = {
  status: 'fail',
  reason: 'no-greeting',
  act: (s) =>
    doThis(
      `Ask the provider whether this address may connect, and whether the port is right: ${peer(s)} takes the connection and sends no greeting.`,
    ),
  owner: 'mail provider admin',
};
const notSmtp: Fault = {
  status: 'fail',
  reason: 'not-smtp',
  act: (s, stage) =>
    profileField(
      `Correct host and port, or have the proxy between removed: what answers at ${peer(s)} is not a mail server. ${stage.reply === null ? (stage.detail ?? '') : `It begins with ${words(stage)}.`}`.trim(),
      'smtp.host',
      null,
    ),
  owner: 'implementation engineer',
};
const cut: Fault = {
  status: 'fail',
  reason: 'closed-early',
  act: (s) =>
    doThis(`Ask the provider whether this address is allowed to connect: ${peer(s)} closes the connection before it has spoken.`),
  owner: 'mail provider admin',
};

const words = (stage: Stage): string => (stage.reply === null ? 'nothing' : `“${said(stage.reply)}”`);

const busy: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  act: (s, stage) =>
    doThis(
      `Run again later, and ask the provider when it stays so: ${peer(s)} answers ${stage.stage === 'ehlo' ? 'EHLO' : 'the connection'} for now with ${words(stage)}.`,
    ),
  owner: 'mail provider admin',
};
const turnedAway: Fault = {
  status: 'fail',
  reason: 'turned-away',
  act: (s, stage) =>
    doThis(
      `Have the provider allow the addresses that certify and SquareOS send from: ${peer(s)} refuses this client with ${words(stage)}.`,
    ),
  owner: 'mail provider admin',
};
/** RFC 5321 §3.1 and RFC 7504: a host that takes no mail says so. */
const NO_MAIL =
  /\b(?:no|not an?) (?:\w+ )?(?:smtp|mail|e-?mail)(?: service| server| host)?\b|does not (?:accept|receive|take) (?:any )?(?:mail|e-?mail)/i;
const takesNone: Fault = {
  ...turnedAway,
  act: (s, stage) =>
    profileField(
      `Copy host and port from the provider’s SMTP settings: ${peer(s)} says that it takes no mail at all, with ${words(stage)}.`,
      'smtp.host',
      null,
    ),
  owner: 'implementation engineer',
};
/** What was said in EHLO may be a full name already. */
export const anotherName = ({ host, ehloName }: Session): string =>
  ehloName?.includes('.') === true && !ehloName.startsWith('[')
    ? `Give a name for EHLO that DNS leads back to the address which SquareOS sends from, or have ${host} accept “${ehloName}”`
    : `Give the full name of a host of yours for EHLO, or have ${host} accept “${ehloName ?? ''}”`;

const ehloRefused: Fault = {
  status: 'fail',
  reason: 'ehlo-refused',
  act: (s, stage) => profileField(`${anotherName(s)}: it refuses our EHLO with ${words(stage)}.`, 'smtp.ehloName', null),
  owner: 'implementation engineer',
};
const ehloUnknown: Fault = {
  status: 'fail',
  reason: 'ehlo-unknown',
  act: (s, stage) =>
    doThis(
      `Have the mail server at ${peer(s)} updated, or the “SMTP inspection” of a firewall before it switched off: it does not know EHLO (it answers ${words(stage)}), and without EHLO there is neither STARTTLS nor a login.`,
    ),
  owner: 'mail provider admin',
};
/** Firewalls overwrite the greeting, and the commands that they don’t know, with stars or X. */
export const overwritten = ({ banner }: Pick<Session, 'banner'>): boolean => /^\*{4,}/.test(banner ?? '');

const ehloOverwritten: Fault = {
  ...ehloUnknown,
  act: (s, stage) =>
    doThis(
      `Switch off the “SMTP inspection” of the firewall between here and ${s.host}: it overwrites the greeting (“${s.banner ?? ''}”) and EHLO (answered with ${words(stage)}), so no client can encrypt or sign in.`,
    ),
  owner: 'network admin',
};

const refusedAddress: Fault = {
  status: 'fail',
  reason: 'address-refused',
  act: (s, stage) =>
    profileField(
      `Name a host with public addresses, or run with --allow-private where the relay is on your own network (a metadata service is never asked). ${stage.detail ?? s.host}`,
      'smtp.host',
      null,
    ),
  owner: 'implementation engineer',
};

const unanswered: Fault = {
  status: 'fail',
  reason: 'ehlo-unanswered',
  act: (s, stage) =>
    doThis(
      `Ask the provider why ${peer(s)} greets with “${s.banner ?? ''}” and does not end EHLO with a reply: ${stage.detail ?? `it says ${words(stage)}.`}`,
    ),
  owner: 'mail provider admin',
};

const byCode: { readonly [code: string]: Fault } = {
  ENOTFOUND: noName,
  ENODATA: noName,
  NXDOMAIN: noName,
  ADDRESS_REFUSED: refusedAddress,
  ECONNREFUSED: closed,
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  NOT_SMTP: notSmtp,
  LINE_TOO_LONG: notSmtp,
  REPLY_TOO_LONG: notSmtp,
  CLOSED: cut,
  ECONNRESET: cut,
  EPIPE: cut,
};

/** What a refusing reply of an opening stage means: its words before its class. */
const faultOf = (session: Session, stage: Stage, reply: SmtpReply): Fault => {
  const greets = stage.stage === 'greeting';
  if (reply.code < 400) return greets ? notSmtp : unanswered;
  const cause = refusalCause(reply, placeIn(session, stage.stage));
  if (cause === 'helo-refused') return ehloRefused;
  if (passesByItself(cause)) return busy;
  if (greets && (reply.code === 521 || (cause === 'refused' && NO_MAIL.test(said(reply))))) return takesNone;
  if (greets || CAUSES[cause].about === 'login') return turnedAway;
  // RFC 5321 §4.1.4: a server that does not know EHLO may know HELO, which offers neither STARTTLS nor AUTH.
  if (reply.code !== 500 && reply.code !== 502) return ehloRefused;
  return overwritten(session) ? ehloOverwritten : ehloUnknown;
};

/** What a broken opening stage means. */
export const faultAt = (session: Session, stage: Stage): Fault => {
  if (stage.reply !== null) return faultOf(session, stage, stage.reply);
  if (stage.stage === 'ehlo' && stage.error !== 'ABORTED') return unanswered;
  const known = byCode[stage.error ?? ''];
  if (known !== undefined) return known;
  if (stage.stage === 'resolve') return nameUnknown;
  return stage.stage === 'connect' ? noAnswer : silent;
};
