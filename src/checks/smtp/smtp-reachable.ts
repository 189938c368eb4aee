// The relay can be found, connected to, and answers as a mail server.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { anotherName, faultAt } from './opening-faults.ts';
import { foreignProtocol, type Foreign } from './other-protocol.ts';
import { quoted, refusalsOf, seenRefusal, type Refusal } from './refusals.ts';
import { demandsCertificate, endedBefore, peer, seenAt, STAGE_WORDS, stageOf, type Session } from './session-end.ts';

/** Where another port of the relay answers, that is the thing to change. */
const OTHER_PORT = [{ check: 'smtp-tls-mode', reasons: ['other-port-works'] }];

const reasons = {
  'name-not-found': { status: ['fail'], says: 'The host has no address in DNS.' },
  'port-closed': { status: ['fail'], says: 'Nothing listens at the port.', follows: OTHER_PORT },
  'no-greeting': { status: ['fail'], says: 'The connection is taken, and no greeting comes.' },
  'not-smtp': { status: ['fail'], says: 'What answers at the port is not a mail server.' },
  'closed-early': { status: ['fail'], says: 'The connection is closed before the server has spoken.' },
  'turned-away': { status: ['fail'], says: 'The relay refuses this client as soon as it connects.' },
  'ehlo-unanswered': { status: ['fail'], says: 'The relay greets, and does not end our EHLO with a reply.' },
  'ehlo-refused': { status: ['fail'], says: 'The relay refuses our EHLO.' },
  'ehlo-unknown': { status: ['fail'], says: 'The server does not know EHLO, so it offers neither STARTTLS nor a login.' },
  'address-refused': { status: ['fail'], says: 'The host leads to an address that is not asked without leave.' },
  'some-addresses-closed': { status: ['fail'], says: 'Some addresses of the host refuse connections.' },
  'some-addresses-silent': { status: ['warn'], says: 'Some addresses of the host do not answer from here.' },
  'other-address-differs': {
    status: ['fail'],
    says: 'Another address of the host does not greet, or does not encrypt, as the one that was looked at.',
  },
  'other-tls-mode': { status: ['pass'], says: 'The port answers, in the other TLS mode.' },
} as const satisfies Reasons;

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

type Reach = Session['reach'][number];

/** What a client meets there and not here; null: the same, or only that it is busy. `verified`: here. */
const differenceAt = ({ met }: Reach, verified: boolean): string | null => {
  if (met === undefined) return null;
  if (met.ended !== null) {
    if (met.error === 'ABORTED' || met.reply?.startsWith('4') === true) return null;
    return `ends at ${STAGE_WORDS[met.ended]} (${met.reply ?? met.error ?? 'no answer'})`;
  }
  return verified && met.verified === false
    ? `shows a certificate that is not in order (${met.chainError ?? 'for another host'}, valid to ${met.validTo?.slice(0, 10) ?? '?'})`
    : null;
};

/** Where the session’s own address is not in order, that is what has to be mended first. */
const otherAddress = (session: Session): Judgement<keyof typeof reasons> | null => {
  const encrypted = stageOf(session, 'tls')?.ok === true && stageOf(session, 'ehlo-after-tls')?.ok !== false;
  if (!encrypted) return null;
  const verified = session.tls?.chainTrusted === true && session.tls.hostMatches;
  const odd = session.reach.flatMap((one) => {
    const why = differenceAt(one, verified);
    return why === null ? [] : [`${one.address} ${why}`];
  });
  if (odd.length === 0) return null;
  return {
    status: 'fail',
    reason: 'other-address-differs',
    observed: { address: session.address, reach: session.reach.map((one) => ({ ...one })) },
    expected: `Every address of ${session.host} greets and encrypts alike.`,
    remedy: [
      doThis(
        `Have every address of ${session.host} set up alike, or the others taken out of DNS: ${odd.join('; ')}, and ${session.address ?? 'another'} is in order. SquareOS may meet any of them.`,
      ),
    ],
    owner: 'mail provider admin',
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
  references: ['RFC 5321 §3.1', 'RFC 6409 §3.1', 'RFC 8314 §3.3'],
  reasons,
  clauses: {
    'RFC 5321 §5.1': ['name-not-found', 'some-addresses-closed', 'some-addresses-silent', 'other-address-differs'],
    'RFC 6409 §3.1': ['port-closed'],
    'RFC 5321 §3.1': ['no-greeting', 'closed-early', 'turned-away'],
    'RFC 5321 §4.2': ['not-smtp'],
    'RFC 5321 §4.1.4': ['ehlo-unanswered', 'ehlo-refused'],
    'RFC 5321 §3.2': ['ehlo-unknown'],
    'RFC 6890 §2.2': ['address-refused'],
    'RFC 8314 §3.3': ['other-tls-mode'],
  },
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
      const partly = someAddresses(session) ?? otherAddress(session);
      if (partly !== null) return partly;
      const observed = { address: session.address, addresses: session.addresses, banner: session.banner };
      return { status: 'pass', reason: crossed ? 'other-tls-mode' : 'ok', observed };
    }
    if (demandsCertificate(broken)) return endedBefore(session, 'a greeting inside TLS');
    const fault = faultAt(session, broken);
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
