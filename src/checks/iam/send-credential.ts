// The credential SquareOS sends with: a long-term access key with its secret, which AWS accepts.
import { type CredentialRefusal, credentialRefusal } from '../../aws/credential-refusal.ts';
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Follow, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { partlyObserved } from '../unseen.ts';

type Key = Facts['iam.sendKey'];

/** IAM tells which of the two it is; AWS's refusal does not. */
const KEY_STATE: readonly Follow[] = [{ check: 'send-access-key', reasons: ['key-inactive', 'key-deleted'] }];

const reasons = {
  'not-an-access-key': { status: ['fail'], says: 'The access key id is the id of another IAM object.' },
  malformed: { status: ['fail'], says: 'The access key id has not the form of one.' },
  temporary: { status: ['fail'], says: 'The key is temporary: it ends within hours.' },
  'session-token-missing': { status: ['fail'], says: 'The key is temporary and comes without its session token.' },
  'smtp-password': { status: ['fail'], says: 'The secret has the form of an SES SMTP password.' },
  'root-user': { status: ['fail'], says: 'The key is the root user’s.' },
  'key-refused': { status: ['fail'], says: 'AWS does not know the access key, or it is inactive.', follows: KEY_STATE },
  'secret-refused': { status: ['fail'], says: 'The secret does not belong to the access key.' },
  'session-expired': { status: ['fail'], says: 'The session of the key is over.' },
  'needless-session-token': { status: ['warn'], says: 'A session token stands beside a long-term key.' },
  'unknown-prefix': { status: ['warn'], says: 'The access key id begins with letters that are not known.' },
} as const satisfies Reasons;

type Code = keyof typeof reasons;
type Verdict = Judgement<Code | EngineReason>;
type Found = Omit<Verdict, 'observed'>;

const CREATE = doThis(
  'Create an access key for the sending IAM user (IAM / Users / the user / Security credentials).',
  'AWS admin',
);
const ENTER = doThis('Put its id and secret into credentialsJson of the Channel Account, and into aws.send.', 'SquareOS admin');

const fail = (reason: Code, expected: string, ...remedy: readonly DraftAct[]): Found => ({
  status: 'fail',
  reason,
  expected,
  remedy,
});

const form = (key: Key): Found | null => {
  if (key.kind === 'other-identifier') {
    const expected = 'An access key id, which begins with AKIA; this is the id of another IAM object.';
    return fail('not-an-access-key', expected, CREATE, ENTER);
  }
  if (!key.wellFormed) {
    const again = doThis('Copy the access key id again, whole, into credentialsJson and aws.send.', 'SquareOS admin');
    return fail('malformed', 'An access key id: 20 capital letters and digits.', again);
  }
  if (key.kind === 'temporary') {
    return key.hasSessionToken
      ? fail('temporary', 'A long-term key: a temporary one ends within hours, and SquareOS stops sending then.', CREATE, ENTER)
      : fail('session-token-missing', 'A temporary key (ASIA…) comes with a session token; AWS refuses it alone.', CREATE, ENTER);
  }
  if (key.secret?.form !== 'ses-smtp-password') return null;
  return fail(
    'smtp-password',
    'The secret access key; this has the form of an SES SMTP password.',
    doThis(
      'Put the IAM secret access key (40 characters) into credentialsJson.secretAccessKey and aws.send: the SMTP password is for SMTP only.',
      'SquareOS admin',
    ),
  );
};

const odd = (key: Key): Found | null => {
  if (key.hasSessionToken) {
    return {
      status: 'warn',
      reason: 'needless-session-token',
      expected: 'A long-term key has no session token.',
      remedy: [doThis('Remove sessionToken from credentialsJson and aws.send: it belongs to another key.', 'SquareOS admin')],
    };
  }
  if (key.kind !== 'unknown') return null;
  return {
    status: 'warn',
    reason: 'unknown-prefix',
    expected: 'An access key id that begins with AKIA.',
    remedy: [
      doThis(
        `Compare ${key.accessKeyId} with the access key ids in IAM / Users / the user / Security credentials, and correct it.`,
      ),
    ],
  };
};

const SECRET = doThis(
  'Copy the secret access key again, whole, into credentialsJson and aws.send. If it is lost, have the AWS admin create another key.',
  'SquareOS admin',
);

/** Answers that say something definite about the credential itself: a clock that is off leaves it open. */
const REFUSALS: Readonly<Record<CredentialRefusal, Found | null>> = {
  'key-unknown': fail(
    'key-refused',
    'AWS knows the access key, and it is active.',
    doThis(
      'Look in IAM / Users / the user / Security credentials: activate the key, or create one where it was deleted.',
      'AWS admin',
    ),
    ENTER,
  ),
  signature: fail('secret-refused', 'The secret belongs to the access key.', SECRET),
  'session-ended': fail('session-expired', 'The session is valid.', CREATE, ENTER),
  clock: null,
};

const refused = (identity: Observation<Facts['sts.sendIdentity']>): Found | null => {
  if (identity.state === 'observed') {
    if (identity.value.kind !== 'root') return null;
    const remove = doThis('Create an IAM user that may only send, with an access key.', 'AWS admin');
    const last = doThis('Then delete the root user’s access key.', 'AWS admin');
    return fail('root-user', 'An IAM user that may only send.', remove, ENTER, last);
  }
  if (identity.state !== 'failed') return null;
  const refusal = credentialRefusal(identity.code, identity.message);
  return refusal === null ? null : REFUSALS[refusal];
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
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html': [
      'not-an-access-key',
      'malformed',
      'unknown-prefix',
    ],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html': [
      'temporary',
      'session-token-missing',
      'session-expired',
      'needless-session-token',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html': ['smtp-password'],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html': ['root-user'],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html': ['key-refused', 'secret-refused'],
  },
  needs: ['iam.sendKey'],
  uses: ['sts.sendIdentity'],
  evaluate(facts): Verdict {
    const key = facts['iam.sendKey'].value;
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
      ? partlyObserved('Whether AWS accepts the sending credential', identity, 'sts.sendIdentity')
      : { status: 'pass', reason: 'ok', observed };
  },
});
