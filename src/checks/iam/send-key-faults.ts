// What can be wrong with the form of the sending key, and what AWS says of it.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';

type Key = Facts['iam.sendKey'];
type Found = Omit<Judgement, 'observed'>;

const CREATE = 'Create an access key for the sending IAM user, and put its id and secret into credentialsJson and aws.send.';

const fail = (reason: string, expected: string, fix: string): Found => ({ status: 'fail', reason, expected, fix });

export const form = (key: Key): Found | null => {
  if (key.kind === 'other-identifier') {
    return fail('not-an-access-key', 'An access key id, which begins with AKIA; this is the id of another IAM object.', CREATE);
  }
  if (!key.wellFormed)
    return fail('malformed', 'An access key id: 20 capital letters and digits.', `Copy the access key id again. ${CREATE}`);
  if (key.kind === 'temporary') {
    return key.hasSessionToken
      ? fail('temporary', 'A long-term key: a temporary one ends within hours, and SquareOS stops sending then.', CREATE)
      : fail('session-token-missing', 'A temporary key (ASIA…) comes with a session token; AWS refuses it alone.', CREATE);
  }
  if (key.secret?.form === 'ses-smtp-password') {
    return fail(
      'smtp-password',
      'The secret access key; this has the form of an SES SMTP password.',
      'Put the IAM secret access key (40 characters) into credentialsJson.secretAccessKey; the SMTP password is for SMTP only.',
    );
  }
  return null;
};

export const odd = (key: Key): Found | null => {
  if (key.hasSessionToken) {
    const expected = 'A long-term key has no session token.';
    return {
      status: 'warn',
      reason: 'needless-session-token',
      expected,
      fix: 'Remove sessionToken from credentialsJson and aws.send: it belongs to another key.',
    };
  }
  if (key.kind === 'unknown') {
    const expected = 'An access key id that begins with AKIA.';
    return {
      status: 'warn',
      reason: 'unknown-prefix',
      expected,
      fix: `Compare the access key id with the one in IAM / Users / Security credentials. ${CREATE}`,
    };
  }
  return null;
};

/** Answers that say something definite about the credential itself. */
const REFUSALS: readonly (readonly [RegExp, string, string, string])[] = [
  [
    /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId)/,
    'key-refused',
    'AWS knows the access key, and it is active.',
    `The access key was deleted or made inactive. ${CREATE}`,
  ],
  [
    /^(SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)/,
    'secret-refused',
    'The secret belongs to the access key.',
    'Copy the secret access key again, whole; if it is lost, create a new key. When the clock of this machine is wrong, set it first.',
  ],
  [/^ExpiredToken/, 'session-expired', 'The session is valid.', CREATE],
];

export const refused = (identity: Observation<Facts['sts.sendIdentity']>): Found | null => {
  if (identity.state === 'observed') {
    return identity.value.kind === 'root'
      ? fail('root-user', 'An IAM user that may only send.', `Delete the root user’s access key. ${CREATE}`)
      : null;
  }
  if (identity.state !== 'failed') return null;
  const known = REFUSALS.find(([pattern]) => pattern.test(identity.code));
  return known === undefined ? null : fail(known[1], known[2], known[3]);
};
