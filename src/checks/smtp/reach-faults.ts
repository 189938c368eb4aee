// Why a relay could not be reached or understood, and who does what about it.
import type { Owner } from '../../core/finding.ts';
import { said, type Session, type Stage } from './session-end.ts';

export interface Fault {
  readonly status: 'fail' | 'inconclusive';
  readonly reason: string;
  readonly fix: (session: Session, stage: Stage) => string;
  readonly owner: Owner;
}

const at = (session: Session): string => `${session.host} port ${session.port}`;

const noName: Fault = {
  status: 'fail',
  reason: 'name-not-found',
  fix: (s) => `Correct \`smtp.host\`: ${s.host} has no address in DNS. Copy the host name from the provider’s SMTP settings.`,
  owner: 'implementation engineer',
};
const nameUnknown: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  fix: (s) =>
    `The name ${s.host} could not be looked up just now. Check the resolver of this computer (dns.resolvers), then run again.`,
  owner: 'network admin',
};
const closed: Fault = {
  status: 'fail',
  reason: 'port-closed',
  fix: (s) =>
    `Nothing listens at ${at(s)}. Correct \`smtp.port\` (587 with secure: false, or 465 with secure: true), or have the relay started.`,
  owner: 'implementation engineer',
};
const noAnswer: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  fix: (s) =>
    `No connection to ${at(s)} from here: a firewall drops it, or the host is down. Allow outgoing TCP to it (clouds block port 25; use 587 or 465), then run again.`,
  owner: 'network admin',
};
const silent: Fault = {
  status: 'fail',
  reason: 'no-greeting',
  fix: (s) =>
    `${at(s)} takes the connection and sends no greeting. Ask the provider whether this address may connect, and whether the port is right.`,
  owner: 'mail provider admin',
};
const notSmtp: Fault = {
  status: 'fail',
  reason: 'not-smtp',
  fix: (s) =>
    `What answers at ${at(s)} is not a mail server. Correct \`smtp.host\` and \`smtp.port\`, or have the proxy between removed.`,
  owner: 'implementation engineer',
};
const cut: Fault = {
  status: 'fail',
  reason: 'closed-early',
  fix: (s) => `${at(s)} closes the connection before it has spoken. Ask the provider whether this address is allowed to connect.`,
  owner: 'mail provider admin',
};
const busy: Fault = {
  status: 'inconclusive',
  reason: 'cannot-judge',
  fix: (s, stage) =>
    `The relay turns connections away for now (“${stage.reply === null ? '' : said(stage.reply)}”). Run again later; when ${at(s)} keeps saying so, ask the provider.`,
  owner: 'mail provider admin',
};
const turnedAway: Fault = {
  status: 'fail',
  reason: 'turned-away',
  fix: (_s, stage) =>
    `The relay refuses this client: “${stage.reply === null ? '' : said(stage.reply)}”. Have the provider allow the addresses that certify and SquareOS send from.`,
  owner: 'mail provider admin',
};
const ehloRefused: Fault = {
  status: 'fail',
  reason: 'ehlo-refused',
  fix: (_s, stage) =>
    `The relay refuses our EHLO: “${stage.reply === null ? '' : said(stage.reply)}”. Run certify on a computer with a qualified host name, or have the relay accept the name.`,
  owner: 'mail provider admin',
};

const byCode: { readonly [code: string]: Fault } = {
  ENOTFOUND: noName,
  ENODATA: noName,
  NXDOMAIN: noName,
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

/** What a broken opening stage means. */
export const reachFault = (stage: Stage): Fault => {
  if (stage.reply !== null) {
    if (stage.reply.code < 500) return busy;
    return stage.stage === 'greeting' ? turnedAway : ehloRefused;
  }
  const known = byCode[stage.error ?? ''];
  if (known !== undefined) return known;
  if (stage.stage === 'resolve') return nameUnknown;
  return stage.stage === 'connect' ? noAnswer : silent;
};
