// The credential of SES's SMTP interface has the right form, and is one of this region.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { flawWords } from '../secret-flaws.ts';

type Fact = Facts['iam.smtpCredential'];

const reasons = {
  temporary: { status: ['fail'], says: 'The user name is a temporary key, of which no SMTP password can be made.' },
  'not-an-smtp-user': { status: ['fail'], says: 'The user name is no access key id.' },
  'raw-secret': { status: ['fail'], says: 'The password is the IAM secret access key itself.' },
  'other-region': {
    status: ['fail'],
    says: 'The password is one of another region.',
    follows: [{ check: 'ses-region', reasons: ['smtp-host-elsewhere'] }],
  },
  'other-secret': { status: ['fail'], says: 'The password belongs to another key.' },
  encoded: { status: ['fail'], says: 'The password was encoded, quoted or cut on its way, and is not what SES made.' },
  'not-an-smtp-password': { status: ['fail'], says: 'The password has not the form of one that SES makes.' },
} as const satisfies Reasons;

type Code = keyof typeof reasons;
type Verdict = Judgement<Code | EngineReason>;
type Found = Omit<Verdict, 'observed'>;

const fail = (reason: Code, expected: string, ...remedy: readonly DraftAct[]): Found => ({
  status: 'fail',
  reason,
  expected,
  remedy,
});

const create = (region: string): DraftAct =>
  doThis(`Create SMTP credentials in Amazon SES / SMTP settings, region ${region}.`, 'AWS admin');
const ENTER = doThis('Put their user name and password into credentialsJson of the Channel Account.', 'SquareOS admin');

const username = (fact: Fact): Found | null => {
  if (fact.kind === 'temporary' || (fact.hasSessionToken && fact.kind !== 'long-term')) {
    const expected = 'SMTP credentials belong to an IAM user’s long-term key; none can be made from a session token.';
    return fail('temporary', expected, create(fact.region), ENTER);
  }
  if (fact.kind === 'long-term' && fact.wellFormed) return null;
  const expected = 'The SMTP user name is an access key id: AKIA and 16 more characters.';
  return fail('not-an-smtp-user', expected, create(fact.region), ENTER);
};

const FORM = 'The SMTP password: 44 characters that begin with B.';

const password = (fact: Fact): Found | null => {
  const form = fact.password?.form ?? null;
  if (form === 'aws-secret-access-key') {
    const derived = `Create SMTP credentials in Amazon SES / SMTP settings, region ${fact.region}: SES derives the SMTP password from the IAM secret, which it is not.`;
    return fail('raw-secret', FORM, doThis(derived, 'AWS admin'), ENTER);
  }
  // The form comes first: what is malformed was never another key's.
  if (form !== null && form !== 'ses-smtp-password') {
    const flaws = fact.password?.flaws ?? [];
    const what = flaws.length === 0 ? '' : `: it ${flawWords(flaws)}`;
    const say = `Put the SMTP password as SES showed it, 44 characters that begin with B, into credentialsJson of the Channel Account and behind \`smtp.password\`${what}.`;
    return fail(flaws.length === 0 ? 'not-an-smtp-password' : 'encoded', FORM, doThis(say, 'SquareOS admin'));
  }
  if (fact.compared && fact.passwordRegion !== null && fact.passwordRegion !== fact.region) {
    const either = `Create SMTP credentials in ${fact.region}: the password is one of ${fact.passwordRegion}. Or use the host of ${fact.passwordRegion}, if the gym sends there.`;
    return fail('other-region', `The SMTP password is one of ${fact.region}.`, doThis(either, 'AWS admin'), ENTER);
  }
  if (fact.compared && fact.passwordRegion === null) {
    return fail('other-secret', 'The SMTP password is derived from the secret of aws.send.', create(fact.region), ENTER);
  }
  return null;
};

export const sesSmtpCredential = defineCheck({
  id: 'ses-smtp-credential',
  title: 'The SMTP user name and password are ones that SES made for this region',
  severity: 'blocker',
  why: 'With any other value SES answers 535 to every login.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html'],
  reasons,
  needs: ['iam.smtpCredential'],
  evaluate(facts): Verdict {
    const fact = facts['iam.smtpCredential'].value;
    const observed = {
      username: fact.username,
      region: fact.region,
      passwordForm: fact.password?.form ?? null,
      ...(fact.password?.flaws === undefined ? {} : { passwordFlaws: fact.password.flaws }),
      passwordRegion: fact.passwordRegion,
    };
    const found = username(fact) ?? password(fact);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
