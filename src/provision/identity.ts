// The identity with Easy DKIM of 2048 bits, and its MAIL FROM domain.
import { observationOf, fact } from '../facts/fact.ts';
import { governingOf } from '../facts/derived.ts';
import type { IdentityDetail } from '../facts/ses.ts';
import { registrableDomain } from '../mail/dmarc/registrable.ts';
import { isMailFromBelow } from '../mail/dns/mail-from-mx.ts';
import { mailDomain } from '../text/mail-address.ts';
import { changed, changes, created, type Difference, elsewhere, left, type Part, tagsOf, unseen, type Wanted } from './wanted.ts';

const KEY = { NextSigningKeyLength: 'RSA_2048_BIT' } as const;

const dkimDifferences = (name: string, detail: IdentityDetail, vain: boolean): readonly Difference[] => {
  const { dkim } = detail;
  if (name.includes('@') || dkim === null) return [];
  const stood = { identity: detail };
  const restart: Omit<Difference, 'says'> = {
    act: {
      action: 'ses:PutEmailIdentityDkimSigningAttributes',
      input: { EmailIdentity: name, SigningAttributesOrigin: 'AWS_SES', SigningAttributes: KEY },
    },
    stood,
    mends: 'ses-dkim-status',
  };
  const off: Difference = {
    says: 'DKIM signing: off → on',
    act: { action: 'ses:PutEmailIdentityDkimAttributes', input: { EmailIdentity: name, SigningEnabled: true } },
    stood,
    mends: 'ses-dkim-status',
  };
  const ends = !vain && (dkim.status === 'NOT_STARTED' || dkim.status === 'FAILED');
  const short = dkim.currentKeyLength === 'RSA_1024_BIT' && dkim.nextKeyLength !== 'RSA_2048_BIT';
  return [
    ...(dkim.signingEnabled === false ? [off] : []),
    ...(dkim.origin === 'AWS_SES' && ends ? [{ ...restart, says: `Easy DKIM: ${dkim.status} → started again, 2048 bits` }] : []),
    ...(dkim.origin === 'AWS_SES' && short && !ends ? [{ ...restart, says: 'DKIM key: 1024 → 2048 bits' }] : []),
  ];
};

/** SES looks for 72 hours again: in vain as long as the records are wrong. */
const restarting = (what: string, failed: boolean): Part | null =>
  failed ? left(what, 'Its DNS records are wrong: SES would look for them in vain again. Mend them first.', 'DNS admin') : null;

const mailFromOf = (name: string, detail: IdentityDetail | null, { ses: { mailFrom, region }, failed: fails }: Wanted): Part => {
  if (mailFrom === null) return changes();
  const domain = mailDomain(name) ?? name;
  if (!isMailFromBelow(mailFrom, domain, registrableDomain(domain))) {
    const why = `SES takes none that is not below ${domain}: name such a one as ses.mailFrom, or none.`;
    return left(`The MAIL FROM domain ${mailFrom} is not set for ${name}.`, why, 'implementation engineer');
  }
  const now = detail?.mailFrom ?? null;
  const about = { resource: 'MAIL FROM domain', name: mailFrom, region, after: [name] };
  const set = (says: string): Difference => ({
    says,
    act: {
      action: 'ses:PutEmailIdentityMailFromAttributes',
      input: {
        EmailIdentity: name,
        MailFromDomain: mailFrom,
        BehaviorOnMxFailure: now?.behaviorOnMxFailure === 'REJECT_MESSAGE' ? 'REJECT_MESSAGE' : 'USE_DEFAULT_VALUE',
      },
    },
    stood: { identity: detail },
    mends: 'ses-mail-from-status',
  });
  if (now?.domain == null) return changes(changed(about, [set(`set for ${name}`)]));
  if (now.domain.toLowerCase() !== mailFrom.toLowerCase()) {
    const what = `The MAIL FROM domain of ${name} stays ${now.domain}; the profile says ${mailFrom}.`;
    return left(what, 'Mail may be using the one that is set: decide which is right, then name it in the profile or in SES.');
  }
  const failed = now.status === 'FAILED';
  const vain = restarting(`The MAIL FROM domain ${mailFrom} is not set again.`, failed && fails.has('mail-from'));
  if (vain !== null) return vain;
  return changes(changed(about, failed ? [set('FAILED → set again, so that SES looks for 72 hours')] : []));
};

const create = (wanted: Wanted): Part => {
  const { identity, region } = wanted.ses;
  const isAddress = identity.includes('@');
  const mailFrom = mailFromOf(identity, null, wanted);
  const records = isAddress
    ? left(`Somebody who reads ${identity} follows the link that AWS mails there.`, 'Only that verifies an address.', 'gym owner')
    : left(
        `The DKIM records of ${identity} are published once the identity is there: \`certify handoff --to dns-admin\` prints them.`,
        'SES makes their names when it creates the identity; certify publishes no DNS.',
        'DNS admin',
      );
  return {
    needs: [],
    changes: [
      created(
        { resource: 'identity', name: identity, region },
        {
          differences: isAddress ? [] : ['Easy DKIM with 2048 bits'],
          act: {
            action: 'ses:CreateEmailIdentity',
            input: { EmailIdentity: identity, ...(isAddress ? {} : { DkimSigningAttributes: KEY }), Tags: tagsOf(wanted) },
          },
          also: ['ses:TagResource'],
          mends: ['ses-identity-verified', 'ses-dkim-status'],
        },
      ),
      ...mailFrom.changes,
    ],
    leftOut: [...records.leftOut, ...mailFrom.leftOut],
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
    const about = { resource: 'identity', name: own.name, region: ses.region };
    const isVain = detail.dkim?.status === 'FAILED' && wanted.failed.has('dkim-tokens');
    const vain = restarting(`Easy DKIM of ${own.name} is not started again.`, isVain);
    const identity = changed(about, dkimDifferences(own.name, detail, isVain));
    const mailFrom = mailFromOf(own.name, detail, wanted);
    return {
      ...mailFrom,
      changes: [identity, ...mailFrom.changes],
      leftOut: [...(vain?.leftOut ?? []), ...mailFrom.leftOut],
    };
  }
  if (own.answer.state !== 'absent' || observationOf(observed, 'ses.identity') === undefined) return unseen('ses.identity');
  const governing = governingOf(seen);
  if (governing.kind === 'uncertain') return unseen('ses.identity');
  if (governing.kind === 'known' && governing.level === 'domain' && own.level === 'domain') {
    const why = `${governing.name} signs the sender’s mail now; a narrower identity would take over before its DKIM is verified.`;
    return left(
      `No identity is made for ${ses.identity}.`,
      `${why} Name ${governing.name} as ses.identity.`,
      'implementation engineer',
    );
  }
  return elsewhere(wanted, `No identity is made for ${ses.identity}.`) ?? create(wanted);
};
