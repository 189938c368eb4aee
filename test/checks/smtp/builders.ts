// SMTP facts for the tests of this folder: a healthy session, and the same with one stage gone wrong.
import type { SmtpReply, SmtpSession, SmtpStage, SmtpStageResult } from '../../../src/core/ports/smtp.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';

const TIMED = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };

export const observed = <T>(value: T): Observation<T> & { state: 'observed' } => ({ state: 'observed', value, ...TIMED });
export const notAsked: Observation<never> = { state: 'skipped', code: 'not-asked', message: 'not asked', ...TIMED };

/** `535 5.7.8 text` → a reply. */
export const reply = (text: string): SmtpReply => {
  const [, code = '', rest = ''] = /^(\d{3})\s?(.*)$/s.exec(text) ?? [];
  return { code: Number(code), enhanced: /^\d\.\d+\.\d+(?= )/.exec(rest)?.[0] ?? null, lines: rest.split('\n') };
};

const fine = (stage: SmtpStage, text?: string): SmtpStageResult => ({
  stage,
  ok: true,
  durationMs: 1,
  reply: text === undefined ? null : reply(text),
  error: null,
  detail: null,
});

const starttls = ['resolve', 'connect', 'greeting', 'ehlo', 'starttls', 'tls', 'ehlo-after-tls', 'auth', 'mail', 'rcpt'] as const;
const implicit = ['resolve', 'connect', 'tls', 'greeting', 'ehlo', 'auth', 'mail', 'rcpt'] as const;

const onPath: NonNullable<SmtpSession['tls']>['path'][number] = {
  subject: 'CN=smtp.relay.example',
  issuer: 'CN=R11',
  validFrom: '2026-10-01T00:00:00.000Z',
  validTo: '2026-12-30T00:00:00.000Z',
  keyType: 'rsa',
  keyBits: 2048,
  signatureDigest: 'sha256',
  selfSigned: false,
  authority: false,
  forServers: true,
  signatureHolds: true,
};

export const certificate: NonNullable<SmtpSession['tls']> = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  chainTrusted: true,
  chainError: null,
  rootTrusted: true,
  hostMatches: true,
  commonNameOnly: false,
  subject: 'CN=smtp.relay.example',
  subjectAltNames: ['DNS:smtp.relay.example'],
  issuer: 'CN=R11',
  selfSigned: false,
  namesIssuer: true,
  chain: ['CN=smtp.relay.example', 'CN=R11'],
  path: [
    onPath,
    { ...onPath, subject: 'CN=R11', issuer: 'CN=Root X1', validTo: '2029-01-01T00:00:00.000Z', authority: true },
    {
      ...onPath,
      subject: 'CN=Root X1',
      issuer: 'CN=Root X1',
      validTo: '2035-01-01T00:00:00.000Z',
      keyBits: 4096,
      selfSigned: true,
      authority: true,
      signatureHolds: null,
    },
  ],
  validFrom: '2026-10-01T00:00:00.000Z',
  validTo: '2026-12-30T00:00:00.000Z',
  keyType: 'rsa',
  keyBits: 2048,
  forwardSecrecy: true,
  fingerprint: 'ab12',
};

/** A session that went well up to RCPT. */
export const session = (more: Partial<SmtpSession> = {}): SmtpSession => ({
  host: 'smtp.relay.example',
  port: 587,
  secure: false,
  addresses: ['192.0.2.25'],
  address: '192.0.2.25',
  reach: [],
  ehloName: 'certify.gym.example',
  sizeLimit: 10_240_000,
  pipelining: true,
  smtpUtf8: false,
  stages: (more.secure === true ? implicit : starttls).map((stage) => fine(stage, '250 OK')),
  banner: 'smtp.relay.example ESMTP Postfix',
  serverName: 'smtp.relay.example',
  ehloBeforeTls: ['STARTTLS', 'SIZE 10240000'],
  ehloAfterTls: ['AUTH PLAIN LOGIN'],
  tls: certificate,
  authMechanisms: ['PLAIN', 'LOGIN'],
  authOfferedBeforeTls: false,
  mechanism: 'PLAIN',
  authenticated: true,
  ...more,
});

/** The session that ended at `stage` with a reply or an error code. */
export const endedAt = (
  stage: SmtpStage,
  how: { readonly reply?: string; readonly error?: string },
  more: Partial<SmtpSession> = {},
): SmtpSession => {
  const all = session(more);
  const at = all.stages.findIndex((one) => one.stage === stage);
  const last: SmtpStageResult = {
    stage,
    ok: false,
    durationMs: 1,
    reply: how.reply === undefined ? null : reply(how.reply),
    error: how.error ?? null,
    detail: how.error === undefined ? null : `It ended with ${how.error}.`,
  };
  const passed = (name: SmtpStage): boolean => all.stages.findIndex((one) => one.stage === name) < at;
  return {
    ...all,
    tls: passed('tls') ? all.tls : null,
    authenticated: passed('auth') ? true : stage === 'auth' && how.reply !== undefined ? false : null,
    ...more,
    stages: [...all.stages.slice(0, at), last],
  };
};

/** The live message as the relay refused it at `stage`. */
export const refusedAt = (stage: SmtpStage, text: string): Observation<Facts['live.receipt']> =>
  observed({
    nonce: 'r-1',
    purpose: 'live' as const,
    withheld: null,
    outcome: { kind: 'refused' as const, code: text.slice(0, 3), message: text, temporary: text.startsWith('4'), stage },
    receipt: null,
    registeredBefore: true,
  });

export const withCertificate = (more: Partial<typeof certificate>): SmtpSession => session({ tls: { ...certificate, ...more } });

/** The session with one certificate of the path another: 0 leaf, 1 intermediate, 2 root. `verified`: TLS took it all the same. */
export const withOnPath = (at: number, more: Partial<typeof onPath>, verified = false): SmtpSession =>
  withCertificate({
    ...(verified ? {} : { chainTrusted: false, chainError: 'UNSPECIFIED' }),
    path: certificate.path.map((one, index) => (index === at ? { ...one, ...more } : one)),
  });

/** The run's clock of these tests. */
export const clock = observed({ now: '2026-11-20T10:00:00.000Z' });

export const relay = (more: Partial<NonNullable<Facts['profile.tenant']['smtp']>> = {}): Facts['profile.tenant'] =>
  ({
    smtp: {
      host: 'smtp.relay.example',
      port: 587,
      secure: false,
      username: 'apikey',
      relay: null,
      queueIdPattern: null,
      ehloName: null,
      adapter: { name: 'relay-adapter', version: '1.4.0', certifiedBy: 'SquareOS', reference: 'T-1' },
      ses: null,
      personalMailboxApproved: false,
      ...more,
    },
  }) as Facts['profile.tenant'];
