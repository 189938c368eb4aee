// What a failed TLS session failed by, from the code that Node gives: one list, whichever party was asked.

export type TlsFault =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'incomplete'
  | 'unknown-authority'
  | 'other-name'
  | 'revoked'
  | 'not-trusted'
  | 'old-version'
  | 'no-tls'
  | 'client-certificate'
  | 'handshake';

/** Node's codes of a verification that failed (OpenSSL's X509_V_ERR_…) and of a session that never came about (its SSL reasons). */
const CODES: readonly (readonly [RegExp, TlsFault])[] = [
  [/^CERT_HAS_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'self-signed'],
  // The leaf alone came, and what it names as its issuer is no authority that is known.
  [/^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/, 'incomplete'],
  [/^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/, 'unknown-authority'],
  [/^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'other-name'],
  [/^CERT_REVOKED$/, 'revoked'],
  [
    /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERR_TLS_CERT_|CRL_|ERROR_IN_CERT_)/,
    'not-trusted',
  ],
  [/^ERR_SSL_(?:.*ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|.*VERSION_TOO_LOW)$/, 'old-version'],
  [/^ERR_SSL_(?:WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE)$/, 'no-tls'],
  [/^ERR_SSL_.*ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA)$/, 'client-certificate'],
  [/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/, 'handshake'],
];

/** null: no fault of TLS. */
export const tlsFaultOf = (code: string | null): TlsFault | null =>
  code === null ? null : (CODES.find(([shape]) => shape.test(code))?.[1] ?? null);

const OF_CERTIFICATE = new Set<TlsFault>([
  'expired',
  'not-yet-valid',
  'self-signed',
  'incomplete',
  'unknown-authority',
  'other-name',
  'revoked',
  'not-trusted',
]);

/** A certificate came and was refused: nothing was sent to the party. */
export const isCertificateFault = (code: string | null): boolean => {
  const fault = tlsFaultOf(code);
  return fault !== null && OF_CERTIFICATE.has(fault);
};

const CERTIFICATE_WORDS: { readonly [F in TlsFault]?: string } = {
  expired: 'has expired',
  'not-yet-valid': 'is not valid yet',
  'self-signed': 'is signed by itself',
  incomplete: 'comes without its intermediate, or from an authority that is not trusted here',
  'unknown-authority': 'comes from an authority that is not trusted here',
  'other-name': 'is for another name',
  revoked: 'was revoked',
};

/** What goes behind “its certificate”; null: the code is of no certificate. */
export const certificateWords = (code: string | null): string | null => {
  const fault = tlsFaultOf(code);
  if (fault === null || !OF_CERTIFICATE.has(fault)) return null;
  return CERTIFICATE_WORDS[fault] ?? `is refused by TLS (${code})`;
};

/** A whole sentence's end behind a host's name, such as “shows a certificate that has expired”; null: no fault of TLS. */
export const tlsWords = (code: string | null): string | null => {
  const certificate = certificateWords(code);
  if (certificate !== null) return `shows a certificate that ${certificate}`;
  switch (tlsFaultOf(code)) {
    case null:
      return null;
    case 'old-version':
      return 'speaks no version of TLS newer than 1.1';
    case 'no-tls':
      return 'does not speak TLS on this port';
    case 'client-certificate':
      return 'asks for a certificate of the client';
    default:
      return `agrees to no TLS session (${code})`;
  }
};

const MENDS: { readonly [F in TlsFault]: (host: string) => string } = {
  expired: (host) => `Renew the certificate of ${host}, and have the server load it`,
  'not-yet-valid': (host) =>
    `Look at the clock of this machine first; if it is right, install a certificate for ${host} that is valid by now`,
  'self-signed': (host) => `Install a certificate for ${host} from a public authority, with its intermediate certificates`,
  incomplete: (host) =>
    `Have ${host} send its intermediate certificates after its own (the authority’s “full chain” file); where its authority is no public one, install a certificate of a public authority`,
  'unknown-authority': (host) => `Install a certificate for ${host} from a public authority, with its intermediate certificates`,
  'other-name': (host) => `Install a certificate that names ${host}, or have the server choose the one that does (SNI)`,
  revoked: (host) => `Replace the certificate of ${host}: its authority revoked it`,
  'not-trusted': (host) => `Install a certificate for ${host} from a public authority, with its intermediate certificates`,
  'old-version': (host) => `Switch TLS 1.2 and 1.3 on at ${host}`,
  'no-tls': (host) => `Have ${host} speak TLS on this port, or correct the port`,
  'client-certificate': (host) => `Switch off, for this path, that ${host} asks the client for a certificate`,
  handshake: (host) => `Find out in the log of ${host} why it ends the TLS handshake`,
};

/** What the party that runs `host` does about it; no full stop. */
export const tlsMend = (fault: TlsFault, host: string): string => MENDS[fault](host);
