// The TLS handshake on a connected socket, and what the certificate says. Chain and host name are judged apart:
// Node reports only the first of the two, and accepts a host named by the common name alone.
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import type { PathCertificate, TlsDetail } from '../../core/ports/smtp.ts';
import { neutralSmtpText } from '../../mail/smtp/reply.ts';
import { trusting, type TlsChoice } from '../authorities.ts';
import { codeOf, reasonOf } from '../errno.ts';
import { HandshakeTap } from './certificate-request.ts';
import { isSelfSigned, named, pathCertificate, pathOf, sentChain, storeOf } from './chain.ts';
import { WireError } from './wire.ts';

const errorCode = (error: Error): string => codeOf(error) || reasonOf(error) || 'TLS_FAILED';

/**
 * Completes a handshake without trusting anything yet; the caller looks at `detailOf` before it speaks a credential.
 * @throws WireError with Node's code (ERR_SSL_WRONG_VERSION_NUMBER, ECONNRESET…) or TIMEOUT.
 */
export const handshake = (
  socket: Duplex,
  host: string,
  ca: string | undefined,
  ms: number,
  choice: TlsChoice = {},
  signal?: AbortSignal,
): Promise<tls.TLSSocket> =>
  new Promise((resolve, reject) => {
    const offered: TlsChoice = { minVersion: 'TLSv1.2', ...choice };
    let secured: tls.TLSSocket | undefined;
    const fail = (code: string, why: string): void => {
      clearTimeout(timer);
      // The encrypted socket first: destroying the raw one under a handshake in progress has crashed Node 20.
      secured?.destroy();
      socket.destroy();
      reject(new WireError(code, `The TLS handshake with ${host} failed: ${neutralSmtpText(why, 200)}.`));
    };
    const timer = setTimeout(() => fail('TIMEOUT', `no end within ${ms / 1000} s`), ms);
    const abort = (): void => fail('ABORTED', 'the run was stopped');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      secured = tls.connect({
        socket,
        // RFC 6066 §3: an address is not a server name.
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(ca === undefined ? offered : { secureContext: trusting(ca, offered) }),
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
      });
    } catch (error) {
      return fail(error instanceof Error ? errorCode(error) : 'TLS_FAILED', error instanceof Error ? reasonOf(error) : 'unknown');
    }
    const upgraded = secured;
    if (socket instanceof HandshakeTap) upgraded.on('keylog', (line) => socket.learn(line));
    upgraded.on('error', (error) => fail(errorCode(error), reasonOf(error)));
    upgraded.once('close', () => fail('CLOSED', 'the server closed the connection'));
    upgraded.once('secureConnect', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      upgraded.removeAllListeners('error').removeAllListeners('close');
      resolve(upgraded);
    });
  });

const namesHost = (certificate: X509Certificate, host: string, subject: 'never' | 'default'): boolean =>
  (isIP(host) === 0 ? certificate.checkHost(host, { subject }) : certificate.checkIP(host)) !== undefined;

const forwardSecret = (secured: tls.TLSSocket): boolean =>
  secured.getProtocol() === 'TLSv1.3' || /^(?:ECDHE|DHE)-/.test(secured.getCipher().name);

const ownValues = ({ validFrom, validTo, keyType, keyBits }: PathCertificate) => ({ validFrom, validTo, keyType, keyBits });

/** What the peer's certificate and the session say; null when the peer sent no certificate. */
export const detailOf = (secured: tls.TLSSocket, host: string, ca: string | undefined): TlsDetail | null => {
  const peer = secured.getPeerCertificate(true);
  if (peer?.raw === undefined) return null;
  const chain = sentChain(peer);
  const leaf = new X509Certificate(peer.raw);
  const { certificates, anchored, belowRoot } = pathOf(chain, storeOf(ca));
  const path = certificates.map((one, at) => pathCertificate(one, certificates[at + 1], at === 0 ? null : leaf));
  const error = secured.authorizationError as unknown;
  const chainError = secured.authorized ? null : error instanceof Error ? errorCode(error) : String(error);
  const hostError = tls.checkServerIdentity(host, peer);
  return {
    protocol: secured.getProtocol(),
    cipher: secured.getCipher().name,
    chainTrusted: secured.authorized,
    chainError,
    rootTrusted: secured.authorized || anchored,
    ...(belowRoot && !secured.authorized ? { endsBelowRoot: true as const } : {}),
    hostMatches: hostError === undefined,
    commonNameOnly: isIP(host) === 0 && hostError === undefined && !namesHost(leaf, host, 'never'),
    subject: named(leaf.subject),
    subjectAltNames: (leaf.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .map(named),
    issuer: named(leaf.issuer),
    selfSigned: isSelfSigned(leaf),
    namesIssuer: /CA Issuers/i.test(leaf.infoAccess ?? ''),
    chain: chain.map((one) => named(one.subject)),
    path,
    ...ownValues(path[0] ?? pathCertificate(leaf, undefined)),
    forwardSecrecy: forwardSecret(secured),
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
};
