// The sending user's access keys: active, not old, one of them, used for SES alone, and no console password.
import type { Judgement } from '../../core/finding.ts';
import { ACCESS_KEY_DAYS, DAY_MS } from '../../core/lasting.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';

type Fact = Facts['iam.sendUser'];

const reasons = {
  'key-deleted': { status: ['fail'], says: 'The sending user has no such access key any more.' },
  'key-inactive': { status: ['fail'], says: 'The sending access key was made inactive.' },
  'two-active-keys': { status: ['warn'], says: 'The sending user has a second active access key.' },
  'console-password': { status: ['warn'], says: 'The sending user signs in to the console.' },
  'used-elsewhere': { status: ['warn'], says: 'The sending access key was last used for another service than SES.' },
  'old-key': { status: ['warn'], says: 'The sending access key is older than 90 days.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;
type Found = Omit<Verdict, 'observed'>;

const place = (fact: Fact): string => `IAM / Users / ${fact.userName} / Security credentials`;

/** Where the platform holds the key: as itself, or as what SES derives for its SMTP interface. */
interface Held {
  readonly smtpRegion: string | null;
}

const ENTER_KEY = doThis('Put its id and secret into credentialsJson of the Channel Account.', 'SquareOS admin');
const ENTER_SMTP = doThis('Put its user name and SMTP password into credentialsJson of the Channel Account.', 'SquareOS admin');

const enter = ({ smtpRegion }: Held): DraftAct => (smtpRegion === null ? ENTER_KEY : ENTER_SMTP);

/** SES shows the SMTP password once, where it makes the key. */
const create = (fact: Fact, { smtpRegion }: Held, why: string): DraftAct =>
  smtpRegion === null
    ? doThis(`${place(fact)}: create an access key; ${why}`)
    : doThis(`Create SMTP credentials in Amazon SES / SMTP settings, region ${smtpRegion}; ${why}`);

const state = (fact: Fact, held: Held): Found | null => {
  const ours = fact.keys.find(({ isSendKey }) => isSendKey);
  const expected = `The access key is one of user ${fact.userName}, and active.`;
  if (ours === undefined) {
    return {
      status: 'fail',
      reason: 'key-deleted',
      expected,
      remedy: [create(fact, held, `the key that the profile names is not among those of ${fact.userName}.`), enter(held)],
    };
  }
  if (ours.status === null || ours.status === 'Active') return null;
  return {
    status: 'fail',
    reason: 'key-inactive',
    expected,
    remedy: [
      doThis(
        `${place(fact)}: activate ${ours.accessKeyId}, which is ${ours.status}. If it was made inactive on purpose, create another key and hand it to the SquareOS admin.`,
      ),
    ],
  };
};

const age = (fact: Fact, held: Held, now: string | null): Found | null => {
  const created = fact.keys.find(({ isSendKey }) => isSendKey)?.created ?? null;
  if (created === null || now === null) return null;
  const days = Math.floor((Date.parse(now) - Date.parse(created)) / DAY_MS);
  if (days <= ACCESS_KEY_DAYS) return null;
  return {
    status: 'warn',
    reason: 'old-key',
    expected: `The access key is at most ${ACCESS_KEY_DAYS} days old.`,
    remedy: [
      held.smtpRegion === null
        ? doThis(`Create a second access key for ${fact.userName}: the sending one is ${days} days old.`)
        : create(fact, held, `the key of ${fact.userName} is ${days} days old.`),
      doThis(
        held.smtpRegion === null
          ? 'Put the new key into credentialsJson of the Channel Account and send a test.'
          : 'Put the new user name and SMTP password into credentialsJson of the Channel Account and send a test.',
        'SquareOS admin',
      ),
      doThis(`Delete the old key of ${fact.userName} once the test has arrived.`),
    ],
  };
};

const password = (fact: Fact): Found | null =>
  fact.passwordLastUsed === null
    ? null
    : {
        status: 'warn',
        reason: 'console-password',
        expected: 'The sending user cannot sign in to the console.',
        remedy: [
          {
            say: `Take console access from ${fact.userName}, whose password was last used ${fact.passwordLastUsed.slice(0, 10)}:`,
            command: `aws iam delete-login-profile --user-name ${fact.userName}`,
          },
        ],
      };

const habits = (fact: Fact): Found | null => {
  const other = fact.keys.find(({ status, isSendKey }) => status === 'Active' && !isSendKey);
  if (other !== undefined) {
    return {
      status: 'warn',
      reason: 'two-active-keys',
      expected: 'One active access key.',
      remedy: [
        doThis(`Find out who uses the other key of ${fact.userName}, ${other.accessKeyId}, then deactivate and delete it.`),
      ],
    };
  }
  const signsIn = password(fact);
  if (signsIn !== null) return signsIn;
  const service = fact.lastUsed.state === 'observed' ? fact.lastUsed.value.service : null;
  if (service === null || ['ses', 'email', 'sts'].includes(service.toLowerCase())) return null;
  return {
    status: 'warn',
    reason: 'used-elsewhere',
    expected: 'The key is used for SES alone.',
    remedy: [doThis(`Find out who used the key for ${service}, and give that use a credential of its own.`)],
  };
};

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
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html': [
      'key-deleted',
      'key-inactive',
      'two-active-keys',
      'old-key',
    ],
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html': ['console-password'],
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html': ['used-elsewhere'],
  },
  needs: ['iam.sendUser'],
  uses: ['run.clock', 'iam.smtpCredential'],
  evaluate(facts): Verdict {
    const seen = facts['iam.sendUser'];
    const smtp = facts['iam.smtpCredential'];
    const held = { smtpRegion: smtp.state === 'observed' ? smtp.value.region : null };
    if (seen.state === 'absent') return cannotJudge('the user of the sending access key', { code: seen.code });
    const fact = seen.value;
    const now = facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null;
    const observed = {
      userName: fact.userName,
      keys: fact.keys,
      passwordLastUsed: fact.passwordLastUsed,
      lastUsed: fact.lastUsed.state === 'observed' ? fact.lastUsed.value : null,
    };
    const found = state(fact, held) ?? habits(fact) ?? age(fact, held, now);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
