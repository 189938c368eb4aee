// Port and TLS mode of the profile fit the relay; when they are crossed, the field to change is named.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, seenAt, stageOf, type Session } from './session-end.ts';

type Other = Facts['smtp.otherMode']['tried'][number];

const mode = (secure: boolean): string => (secure ? 'implicit TLS' : 'STARTTLS');

const crossed = (session: Session, other: Other): Judgement => {
  const toStartTls = session.secure;
  return {
    status: 'fail',
    reason: toStartTls ? 'starttls-port' : 'implicit-tls-port',
    observed: { ...seenAt(session, session.stages.at(-1)), works: { port: other.port, secure: other.secure } },
    expected: `\`smtp.secure: ${!session.secure}\` with \`smtp.port: ${session.port}\`.`,
    fix: toStartTls
      ? `Port ${session.port} of ${session.host} speaks STARTTLS. Set \`smtp.secure: false\` and keep the port; in SquareOS switch “secure” off.`
      : `Port ${session.port} of ${session.host} speaks implicit TLS. Set \`smtp.secure: true\` and keep the port; in SquareOS switch “secure” on.`,
  };
};

const otherPort = (session: Session, other: Other): Judgement => ({
  status: 'fail',
  reason: 'other-port-works',
  observed: { ...seenAt(session, session.stages.at(-1)), works: { port: other.port, secure: other.secure } },
  expected: `\`smtp.port: ${other.port}\` with \`smtp.secure: ${other.secure}\`.`,
  fix: `Port ${session.port} of ${session.host} does not answer from here, port ${other.port} does (${mode(other.secure)}). Set \`smtp.port: ${other.port}\` and \`smtp.secure: ${other.secure}\`.`,
});

/** OpenSSL’s names for “no version in common”. */
const VERSION = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/;

const handshakeFailed = (session: Session): Judgement => {
  const stage = stageOf(session, 'tls');
  const tooOld = VERSION.test(stage?.error ?? '');
  return {
    status: 'fail',
    reason: tooOld ? 'tls-too-old' : 'handshake-failed',
    observed: seenAt(session, stage),
    expected: `${session.host} completes a TLS 1.2 or 1.3 handshake.`,
    fix: tooOld
      ? `${session.host} offers no TLS version from 1.2 up (RFC 8996 forbids the older ones). Have the relay updated.`
      : `The handshake with ${session.host} fails in both modes (${stage?.error ?? 'no code'}). Have the relay’s TLS set-up looked at: openssl s_client -connect ${session.host}:${session.port}${session.secure ? '' : ' -starttls smtp'}`,
    owner: 'mail provider admin',
  };
};

export const smtpTlsMode = defineCheck({
  id: 'smtp-tls-mode',
  title: 'The port and the TLS mode of the profile are those the relay speaks',
  severity: 'blocker',
  why: 'With the mode crossed a client hangs or fails with “wrong version number”, and no mail goes out.',
  owner: 'implementation engineer',
  references: ['RFC 8314 section 3', 'RFC 3207'],
  needs: ['smtp.session'],
  uses: ['smtp.otherMode'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    if (session.tls !== null)
      return { status: 'pass', reason: 'ok', observed: { mode: mode(session.secure), port: session.port } };
    const other = facts['smtp.otherMode'];
    const working = other.state === 'observed' ? other.value.tried.find((one) => one.works) : undefined;
    if (working !== undefined) return working.port === session.port ? crossed(session, working) : otherPort(session, working);
    if (stageOf(session, 'tls')?.ok === false) return handshakeFailed(session);
    // The port greets in clear, as the profile says: that it does not upgrade is the finding of smtp-starttls.
    if (stageOf(session, 'starttls') !== undefined) {
      return { status: 'pass', reason: 'not-crossed', observed: { mode: mode(session.secure), port: session.port } };
    }
    return endedBefore(session, 'a TLS handshake');
  },
});
