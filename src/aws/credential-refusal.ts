// What AWS refuses a signed request for, by the name of its error and its words (IAM User Guide, "Troubleshooting Signature Version 4";
// AWS API references, "Common Errors").

/** The session is over · the time of the signature, so a clock · the signature itself, so the secret · a key that AWS does not know. */
export type CredentialRefusal = 'session-ended' | 'clock' | 'signature' | 'key-unknown';

/** A refusal for the time says so in AWS's words, or in certify's own where those were put in their place. */
const OF_TIME = /signature expired|not yet current|too skewed|\bclock\b/i;

/** The first that fits. `RequestExpired` speaks of the date on the request, `ExpiredToken` of the session. */
const TABLE: readonly (readonly [RegExp, CredentialRefusal, words?: RegExp])[] = [
  [/^(ExpiredToken|TokenRefreshRequired)/, 'session-ended'],
  [/^(RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/, 'clock'],
  [/^(InvalidSignature|SignatureDoesNotMatch)/, 'clock', OF_TIME],
  [/^(InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurity|MissingAuthenticationToken)/, 'signature'],
  [/^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|InvalidToken)/, 'key-unknown'],
];

/** null: AWS refused something else than the credential. */
export const credentialRefusal = (name: string, message = ''): CredentialRefusal | null =>
  TABLE.find(([code, , words]) => code.test(name) && (words?.test(message) ?? true))?.[1] ?? null;
