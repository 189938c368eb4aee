// Port and TLS mode of the profile fit the relay; when they are crossed, the field to change is named.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField, squareosField } from '../remedy.ts';
import { foreignProtocol } from './other-protocol.ts';
import {
  brokenAt,
  demandsCertificate,
  endedBefore,
  peer,
  said,
  seenAt,
  stageOf,
  type Session,
  type Stage,
} from './session-end.ts';

const reasons = {
  'starttls-port': { status: ['fail'], says: 'The port speaks STARTTLS, and the profile says implicit TLS.' },
  'implicit-tls-port': { status: ['fail'], says: 'The port speaks implicit TLS, and the profile says STARTTLS.' },
  'other-port-works': { status: ['fail'], says: 'The port does not answer from here, and another of the relay does.' },
  'tls-too-old': {
    status: ['fail'],
    says: 'The relay offers no TLS version that is still allowed.',
    follows: [{ check: 'smtp-tls-version', reasons: ['too-old'] }],
  },
  'handshake-failed': { status: ['fail'], says: 'The TLS handshake fails in the mode of the profile and in the other.' },
  'client-certificate-demanded': { status: ['fail'], says: 'The relay lets in only clients with a certificate of their own.' },
  'clear-text-port': { status: ['fail'], says: 'The port speaks SMTP without TLS, and the profile says implicit TLS.' },
  'not-crossed': { status: ['pass'], says: 'The port greets in clear, as the profile says; it does not upgrade.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;
type Other = Facts['smtp.otherMode']['tried'][number];

const mode = (secure: boolean): string => (secure ? 'implicit TLS' : 'STARTTLS');

const crossed = (session: Session, other: Other): Told => {
  const secure = String(!session.secure);
  return {
    status: 'fail',
    reason: session.secure ? 'starttls-port' : 'implicit-tls-port',
    observed: { ...seenAt(session, session.stages.at(-1)), works: { port: other.port, secure: other.secure } },
    expected: `\`smtp.secure: ${secure}\` with \`smtp.port: ${session.port}\`.`,
    remedy: [
      profileField(
        `Keep the port and change the TLS mode: ${peer(session)} speaks ${mode(other.secure)}.`,
        'smtp.secure',
        secure,
      ),
      squareosField('The same in SquareOS.', 'configJson.secure', secure),
    ],
  };
};

const otherPort = (session: Session, other: Other): Told => {
  const { port, secure } = other;
  return {
    status: 'fail',
    reason: 'other-port-works',
    observed: { ...seenAt(session, session.stages.at(-1)), works: { port, secure } },
    expected: `\`smtp.port: ${port}\` with \`smtp.secure: ${secure}\`.`,
    remedy: [
      profileField(
        `Use port ${port} of ${session.host}: port ${session.port} does not answer from here, ${port} does (${mode(secure)}).`,
        'smtp.port',
        String(port),
      ),
      profileField('With its TLS mode.', 'smtp.secure', String(secure)),
      squareosField('The same in SquareOS (with configJson.secure).', 'configJson.port', String(port)),
    ],
  };
};

/** OpenSSL’s names for “no version in common”. */
const VERSION = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/;

/** An alert is the peer's own word, so its log has the cause. */
const ALERT = /_ALERT_/;

const handshakeFailed = (session: Session, tried: readonly Other[]): Told => {
  const stage = stageOf(session, 'tls');
  const both = tried.some((one) => one.port === session.port) ? ' in both modes' : '';
  const told = ALERT.test(stage?.error ?? '') ? ' The server ends it with an alert of its own, so its log tells why.' : '';
  const tooOld = VERSION.test(stage?.error ?? '');
  const act = tooOld
    ? {
        say: `Have ${session.host} updated: it offers no TLS version from 1.2 up, and RFC 8996 forbids the older ones.`,
      }
    : {
        say: `Have the TLS set-up of ${session.host} looked at: the handshake fails${both}. ${stage?.detail ?? ''}${told}`.trim(),
        command: `openssl s_client -connect ${session.host}:${session.port}${session.secure ? '' : ' -starttls smtp'}`,
      };
  return {
    status: 'fail',
    reason: tooOld ? 'tls-too-old' : 'handshake-failed',
    observed: seenAt(session, stage),
    expected: `${session.host} completes a TLS 1.2 or 1.3 handshake.`,
    remedy: [act],
    owner: 'mail provider admin',
  };
};

/** In clear the port greets and takes EHLO: what fails there is the upgrade. */
const clearText = (session: Session, tried: readonly Other[]): Told | null => {
  const clear = tried.find((one) => one.port === session.port && !one.secure)?.session;
  const upgrade = clear === undefined ? undefined : stageOf(clear, 'starttls');
  if (clear === undefined || upgrade === undefined || upgrade.ok) return null;
  const why = upgrade.reply === null ? (upgrade.detail ?? '') : `STARTTLS is answered with “${said(upgrade.reply)}”.`;
  return {
    status: 'fail',
    reason: 'clear-text-port',
    observed: { ...seenAt(session, stageOf(session, 'tls')), banner: clear.banner, offered: clear.ehloBeforeTls },
    expected: `${peer(session)} speaks TLS from the first octet, as the profile says.`,
    remedy: [
      profileField(
        `${session.port === 465 ? 'Have TLS switched on here' : 'Use the relay’s port for implicit TLS (465), or have TLS switched on here'}: ${peer(session)} greets in clear text and cannot encrypt. ${why}`.trim(),
        'smtp.port',
        null,
      ),
    ],
  };
};

const certificateDemanded = (session: Session, stage: Stage): Told => ({
  status: 'fail',
  reason: 'client-certificate-demanded',
  observed: seenAt(session, stage),
  expected: `${session.host} completes a TLS handshake with a client that has no certificate.`,
  remedy: [
    {
      say: `Have ${peer(session)} stop demanding a client certificate, or use a port of the provider that takes user name and password: SquareOS has no certificate to show, and the relay ${stage.reply === null ? 'ends TLS without one' : `answers “${said(stage.reply)}”`}.`,
    },
  ],
  owner: 'mail provider admin',
});

export const smtpTlsMode = defineCheck({
  id: 'smtp-tls-mode',
  title: 'The relay does not speak another TLS mode at the port than the profile says',
  severity: 'blocker',
  why: 'With the mode crossed a client hangs or fails with “wrong version number”, and no mail goes out.',
  owner: 'implementation engineer',
  references: ['RFC 8314 §3', 'RFC 3207'],
  reasons,
  clauses: {
    'RFC 8314 §3.3': ['starttls-port', 'implicit-tls-port', 'other-port-works', 'clear-text-port'],
    'RFC 9325 §3.1.1': ['tls-too-old'],
    'RFC 8446 §6.2': ['handshake-failed'],
    'RFC 8446 §4.3.2': ['client-certificate-demanded'],
  },
  needs: ['smtp.session'],
  uses: ['smtp.otherMode', 'smtp.tlsOffers'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const declared = { mode: mode(session.secure), port: session.port };
    const broken = brokenAt(session);
    const offers = facts['smtp.tlsOffers'].state === 'observed' ? facts['smtp.tlsOffers'].value.offers : [];
    const asked = broken?.stage === 'tls' && offers.some((one) => one.demandsCertificate === true);
    if (broken !== undefined && (asked || demandsCertificate(broken))) return certificateDemanded(session, broken);
    if (session.tls !== null) return { status: 'pass', reason: 'ok', observed: declared };
    const other = facts['smtp.otherMode'];
    const working = other.state === 'observed' ? other.value.tried.find((one) => one.works) : undefined;
    if (working !== undefined) return working.port === session.port ? crossed(session, working) : otherPort(session, working);
    const tried = other.state === 'observed' ? other.value.tried : [];
    // Whose server it is comes before how it encrypts.
    if (foreignProtocol(session, tried) !== null)
      return { ...endedBefore(session, 'a TLS handshake'), follows: ['smtp-reachable'] };
    if (stageOf(session, 'tls')?.ok === false) return clearText(session, tried) ?? handshakeFailed(session, tried);
    // The port greets in clear, as the profile says: that it does not upgrade is the finding of smtp-starttls.
    if (stageOf(session, 'starttls') !== undefined) return { status: 'pass', reason: 'not-crossed', observed: declared };
    return endedBefore(session, 'a TLS handshake');
  },
});
