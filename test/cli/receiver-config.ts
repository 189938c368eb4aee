// A receiver of one relay, and the variables that its references name.
export const RECEIVER = `version: 1
listen: {host: 127.0.0.1, port: 0}
store: {sqlite: ledger.db}
readTokens: ["env:CERTIFY_READ"]
writeTokens: ["env:CERTIFY_WRITE"]
accounts:
  - {id: relay, provider: SMTP, verifyTokens: ["env:CERTIFY_HOOK"]}
`;

export const RECEIVER_ENV = {
  CERTIFY_READ: 'read-0123456789-secret',
  CERTIFY_WRITE: 'write-0123456789-secret',
  CERTIFY_HOOK: 'hook-0123456789-secret',
} as const;
