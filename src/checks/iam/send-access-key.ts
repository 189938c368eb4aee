// The sending user's access keys: active, not old, one of them, used for SES alone, and no console password.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { age, habits, state } from './access-key-faults.ts';

export const sendAccessKey = defineCheck({
  id: 'send-access-key',
  title: 'The sending access key is active, young, the only one, and used for SES alone',
  severity: 'blocker',
  why: 'An inactive key stops all mail; an old, second or shared key is one that nobody can take back quickly.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html',
  ],
  needs: ['iam.sendUser'],
  uses: ['run.clock'],
  evaluate(facts) {
    const seen = facts['iam.sendUser'];
    if (seen.state === 'absent') return cannotJudge('the user of the sending access key', { code: seen.code });
    const fact = seen.value;
    const now = facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null;
    const observed = {
      userName: fact.userName,
      keys: fact.keys,
      passwordLastUsed: fact.passwordLastUsed,
      lastUsed: fact.lastUsed.state === 'observed' ? fact.lastUsed.value : null,
    };
    const found = state(fact) ?? habits(fact) ?? age(fact, now);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
