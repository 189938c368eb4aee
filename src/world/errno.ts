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
