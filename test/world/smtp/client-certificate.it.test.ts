// A relay that demands a certificate of its clients: what the session shows, in either protocol version and either mode.
import { createServer, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { relayCertificate } from '../../../src/lab/smtp/certificate.ts';
import { createAuthority } from '../../../src/lab/pki.ts';
import type { SmtpSession, TlsOffer } from '../../../src/core/ports/smtp.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { HOST, stand, type Stand } from './relay.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const demanding = async (more: TlsOptions): Promise<{ readonly session: SmtpSession; readonly offers: readonly TlsOffer[] }> => {
  const authority = await createAuthority();
  const { certPem, keyPem } = await relayCertificate('valid', authority, HOST);
  const options = { cert: certPem, key: keyPem, ca: authority.certPem, requestCert: true, rejectUnauthorized: true, ...more };
  const server = createServer(options, (socket) => socket.end('220 in\r\n'));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  const one: Stand = await stand();
  stops.push(() => one.relay.stop());
  const { port } = server.address() as AddressInfo;
  const settings = one.settings(true, { target: { host: HOST, port, secure: true }, ca: authority.certPem });
  const smtp = createSmtpPort(settings);
  return { session: await smtp.probe(settings.target, 'rcpt'), offers: await smtp.tlsOffers(settings.target) };
};

describe('a client certificate that is demanded', () => {
  test('shows after the handshake of TLS 1.3, to whoever reads next', async () => {
    const { session } = await demanding({ minVersion: 'TLSv1.3' });
    const last = session.stages.at(-1);
    expect(last).toMatchObject({ stage: 'greeting', ok: false, error: expect.stringContaining('CERTIFICATE_REQUIRED') });
    expect(last?.detail).not.toMatch(/openssl|\.c:\d/);
  });

  test('shows in the handshake of TLS 1.2', async () => {
    const { session, offers } = await demanding({ maxVersion: 'TLSv1.2' });
    expect(session.stages.at(-1)).toMatchObject({ stage: 'tls', ok: false });
    expect(offers.find((one) => one.offer === 'TLSv1.2')).toMatchObject({ accepted: false, demandsCertificate: true });
  });

  test('is not seen where one is asked for and not demanded', async () => {
    const { session, offers } = await demanding({ maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    expect(session.stages.find((one) => one.stage === 'tls')?.ok).toBe(true);
    expect(offers.filter((one) => one.demandsCertificate)).toEqual([]);
  });
});
