// The credential SquareOS sends with: a long-term access key with its secret, which AWS accepts.
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';
import { form, odd, refused } from './send-key-faults.ts';

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
