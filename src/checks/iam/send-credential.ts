// The credential SquareOS sends with: a long-term access key with its secret, which AWS accepts.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';

type Key = Facts['iam.sendKey'];
type Found = Omit<Judgement, 'observed'>;

const CREATE = 'Create an access key for the sending IAM user, and put its id and secret into credentialsJson and aws.send.';

const fail = (reason: string, expected: string, fix: string): Found => ({ status: 'fail', reason, expected, fix });

const form = (key: Key): Found | null => {
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

const odd = (key: Key): Found | null => {
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

const refused = (identity: Observation<Facts['sts.sendIdentity']>): Found | null => {
  if (identity.state === 'observed') {
    return identity.value.kind === 'root'
      ? fail('root-user', 'An IAM user that may only send.', `Delete the root user’s access key. ${CREATE}`)
      : null;
  }
  if (identity.state !== 'failed') return null;
  const known = REFUSALS.find(([pattern]) => pattern.test(identity.code));
  return known === undefined ? null : fail(known[1], known[2], known[3]);
};

export const sendCredential = defineCheck({
  id: 'send-credential',
  title: 'The sending credential is a long-term IAM key that AWS accepts',
  severity: 'blocker',
  why: 'With a wrong, temporary or deleted key SquareOS cannot send, today or in a few hours.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  ],
  needs: ['iam.sendKey'],
  uses: ['sts.sendIdentity'],
  evaluate(facts) {
    const seen = facts['iam.sendKey'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-credential' };
    const key = seen.value;
    const identity = facts['sts.sendIdentity'];
    const observed = {
      accessKeyId: key.accessKeyId,
      kind: key.kind,
      hasSessionToken: key.hasSessionToken,
      secretForm: key.secret?.form ?? null,
      arn: identity.state === 'observed' ? identity.value.arn : null,
    };
    const found = form(key) ?? refused(identity) ?? odd(key);
    if (found !== null) return { ...found, observed };
    const unseen = identity.state === 'denied' || identity.state === 'unreachable' || identity.state === 'failed';
    return unseen
      ? partlyObserved('Whether AWS accepts the sending credential', identity)
      : { status: 'pass', reason: 'ok', observed };
  },
});
