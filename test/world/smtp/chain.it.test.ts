// Real chains over real handshakes: each fault is seen at the certificate that has it, and one check owns a session that TLS did not verify.
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { smtpCertificate } from '../../../src/checks/smtp/smtp-certificate.ts';
import { CERTIFICATE_CHECKS } from '../../../src/checks/smtp/session-end.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { SmtpSession } from '../../../src/core/ports/smtp.ts';
import { createAuthority } from '../../../src/lab/pki.ts';
import { relayCertificate } from '../../../src/lab/smtp/certificate.ts';
import type { CertificateKind } from '../../../src/lab/smtp/behaviour.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { findingOf } from '../../../src/run/evaluate.ts';
import { withCauses } from '../../../src/run/causes.ts';
import { clock, observed, relay } from '../../checks/smtp/builders.ts';
import { HOST, stand, type Stand } from './relay.ts';

const running: Stand[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.relay.stop()));
});

const probe = async (behaviour: object, more = {}): Promise<SmtpSession> => {
  const one = await stand(behaviour);
  running.push(one);
  // Nothing here is about time, and the machine may be busy.
  const patient = { greeting: 20_000, command: 20_000, tls: 20_000, finalDot: 20_000, quit: 500 };
  const settings = one.settings(false, { timeouts: patient, ...more });
  return createSmtpPort(settings).probe(settings.target, 'rcpt');
};

const known = new Map(checks.map((check) => [check.id, check]));

/** The findings of all SMTP checks on this session, with their causes. */
const findings = (session: SmtpSession): readonly Finding[] => {
  const now = observed({ ...clock.value, now: new Date().toISOString() });
  const observations = new Map<string, unknown>([
    ['smtp.session', observed(session)],
    ['run.clock', now],
    ['profile.tenant', observed(relay())],
  ]) as unknown as Parameters<typeof findingOf>[2];
  const input = { runbook: { severities: [] }, checks: known, environment: 'production', failOnWarning: false } as never;
  const asked = checks.filter((check) => check.id.startsWith('smtp-') && check.needs.every((need) => observations.has(need)));
  return withCauses(
    asked.map((check) => findingOf(check, 'tested', observations, input)),
    known,
  );
};

const owners = (session: SmtpSession): readonly string[] =>
  findings(session)
    .filter((one) => CERTIFICATE_CHECKS.some((id) => id === one.check) && one.status === 'fail')
    .map((one) => `${one.check} ${one.reason} ${JSON.stringify(one.observed?.['at'] ?? 0)}`);

const KINDS: readonly (readonly [CertificateKind, string])[] = [
  ['other-host', 'smtp-certificate-host other-host 0'],
  ['wildcard', 'smtp-certificate-host other-host 0'],
  ['expired', 'smtp-certificate-expiry expired 0'],
  ['not-yet-valid', 'smtp-certificate-expiry not-yet-valid 0'],
  ['self-signed', 'smtp-certificate self-signed 0'],
  ['self-signed-expired-other-host', 'smtp-certificate self-signed 0'],
  ['unknown-authority', 'smtp-certificate unknown-authority 0'],
  ['weak-key', 'smtp-certificate-key weak-key 0'],
  ['signed-with-sha1', 'smtp-certificate-key weak-signature 0'],
  ['for-clients', 'smtp-certificate not-for-servers 0'],
  ['intermediate-missing', 'smtp-certificate intermediate-missing 0'],
  ['intermediate-expired', 'smtp-certificate-expiry expired 1'],
  ['intermediate-weak-key', 'smtp-certificate-key weak-key 1'],
  ['intermediate-no-authority', 'smtp-certificate not-an-authority 1'],
  ['intermediate-other-names', 'smtp-certificate name-not-permitted 1'],
  ['intermediate-too-deep', 'smtp-certificate not-an-authority 2'],
  ['for-signing', 'smtp-certificate not-for-servers 0'],
];

describe('a chain that is wrong', () => {
  test.each(KINDS)('%s is owned by %s alone, with and without a login', async (certificate, owner) => {
    expect(owners(await probe({ certificate }))).toEqual([owner]);
    expect(owners(await probe({ certificate }, { username: null }))).toEqual([owner]);
  });

  test.each(KINDS)('%s: what was not reached follows from that check', async (certificate, owner) => {
    const session = await probe({ certificate });
    if (session.tls?.chainTrusted === true && session.tls.hostMatches) return;
    const [check] = owner.split(' ');
    const open = findings(session).filter((one) => one.status !== 'pass' && one.status !== 'not-applicable');
    expect(open.filter((one) => one.cause === null).map((one) => one.check)).toEqual([check]);
  });

  test('that verifies all the same is told for what will happen to it', async () => {
    const soon = findings(await probe({ certificate: 'intermediate-expires-soon' }));
    expect(soon.find((one) => one.check === 'smtp-certificate-expiry')).toMatchObject({
      status: 'warn',
      reason: 'expires-soon',
      observed: { at: 1 },
    });
    expect(owners(await probe({ certificate: 'intermediate' }))).toEqual([]);
  });
});

describe('an intermediate whose key usage forbids it to sign', () => {
  test.each(['TLSv1.2', 'TLSv1.3'])('is named over %s alone, though OpenSSL leaves it out of the chain', async (version) => {
    const one = await stand({ certificate: 'intermediate-may-not-sign', minVersion: version, maxVersion: version });
    running.push(one);
    const settings = one.settings();
    const port = createSmtpPort(settings);
    const session = await port.probe(settings.target, 'tls');
    expect(session.tls?.chain).toEqual([`CN=${HOST}`]);
    const offers = await port.tlsOffers(settings.target);
    const told = smtpCertificate.evaluate({
      'smtp.session': observed(session),
      'run.clock': observed({ ...clock.value, now: new Date().toISOString() }),
      'smtp.tlsOffers': observed({ offers }),
    });
    expect(told).toMatchObject({ status: 'fail', reason: 'not-an-authority', observed: { mayNotSign: 'CN=Lab intermediate' } });
  });

  test('is named of no chain that is in order, or that lacks it', async () => {
    const sound = ['intermediate', 'intermediate-missing', 'valid', 'intermediate-expired'];
    for (const [certificate, minVersion] of sound.flatMap(
      (kind) =>
        [
          [kind, 'TLSv1.2'],
          [kind, 'TLSv1.3'],
        ] as const,
    )) {
      const one = await stand({ certificate, minVersion });
      running.push(one);
      const settings = one.settings();
      const offers = await createSmtpPort(settings).tlsOffers(settings.target);
      expect(offers.filter(({ issuerMayNotSign }) => issuerMayNotSign !== undefined)).toEqual([]);
    }
  });
});

describe('the tenant’s authorities', () => {
  test('end at a root: an intermediate in the file is not enough, and said so', async () => {
    const authority = await createAuthority('nobody’s');
    const { certPem, keyPem } = await relayCertificate('intermediate', authority, HOST);
    const [, above = ''] = certPem.split(/(?<=-----END CERTIFICATE-----\n)/);
    const server = createServer({ cert: certPem, key: keyPem }, (socket) => socket.on('error', () => {}).end('220 here\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const one = await stand();
    running.push(one);
    const settings = one.settings(true, { ca: above, target: { host: HOST, port, secure: true } });
    const session = await createSmtpPort(settings).probe(settings.target, 'tls');
    server.close();
    expect(session.tls).toMatchObject({ chainTrusted: false, rootTrusted: false, endsBelowRoot: true });
  });

  test('may be several in one file', async () => {
    const [first, second] = [await createAuthority('first'), await createAuthority('second')];
    const { certPem, keyPem } = await relayCertificate('valid', second, HOST);
    const server = createServer({ cert: certPem, key: keyPem }, (socket) => socket.on('error', () => {}).end('220 here\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const one = await stand();
    running.push(one);
    const { port } = server.address() as AddressInfo;
    const settings = one.settings(true, { ca: first.certPem + second.certPem, target: { host: HOST, port, secure: true } });
    const session = await createSmtpPort(settings).probe(settings.target, 'tls');
    server.close();
    expect(session.tls).toMatchObject({ chainTrusted: true, rootTrusted: true });
    expect(session.tls?.path.map((at) => at.selfSigned)).toEqual([false, true]);
  });
});
