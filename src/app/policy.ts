// Least-privilege policies for a tenant: for the credential that looks, for the one that sends, for topic and key. Asks nobody.
import { UsageError } from '../core/errors.ts';
import { probes } from '../probes/index.ts';
import { whyOfAction } from '../provision/action-reasons.ts';
import { actionsOf, policyUses, type PolicyUse } from '../provision/used.ts';
import { createFiles } from '../world/files/files.ts';
import {
  keyPolicyStatement,
  probePolicy,
  type PolicyDocument,
  provisionPolicy,
  sendPolicy,
  topicPolicy,
} from '../provision/policies.ts';
import { checks } from '../checks/index.ts';
import { trustPolicy } from '../provision/iam.ts';
import { policiesCloudFormation, policiesTerraform, type PolicyOwner } from '../provision/templates/policies.ts';
import { withSource } from './lab/source.ts';
import type { SubjectOptions } from './options.ts';
import { permissions, type PolicySubject, scopeOf } from './policy-scope.ts';
import { iamActsOf } from './provision/iam.ts';
import type { Setting } from './setting.ts';

export interface PolicyOptions extends SubjectOptions, PolicySubject {}

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

/** Why an action is among those of another document. */
export interface OtherReason {
  readonly for: 'send' | 'provision' | 'topic';
  readonly action: string;
  readonly why: string;
}

const otherReasons = (documents: Policies): readonly OtherReason[] =>
  (['send', 'provision', 'topic'] as const).flatMap((whom) => {
    const { [whom]: policy } = documents;
    return policy === null ? [] : actionsOf(policy).map((action) => ({ for: whom, action, why: whyOfAction(action) ?? '' }));
  });

/** What a transcript shows of them. UsageError where it is not there, or holds no request to AWS. */
export const usesIn = async (path: string, documents: Policies): Promise<readonly PolicyUse[]> => {
  const text = await createFiles().readText(path);
  if (text !== null) return policyUses(text, path, documents);
  throw new UsageError({
    code: 'transcript-missing',
    message: `There is no transcript ${path}.`,
    fix: `Write one: \`certify check gym.yaml --transcript 2> ${path}\``,
    place: { file: path },
  });
};

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

/** `knownAccount` is false where the ARNs carry a `*` for it; `overSmtp`: the sending credential is an SMTP user. */
export const policies = (
  setting: Setting,
  options: PolicyOptions,
): Promise<{
  readonly documents: Policies;
  readonly reasons: readonly ActionReason[];
  readonly others: readonly OtherReason[];
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
    const principals = profile.provider === 'SES' ? await iamActsOf(profile, scope) : [];
    const owner = { tenant: profile.tenant, topicArn: scope.topicArn, principals };
    const reasons = await actionReasons();
    const others = otherReasons(documents);
    return { documents, reasons, others, owner, knownAccount: scope.account !== null, overSmtp: profile.provider === 'SMTP' };
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
