// The code that Node, the system or OpenSSL gives an error.

/** Such as `ENOENT`; empty where the error carries none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
