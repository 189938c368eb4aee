// What can be wrong with the access keys of the sending user.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';

type Fact = Facts['iam.sendUser'];
type Found = Omit<Judgement, 'observed'>;

/** The age that auditors ask about (CIS AWS Foundations Benchmark, rotation of access keys). */
const MAX_AGE_DAYS = 90;
const DAY = 86_400_000;

export const state = (fact: Fact): Found | null => {
  const ours = fact.keys.find(({ isSendKey }) => isSendKey);
  if (ours === undefined || (ours.status !== null && ours.status !== 'Active')) {
    return {
      status: 'fail',
      reason: ours === undefined ? 'key-deleted' : 'key-inactive',
      expected: `The access key is one of user ${fact.userName}, and active.`,
      fix: `IAM / Users / ${fact.userName} / Security credentials: activate the key, or create one and put it into credentialsJson.`,
    };
  }
  return null;
};

export const age = (fact: Fact, now: string | null): Found | null => {
  const created = fact.keys.find(({ isSendKey }) => isSendKey)?.created ?? null;
  if (created === null || now === null) return null;
  const days = Math.floor((Date.parse(now) - Date.parse(created)) / DAY);
  if (days <= MAX_AGE_DAYS) return null;
  return {
    status: 'warn',
    reason: 'old-key',
    expected: `The access key is at most ${MAX_AGE_DAYS} days old.`,
    fix: `Create a second key for ${fact.userName}, put it into credentialsJson, send a test, then delete the old key: it is ${days} days old.`,
  };
};

export const habits = (fact: Fact): Found | null => {
  if (fact.keys.filter(({ status }) => status === 'Active').length > 1) {
    return {
      status: 'warn',
      reason: 'two-active-keys',
      expected: 'One active access key.',
      fix: `Find out who uses the other key of ${fact.userName}, then deactivate and delete it.`,
    };
  }
  if (fact.passwordLastUsed !== null) {
    return {
      status: 'warn',
      reason: 'console-password',
      expected: 'The sending user cannot sign in to the console.',
      fix: `Remove console access of ${fact.userName}: aws iam delete-login-profile --user-name ${fact.userName}`,
    };
  }
  const service = fact.lastUsed.state === 'observed' ? fact.lastUsed.value.service : null;
  if (service !== null && !['ses', 'email', 'sts'].includes(service.toLowerCase())) {
    return {
      status: 'warn',
      reason: 'used-elsewhere',
      expected: 'The key is used for SES alone.',
      fix: `The key was last used for ${service}: find out by whom, and give that use a credential of its own.`,
    };
  }
  return null;
};
