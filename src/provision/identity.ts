// The identity with Easy DKIM of 2048 bits, and its MAIL FROM domain.
import { observationOf, fact } from '../facts/fact.ts';
import { governingOf } from '../facts/derived.ts';
import type { IdentityDetail } from '../facts/ses.ts';
import { changed, changes, created, type Difference, left, type Part, unseen, type Wanted, word } from './wanted.ts';

const KEY = 'NextSigningKeyLength=RSA_2048_BIT';

const dkimDifferences = (name: string, region: string, dkim: IdentityDetail['dkim']): readonly Difference[] => {
  if (name.includes('@') || dkim === null) return [];
  const at = `--email-identity ${word(name)} --region ${region}`;
  const restart = {
    command: `aws sesv2 put-email-identity-dkim-signing-attributes ${at} --signing-attributes-origin AWS_SES --signing-attributes ${KEY}`,
    permission: 'ses:PutEmailIdentityDkimSigningAttributes',
    mends: 'ses-dkim-status',
  };
  const off = {
    says: 'DKIM signing: off → on',
    command: `aws sesv2 put-email-identity-dkim-attributes ${at} --signing-enabled`,
    permission: 'ses:PutEmailIdentityDkimAttributes',
    mends: 'ses-dkim-status',
  };
  const ends = dkim.status === 'NOT_STARTED' || dkim.status === 'FAILED';
  const short = dkim.currentKeyLength === 'RSA_1024_BIT' && dkim.nextKeyLength !== 'RSA_2048_BIT';
  return [
    ...(dkim.signingEnabled === false ? [off] : []),
    ...(dkim.origin === 'AWS_SES' && ends ? [{ ...restart, says: `Easy DKIM: ${dkim.status} → started again, 2048 bits` }] : []),
    ...(dkim.origin === 'AWS_SES' && short && !ends ? [{ ...restart, says: 'DKIM key: 1024 → 2048 bits' }] : []),
  ];
};

const setMailFrom = (name: string, domain: string, behavior: string, region: string): string =>
  `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${word(name)} --mail-from-domain ${word(domain)} --behavior-on-mx-failure ${behavior} --region ${region}`;

const mailFromOf = (name: string, detail: IdentityDetail | null, { ses: { mailFrom, region } }: Wanted): Part => {
  if (mailFrom === null) return changes();
  const now = detail?.mailFrom ?? null;
  const set = (says: string): Difference => ({
    says,
    command: setMailFrom(name, mailFrom, now?.behaviorOnMxFailure ?? 'USE_DEFAULT_VALUE', region),
    permission: 'ses:PutEmailIdentityMailFromAttributes',
    mends: 'ses-mail-from-status',
  });
  if (now?.domain == null) return changes(changed('MAIL FROM domain', mailFrom, [set(`set for ${name}`)]));
  if (now.domain.toLowerCase() !== mailFrom.toLowerCase()) {
    const what = `The MAIL FROM domain of ${name} stays ${now.domain}; the profile says ${mailFrom}.`;
    return left(what, 'Mail may be using the one that is set: decide which is right, then name it in the profile or in SES.');
  }
  const failed = now.status === 'FAILED';
  return changes(
    changed('MAIL FROM domain', mailFrom, failed ? [set('FAILED → set again, so that SES looks for 72 hours')] : []),
  );
};

const create = (wanted: Wanted): Part => {
  const { identity, region } = wanted.ses;
  const isAddress = identity.includes('@');
  const dkim = isAddress ? '' : ` --dkim-signing-attributes ${KEY}`;
  const mailFrom = mailFromOf(identity, null, wanted);
  const records = isAddress
    ? left(`Somebody who reads ${identity} follows the link that AWS mails there.`, 'Only that verifies an address.', 'gym owner')
    : left(
        `The DKIM records of ${identity} are published once the identity is there: certify handoff --to dns-admin prints them.`,
        'SES makes their names when it creates the identity; certify publishes no DNS.',
        'DNS admin',
      );
  return {
    needs: [],
    changes: [
      created('identity', identity, {
        differences: isAddress ? [] : ['Easy DKIM with 2048 bits'],
        commands: [`aws sesv2 create-email-identity --email-identity ${word(identity)}${dkim} --region ${region}`],
        permissions: ['ses:CreateEmailIdentity'],
        mends: ['ses-identity-verified', 'ses-dkim-status'],
      }),
      ...mailFrom.changes,
    ],
    leftOut: records.leftOut,
  };
};

export const identityPart = (wanted: Wanted): Part => {
  const { ses, observed } = wanted;
  const seen = fact(observed, 'ses.identity');
  if (seen === null) return unseen('ses.identity');
  if (ses.identityArn !== null) {
    return left(`The identity ${ses.identityArn} is not touched.`, 'It belongs to another account.');
  }
  const own = seen.candidates.find(({ name }) => name.toLowerCase() === ses.identity.toLowerCase());
  if (own === undefined) {
    return left(
      `No identity is made for ${ses.identity}.`,
      'It does not cover the sender of the profile: name the sender’s own domain as ses.identity.',
      'implementation engineer',
    );
  }
  if (own.answer.state === 'observed') {
    const detail = own.answer.value;
    const identity = changed('identity', own.name, dkimDifferences(own.name, ses.region, detail.dkim));
    const mailFrom = mailFromOf(own.name, detail, wanted);
    return { ...mailFrom, changes: [identity, ...mailFrom.changes] };
  }
  if (own.answer.state !== 'absent' || observationOf(observed, 'ses.identity') === undefined) return unseen('ses.identity');
  const governing = governingOf(seen);
  if (governing.kind === 'uncertain') return unseen('ses.identity');
  if (governing.kind === 'known' && governing.level === 'domain' && own.level === 'domain') {
    const why = `${governing.name} signs the sender’s mail now; a narrower identity would take over before its DKIM is verified.`;
    return left(`No identity is made for ${ses.identity}.`, `${why} Name ${governing.name} as ses.identity.`);
  }
  return create(wanted);
};
