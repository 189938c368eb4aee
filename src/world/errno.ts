// The code that Node, the system or OpenSSL gives an error.

/** Such as `ENOENT`; empty where the error carries none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** OpenSSL writes thread, library, function, source file and line around its reason. */
const OPENSSL = /\berror:[0-9A-F]+:[^:]*:[^:]*:([^:]+)(?::|$)/;

/** What an error says, in words for people. */
export const reasonOf = (error: Error): string => {
  if ('reason' in error && typeof error.reason === 'string') return error.reason;
  return OPENSSL.exec(error.message)?.[1] ?? error.message.replace(/\s+/g, ' ').trim();
};

/** Node 20 tells what ended a TLS handshake in the message of an EPROTO; newer ones in the code, such as ERR_SSL_WRONG_VERSION_NUMBER. */
export const tlsCodeOf = (error: unknown): string => {
  const code = codeOf(error);
  if (code !== 'EPROTO' || !(error instanceof Error)) return code;
  const reason = OPENSSL.exec(error.message)?.[1];
  return reason === undefined
    ? code
    : `ERR_SSL_${reason
        .trim()
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]+/g, '_')}`;
};
