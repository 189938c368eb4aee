// The relay can be found, connected to, and answers as a mail server.
import type { Judgement, Owner } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { foreignProtocol, type Foreign } from './other-protocol.ts';
import { quoted, refusalsOf, seenRefusal, type Refusal } from './refusals.ts';
import { demandsCertificate, endedBefore, peer, said, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

/** Where another port of the relay answers, that is the thing to change. */
const OTHER_PORT = [{ check: 'smtp-tls-mode', reasons: ['other-port-works'] }];

const reasons = {
  'name-not-found': { status: ['fail'], says: 'The host has no address in DNS.' },
  'port-closed': { status: ['fail'], says: 'Nothing listens at the port.', follows: OTHER_PORT },
  'no-greeting': { status: ['fail'], says: 'The connection is taken, and no greeting comes.' },
  'not-smtp': { status: ['fail'], says: 'What answers at the port is not a mail server.' },
  'closed-early': { status: ['fail'], says: 'The connection is closed before the server has spoken.' },
  'turned-away': { status: ['fail'], says: 'The relay refuses this client in its greeting.' },
  'ehlo-unanswered': { status: ['fail'], says: 'The relay greets, and does not end our EHLO with a reply.' },
  'ehlo-refused': { status: ['fail'], says: 'The relay refuses our EHLO.' },
  'address-refused': { status: ['fail'], says: 'The host leads to an address that is not asked without leave.' },
  'some-addresses-closed': { status: ['fail'], says: 'Some addresses of the host refuse connections.' },
  'some-addresses-silent': { status: ['warn'], says: 'Some addresses of the host do not answer from here.' },
  'other-tls-mode': { status: ['pass'], says: 'The port answers, in the other TLS mode.' },
} as const satisfies Reasons;

interface Fault {
  readonly status: 'fail' | 'inconclusive';
  readonly reason:
    | Exclude<keyof typeof reasons, 'other-tls-mode' | 'some-addresses-closed' | 'some-addresses-silent'>
    | (EngineReason & 'cannot-judge');
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
/** What was said in EHLO may be a full name already. */
const anotherName = ({ host, ehloName }: Session): string =>
  ehloName?.includes('.') === true && !ehloName.startsWith('[')
    ? `Give a name for EHLO that DNS leads back to the address which SquareOS sends from, or have ${host} accept “${ehloName}”`
    : `Give the full name of a host of yours for EHLO, or have ${host} accept “${ehloName ?? ''}”`;

const ehloRefused: Fault = {
  status: 'fail',
  reason: 'ehlo-refused',
  act: (s, stage) => profileField(`${anotherName(s)}: it refuses our EHLO with ${words(stage)}.`, 'smtp.ehloName', null),
  owner: 'implementation engineer',
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

/** What a broken opening stage means. */
const faultAt = (stage: Stage): Fault => {
  if (stage.reply !== null) {
    // Large relays answer 421 to a name that they don't take (RFC 5321 §4.1.1.1).
    if (stage.stage === 'ehlo' && /\b(?:ehlo|helo|hostname|fqdn|argument|name)\b/i.test(said(stage.reply))) return ehloRefused;
    if (stage.reply.code < 400) return stage.stage === 'ehlo' ? unanswered : notSmtp;
    if (stage.reply.code < 500) return busy;
    return stage.stage === 'greeting' ? turnedAway : ehloRefused;
  }
  if (stage.stage === 'ehlo' && stage.error !== 'ABORTED') return unanswered;
  const known = byCode[stage.error ?? ''];
  if (known !== undefined) return known;
  if (stage.stage === 'resolve') return nameUnknown;
  return stage.stage === 'connect' ? noAnswer : silent;
};

/** A client takes any address of the name: each that does not answer fails some of its mails. */
const someAddresses = (session: Session): Judgement<keyof typeof reasons> | null => {
  const bad = session.reach.filter((one) => one.open === false);
  if (bad.length === 0) return null;
  const closed = bad.some((one) => one.error === 'ECONNREFUSED' || one.error === 'ECONNRESET');
  const listed = bad.map((one) => `${one.address} (${one.error ?? 'no answer'})`).join(', ');
  const say = closed
    ? `Have the relay started on every address of ${session.host}, or the others taken out of DNS: ${listed} refuses port ${session.port}, and ${session.address ?? 'another'} answers.`
    : `Allow outgoing TCP to every address of ${peer(session)}, or have those that are gone taken out of DNS: ${listed} does not answer from here.`;
  return {
    status: closed ? 'fail' : 'warn',
    reason: closed ? 'some-addresses-closed' : 'some-addresses-silent',
    observed: { address: session.address, reach: session.reach.map((one) => ({ ...one })) },
    expected: `Every address of ${session.host} takes connections on port ${session.port}.`,
    remedy: [doThis(say)],
    owner: closed ? 'mail provider admin' : 'network admin',
  };
};

/** Who answers is known, whatever stage showed it. */
const anotherServer = (session: Session, foreign: Foreign): Judgement<keyof typeof reasons> => ({
  status: 'fail',
  reason: 'not-smtp',
  observed: { ...seenAt(session, session.stages.at(-1)), protocol: foreign.protocol, shown: foreign.shown },
  expected: `A server for SMTP at ${peer(session)}.`,
  remedy: [
    profileField(
      `Correct host and port: at ${peer(session)} answers a server for ${foreign.protocol}${foreign.inTls ? ' inside TLS' : ''}, not for SMTP. It says “${foreign.shown}”.`,
      'smtp.port',
      null,
    ),
  ],
});

/** Servers may keep what they think of the name until RCPT, or the message. */
const nameRefused = (session: Session, refusal: Refusal): Judgement<keyof typeof reasons> => ({
  status: 'fail',
  reason: 'ehlo-refused',
  observed: { ...seenRefusal(session, refusal), ehloName: session.ehloName },
  expected: `${session.host} takes the name that is said in EHLO.`,
  remedy: [profileField(`${anotherName(session)}. ${quoted(refusal)}`, 'smtp.ehloName', null)],
});

const opening = ['resolve', 'connect', 'greeting', 'ehlo'] as const;

export const smtpReachable = defineCheck({
  id: 'smtp-reachable',
  title: 'The relay can be reached at its host and port and speaks SMTP',
  severity: 'blocker',
  why: 'Nothing is sent through a relay that cannot be found, connected to or understood.',
  owner: 'implementation engineer',
  references: ['RFC 5321 section 3.1', 'RFC 6409 section 3.1', 'RFC 8314 section 3.3'],
  reasons,
  needs: ['smtp.session'],
  uses: ['smtp.otherMode', 'live.receipt'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const broken = opening.map((name) => stageOf(session, name)).find((stage) => stage?.ok === false);
    const other = facts['smtp.otherMode'];
    const tried = other.state === 'observed' ? other.value.tried : [];
    const working = tried.find((one) => one.works);
    const foreign = working === undefined ? foreignProtocol(session, tried) : null;
    if (foreign !== null) return anotherServer(session, foreign);
    const [refusal] = refusalsOf('smtp-reachable', session, facts['live.receipt']);
    if (refusal !== undefined) return nameRefused(session, refusal);
    // A port that speaks the other TLS mode is reachable; smtp-tls-mode names the field.
    const crossed = working?.port === session.port;
    // Implicit TLS that does not come up leaves unseen what speaks inside it.
    if (broken === undefined && stageOf(session, 'ehlo') === undefined && !crossed) return endedBefore(session, 'a greeting');
    if (broken === undefined || crossed) {
      const partly = someAddresses(session);
      if (partly !== null) return partly;
      const observed = { address: session.address, addresses: session.addresses, banner: session.banner };
      return { status: 'pass', reason: crossed ? 'other-tls-mode' : 'ok', observed };
    }
    if (demandsCertificate(broken)) return endedBefore(session, 'a greeting inside TLS');
    const fault = faultAt(broken);
    return {
      status: fault.status,
      reason: fault.reason,
      observed: seenAt(session, broken),
      expected: `${session.host} answers on port ${session.port} with a 220 greeting and accepts EHLO.`,
      remedy: [fault.act(session, broken)],
      owner: fault.owner,
      ...(working === undefined ? {} : { follows: ['smtp-tls-mode'] }),
    };
  },
});
