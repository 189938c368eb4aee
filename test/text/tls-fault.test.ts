// One list says what a failed TLS session failed by, whoever was asked.
import { describe, expect, it } from 'vitest';
import { certificateWords, isCertificateFault, tlsFaultOf, tlsMend, tlsWords } from '../../src/text/tls-fault.ts';
import { tlsCodeOf } from '../../src/world/errno.ts';

describe('tlsFaultOf', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'expired', true],
    ['CERT_NOT_YET_VALID', 'not-yet-valid', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'incomplete', true],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-authority', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-authority', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'other-name', true],
    ['CERT_REVOKED', 'revoked', true],
    ['CERT_SIGNATURE_FAILURE', 'not-trusted', true],
    ['INVALID_PURPOSE', 'not-trusted', true],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'old-version', false],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'old-version', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no-tls', false],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client-certificate', false],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake', false],
    ['EPROTO', 'handshake', false],
  ])('calls %s %s', (code, fault, certificate) => {
    expect(tlsFaultOf(code)).toBe(fault);
    expect(isCertificateFault(code)).toBe(certificate);
    expect(certificateWords(code) === null).toBe(!certificate);
    expect(tlsWords(code)).toMatch(/^(shows|speaks|does|asks|agrees) /);
    expect(tlsMend(tlsFaultOf(code) ?? 'handshake', 'api.example')).toContain('api.example');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'TIMEOUT', 'ENOTFOUND', 'address-refused', 'PROXY_407', '', null])(
    'calls %s no fault of TLS',
    (code) => {
      expect(tlsFaultOf(code)).toBeNull();
      expect(tlsWords(code)).toBeNull();
    },
  );
});

describe('tlsCodeOf', () => {
  const eproto = (message: string) => Object.assign(new Error(message), { code: 'EPROTO' });

  it('reads what ended a handshake out of the message where the code does not say it', () => {
    const said =
      'write EPROTO 802CC71DCB7F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../deps/openssl/x.c:1586:';
    expect(tlsCodeOf(eproto(said))).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    expect(tlsCodeOf(eproto('write EPROTO'))).toBe('EPROTO');
    expect(tlsCodeOf(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe('ECONNRESET');
  });
});
