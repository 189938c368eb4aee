// The credential of SES's SMTP interface has the right form, and is one of this region.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

type Fact = Facts['iam.smtpCredential'];
type Found = Omit<Judgement, 'observed'>;

const CREATE =
  'Create SMTP credentials in Amazon SES / SMTP settings of the sending region, and put both values into credentialsJson.';

const fail = (reason: string, expected: string, fix: string): Found => ({ status: 'fail', reason, expected, fix });

const username = (fact: Fact): Found | null => {
  if (fact.kind === 'temporary' || (fact.hasSessionToken && fact.kind !== 'long-term')) {
    return fail(
      'temporary',
      'SMTP credentials belong to an IAM user’s long-term key; none can be made from a session token.',
      CREATE,
    );
  }
  if (fact.kind === 'long-term' && fact.wellFormed) return null;
  return fail('not-an-smtp-user', 'The SMTP user name is an access key id: AKIA and 16 more characters.', CREATE);
};

const password = (fact: Fact): Found | null => {
  const form = fact.password?.form ?? null;
  if (form === 'aws-secret-access-key') {
    const fix = `The IAM secret access key is not the SMTP password: SES derives one from the other. ${CREATE}`;
    return fail('raw-secret', 'The SMTP password: 44 characters that begin with B.', fix);
  }
  if (fact.compared && fact.passwordRegion !== null && fact.passwordRegion !== fact.region) {
    const fix = `The password is one of ${fact.passwordRegion}. Create SMTP credentials in ${fact.region}, or use the host of ${fact.passwordRegion}.`;
    return fail('other-region', `The SMTP password is one of ${fact.region}.`, fix);
  }
  if (fact.compared && fact.passwordRegion === null) {
    return fail(
      'other-secret',
      'The SMTP password is derived from the secret of aws.send.',
      `The password belongs to another key. ${CREATE}`,
    );
  }
  if (form !== null && form !== 'ses-smtp-password') {
    return fail(
      'not-an-smtp-password',
      'The SMTP password: 44 characters that begin with B.',
      `Copy the password again, whole. ${CREATE}`,
    );
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
  needs: ['iam.smtpCredential'],
  evaluate(facts) {
    const seen = facts['iam.smtpCredential'];
    const fact = seen.value;
    const observed = {
      username: fact.username,
      region: fact.region,
      passwordForm: fact.password?.form ?? null,
      passwordRegion: fact.passwordRegion,
    };
    const found = username(fact) ?? password(fact);
    return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
  },
});
