// Least-privilege policies for a tenant: for the credential that looks, for the one that sends, for topic and key. Asks nobody.
import { UsageError } from '../core/errors.ts';
import type { Permission } from '../core/probe.ts';
import type { Sender, SesPlace } from '../core/sender.ts';
import type { Profile } from '../profile/profile.ts';
import { senderOf, templatesOf } from '../profile/sender.ts';
import { accessKeyForm } from '../aws/access-key.ts';
import { parseArn } from '../aws/arn.ts';
import { identityAddresses, identityDomains } from '../aws/ses/identity.ts';
import { probes } from '../probes/index.ts';
import {
  keyPolicyStatement,
  probePolicy,
  type PolicyDocument,
  provisionPolicy,
  sendPolicy,
  topicPolicy,
  type PolicyScope,
} from '../provision/policies.ts';
import { checks } from '../checks/index.ts';
import { trustPolicy } from '../provision/iam.ts';
import { policiesCloudFormation, policiesTerraform, type PolicyOwner } from '../provision/templates/policies.ts';
import { withSource } from './lab/source.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

export interface PolicyOptions extends SubjectOptions {
  /** The AWS account, where no topic ARN tells it. */
  readonly account: string | null;
  /** The IAM user that SquareOS sends as. */
  readonly user: string | null;
  /** The KMS key that encrypts the topic. */
  readonly keyArn: string | null;
}

export interface Policies {
  readonly probe: PolicyDocument;
  readonly send: PolicyDocument;
  /** null where SES is reached through its SMTP interface: certify provisions tenants of SES alone. */
  readonly provision: PolicyDocument | null;
  readonly topic: PolicyDocument | null;
  readonly key: object | null;
  /** Who may assume the probing role; null: the profile names none under `aws.iam`. */
  readonly trust: object | null;
}

/** Why an action is among those of the credential that looks. */
export interface ActionReason {
  readonly action: string;
  /** The facts that are asked with it. */
  readonly facts: readonly string[];
  /** The checks that judge by them. */
  readonly checks: readonly string[];
}

/** From what probes and checks declare themselves. */
const actionReasons = async (): Promise<readonly ActionReason[]> => {
  const all = await Promise.all(Object.values(probes).map((load) => load()));
  const actions = [...new Set(all.flatMap((probe) => probe.permissions.map(({ action }) => action)))].toSorted();
  return actions.map((action) => {
    const facts = all.filter((probe) => probe.permissions.some((one) => one.action === action)).map(({ key }) => key);
    const judging = checks.filter(({ needs, uses = [] }) => [...needs, ...uses].some((key) => facts.some((one) => one === key)));
    return { action, facts, checks: judging.map(({ id }) => id) };
  });
};

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

export const scopeOf = (
  profile: Profile,
  { account, user, keyArn }: Pick<PolicyOptions, 'account' | 'user' | 'keyArn'>,
): PolicyScope => {
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

/** `knownAccount` is false where the ARNs carry a `*` for it; `overSmtp`: the sending credential is an SMTP user. */
export const policies = (
  setting: Setting,
  options: PolicyOptions,
): Promise<{
  readonly documents: Policies;
  readonly reasons: readonly ActionReason[];
  readonly owner: PolicyOwner;
  readonly knownAccount: boolean;
  readonly overSmtp: boolean;
}> =>
  withSource(setting, { ...options, command: 'policy', provider: null, evidenceDir: './evidence' }, async (source) => {
    const { profile } = await source.load();
    const scope = scopeOf(profile, options);
    const role = profile.aws?.iam?.probeRole;
    const documents = {
      probe: probePolicy(await permissions(), scope),
      send: sendPolicy(scope),
      provision: profile.provider === 'SES' ? provisionPolicy(scope) : null,
      topic: topicPolicy(scope),
      key: keyPolicyStatement(scope),
      trust: role === undefined ? null : trustPolicy(role.trusts, role.externalId ?? null),
    };
    const owner = { tenant: profile.tenant, topicArn: scope.topicArn };
    const reasons = await actionReasons();
    return { documents, reasons, owner, knownAccount: scope.account !== null, overSmtp: profile.provider === 'SMTP' };
  });

/** The identity policies and the topic's as resources of another tool; `whom` null: all of them. Ends with a line feed. */
export const policyTemplate = (
  form: 'cloudformation' | 'terraform',
  documents: Policies,
  whom: 'probe' | 'send' | 'provision' | 'topic' | null,
  owner: PolicyOwner,
): string => {
  const only = (kind: 'probe' | 'send' | 'provision' | 'topic') => (whom === null || whom === kind ? documents[kind] : null);
  const chosen = { probe: only('probe'), send: only('send'), provision: only('provision'), topic: only('topic') };
  return form === 'terraform'
    ? policiesTerraform(chosen, owner)
    : `${JSON.stringify(policiesCloudFormation(chosen, owner), null, 2)}\n`;
};
