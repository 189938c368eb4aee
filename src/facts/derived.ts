// What several checks and probes need and no party says in one piece: derived from the facts once, by name.
import { formatArn, parseArn } from '../aws/arn.ts';
import { coveringDomain, governingIdentity, type Governing } from '../aws/ses/identity.ts';
import type { Observation } from '../core/observation.ts';
import type { Provider } from '../core/profile.ts';
import { fatalKeyProblem } from '../mail/dkim/key.ts';
import { relayFor } from '../mail/smtp/relay-table.ts';
import { sameName } from '../text/domain-name.ts';
import { mailDomain } from '../text/mail-address.ts';
import type { CallerIdentity } from './iam.ts';
import type { Facts } from './index.ts';
import type { IdentityDetail } from './ses.ts';

type Identity = Pick<Facts['ses.identity'], 'candidates'>;
export type GoverningIdentity = Governing<IdentityDetail>;

/** The identity whose settings count for the sender: the most granular that exists. */
export const governingOf = ({ candidates }: Identity): GoverningIdentity => governingIdentity(candidates);

/** The most granular domain identity that covers the sender. */
export const coveringOf = ({ candidates }: Identity): GoverningIdentity => coveringDomain(candidates);

/** It has a key of its own: Easy DKIM's tokens, or the gym's (BYODKIM). */
export const hasOwnDkim = ({ dkim }: IdentityDetail): boolean =>
  dkim !== null && (dkim.tokens.length > 0 || dkim.origin === 'EXTERNAL');

/**
 * The identity whose key signs the sender's mail: the most granular that has one; where none has, the domain that covers the
 * sender, else the address itself (SES Developer Guide, "Authenticating Email with DKIM": a domain's key signs for what lies in it).
 */
export const signerOf = (identity: Identity): GoverningIdentity => {
  for (const { name, level, answer } of identity.candidates) {
    if (answer.state === 'absent') continue;
    if (answer.state !== 'observed') return { kind: 'uncertain', name, unseen: answer };
    if (hasOwnDkim(answer.value)) return { kind: 'known', name, level, detail: answer.value };
  }
  const covering = coveringOf(identity);
  return covering.kind === 'known' ? covering : governingOf(identity);
};

/** Where SES's own return paths and signatures live. */
export const SES_OWN = 'amazonses.com';

/** d= of an identity's signatures. */
export const signingDomain = (name: string): string => mailDomain(name) ?? name;

/** d= of SES's signatures on the sender's mail: the identity's domain, else SES's own; empty when that is not known. */
export const signersOf = (identity: Identity): readonly string[] => {
  const signer = signerOf(identity);
  // Of a domain SES tells its DKIM always; an address need not have any.
  if (signer.kind !== 'known' || (signer.level === 'domain' && signer.detail.dkim === null)) return [];
  const signs = hasOwnDkim(signer.detail) && signer.detail.dkim?.signingEnabled !== false;
  return [signs ? signingDomain(signer.name) : SES_OWN];
};

/**
 * What mail will be signed as, as far as anybody saw it: SES's own word, or a name that somebody gave and below which a usable key was
 * read. Empty: nobody saw it. A selector alone says nothing of d=.
 */
export const signaturesOf = (
  { signers, dkim }: Facts['dns.alignment'],
  keys: Observation<Facts['dns.dkimKeys']>,
): Facts['dns.alignment']['dkim'] => {
  if (signers === 'ses') return dkim;
  const records = keys.state === 'observed' ? keys.value.records : [];
  return dkim.filter(({ domain }) =>
    records.some((one) => sameName(one.domain, domain) && one.parsedKey !== null && fatalKeyProblem(one.parsedKey) === null),
  );
};

/** `assumed-role/<name>/<session>` → the name; null for whoever is no session of a role. */
export const roleNameIn = ({ kind, arn }: Pick<CallerIdentity, 'kind' | 'arn'>): string | null =>
  kind === 'assumed-role' ? (parseArn(arn)?.resource.split('/')[1] ?? null) : null;

/** What tells whose rights a send is judged by. */
export interface SendingFacts {
  readonly 'sts.sendIdentity': Observation<Facts['sts.sendIdentity']>;
  readonly 'iam.sendUser': Observation<Facts['iam.sendUser']>;
  readonly 'iam.sendRole': Observation<Facts['iam.sendRole']>;
}

/**
 * ARN of the user or role that the platform sends as, never a session's: policies name the role. Where the role may not be read its
 * path is not known; most have none. null: nobody knows.
 */
export const sendingPrincipal = (facts: SendingFacts): string | null => {
  const user = facts['iam.sendUser'];
  if (user.state === 'observed' && user.value.arn !== '') return user.value.arn;
  const role = facts['iam.sendRole'];
  if (role.state === 'observed' && role.value.arn !== '') return role.value.arn;
  const identity = facts['sts.sendIdentity'];
  if (identity.state !== 'observed') return null;
  if (identity.value.kind === 'user') return identity.value.arn;
  const arn = parseArn(identity.value.arn);
  const name = roleNameIn(identity.value);
  return arn === null || name === null ? null : formatArn({ ...arn, service: 'iam', region: '', resource: `role/${name}` });
};

interface Place {
  readonly region?: string | null;
  readonly configurationSet?: string | null;
  readonly snsTopicArn?: string | null;
  readonly tenant?: string | null;
  readonly identityArn?: string | null;
}

interface Declared {
  readonly provider?: Provider;
  readonly ses?: Place | null;
  readonly smtp?: { readonly ses?: Place | null } | null;
}

interface SesPlaceDeclared {
  /** The section of the profile that declares it. */
  readonly section: 'ses' | 'smtp.ses';
  readonly region: string | null;
  readonly configurationSet: string | null;
  readonly topicArn: string | null;
  /** SES tenant that sends name. */
  readonly tenant: string | null;
  /** The identity of another account that sends name. */
  readonly identityArn: string | null;
}

/** Whose SMTP interface the relay is: SES's, which is run in an AWS account and by nobody else. */
export const isSesRelay = ({ host, banner }: Pick<Facts['smtp.session'], 'host' | 'banner'>): boolean =>
  relayFor({ relay: null, host, banner })?.key === 'ses';

/** What a profile, or the fact of it, declares of SES, as itself or behind its SMTP interface; null in a field: not declared. */
export const sesPlaceOf = ({ provider, ses, smtp }: Declared): SesPlaceDeclared => {
  // A tenant with two providers declares the other one's place too.
  const own = provider === 'SMTP' ? null : (ses ?? null);
  const place = own ?? smtp?.ses ?? null;
  return {
    section: own === null ? 'smtp.ses' : 'ses',
    region: place?.region ?? null,
    configurationSet: place?.configurationSet ?? null,
    topicArn: place?.snsTopicArn ?? null,
    tenant: place?.tenant ?? null,
    identityArn: place?.identityArn ?? null,
  };
};
