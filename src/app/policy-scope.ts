// What a tenant's policies are written for, and what the probes in use ask for.
import { accessKeyForm } from '../aws/access-key.ts';
import { parseArn } from '../aws/arn.ts';
import { identityAddresses, identityDomains } from '../aws/ses/identity.ts';
import { UsageError } from '../core/errors.ts';
import type { Permission } from '../core/probe.ts';
import type { Sender, SesPlace } from '../core/sender.ts';
import { probes } from '../probes/index.ts';
import type { Profile } from '../profile/profile.ts';
import { senderOf, templatesOf } from '../profile/sender.ts';
import type { PolicyScope } from '../provision/policies.ts';

export const permissions = async (): Promise<readonly Permission[]> =>
  (await Promise.all(Object.values(probes).map((load) => load()))).flatMap((probe) => probe.permissions);

/** Every name that may turn out to govern the sender: the address, its domain, and those above it down to the declared one. */
export const candidatesOf = ({ address, domain }: Sender, { identity }: SesPlace): readonly string[] => {
  const domains = identityDomains(domain);
  const declared = domains.indexOf(identity.toLowerCase());
  return [...new Set([identity, ...identityAddresses(address), ...(declared === -1 ? domains : domains.slice(0, declared))])];
};

const placeOf = (sender: Sender): SesPlace => {
  if (sender.ses !== null) return sender.ses;
  throw new UsageError({
    code: 'no-ses',
    message: 'Policies are for Amazon SES, and this profile is of another relay.',
    fix: 'Name the profile of an SES tenant; SES through its SMTP interface is described under `smtp.ses`.',
  });
};

const accountOf = ({ identityArn, topicArn }: SesPlace, given: string | null): string | null => {
  // An identity that is named by its ARN is another account's.
  const known = given ?? parseArn(topicArn ?? '')?.account ?? null;
  return known === '' || known === parseArn(identityArn ?? '')?.account ? given : known;
};

/** What no profile tells. */
export interface PolicySubject {
  /** The AWS account, where no topic ARN tells it. */
  readonly account: string | null;
  /** The IAM user that SquareOS sends as. */
  readonly user: string | null;
  /** The KMS key that encrypts the topic. */
  readonly keyArn: string | null;
}

export const scopeOf = (profile: Profile, { account, user, keyArn }: PolicySubject): PolicyScope => {
  const sender = senderOf(profile);
  const ses = placeOf(sender);
  const identities = candidatesOf(sender, ses);
  return {
    region: ses.region,
    account: accountOf(ses, account),
    identities,
    configurationSet: ses.configurationSet ?? null,
    tenant: ses.tenant,
    globalEndpoint: ses.globalEndpoint,
    templates: templatesOf(profile).map(({ ses: name }) => name),
    topicArn: ses.topicArn ?? null,
    principal: user === null ? null : `user/${user}`,
    keyArn,
    queueArn: null,
    ownUser: profile.aws?.iam?.sendUser ?? null,
    ownRole: profile.aws?.iam?.probeRole?.name ?? null,
    logRole: profile.aws?.iam?.topicLogRole ?? null,
    from: sender.address,
    identity: ses.identity,
    // Which of them governs is SES's own knowledge, where the profile names no identity.
    sendIdentities: profile.ses === undefined ? identities : [ses.identity],
    identityArn: ses.identityArn,
    sendActions: [ses.action],
    sendsAsRole: accessKeyForm(profile.aws?.send?.accessKeyId ?? '').kind === 'temporary',
    feedbackTopics: ses.configurationSet === null,
  };
};
