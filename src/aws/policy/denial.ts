// Which policy refused, as AWS says it at the end of an access-denied message (IAM User Guide, "Troubleshoot access denied error messages").

/** In AWS's words. */
const POLICIES = [
  'identity-based policy',
  'resource-based policy',
  'permissions boundary',
  'session policy',
  'service control policy',
  'resource control policy',
  'VPC endpoint policy',
] as const;

type DenyingPolicy = (typeof POLICIES)[number];

export interface Denial {
  /** `deny`: a Deny stands there · `no-allow`: nothing there allows it. */
  readonly by: 'deny' | 'no-allow';
  /** null: AWS does not say which. */
  readonly policy: DenyingPolicy | null;
  /** Which one, where AWS names it. */
  readonly arn?: string;
}

const named = (words: string | undefined): DenyingPolicy | null =>
  POLICIES.find((policy) => words?.toLowerCase().startsWith(policy.toLowerCase()) === true) ?? null;

/** null: the message does not say why. */
export const denialOf = (message: string): Denial | null => {
  const deny = /explicit deny(?: in an? (?<policy>[a-z][a-z -]*)(?:: (?<arn>arn:[\w:/+=,.@-]*[\w/]))?)?/i.exec(message)?.groups;
  if (deny !== undefined) {
    const { policy, arn } = deny;
    return { by: 'deny', policy: named(policy), ...(arn === undefined ? {} : { arn }) };
  }
  const lacking = named(/\bno (?<policy>[a-z][a-z -]*?) allows\b/i.exec(message)?.groups?.['policy']);
  return lacking === null ? null : { by: 'no-allow', policy: lacking };
};

/** Where the policy stands, for a sentence. `who`: the credential that was refused. */
const PLACES: { readonly [policy in DenyingPolicy]: (who: string) => string } = {
  'identity-based policy': (who) => `a policy of ${who}`,
  'resource-based policy': () => 'the resource’s own policy (of an SES identity: Authorization)',
  'permissions boundary': (who) => `the permissions boundary of ${who}`,
  'session policy': (who) => `the session policy that ${who} was given with its session`,
  'service control policy': () => 'a service control policy, which the administrator of the AWS organization changes',
  'resource control policy': () => 'a resource control policy, which the administrator of the AWS organization changes',
  'VPC endpoint policy': () => 'the policy of the VPC endpoint that the request went through',
};

/**
 * The act where a statement on the principal alone would not help; null where it would, or where AWS does not say.
 * `who` and `action` as they stand in a sentence.
 */
export const denialAct = (message: string, who: string, action: string): string | null => {
  const denial = denialOf(message);
  if (denial === null) return null;
  if (denial.by === 'deny') {
    const where = denial.policy === null ? `the Deny that AWS names for ${who}` : `the Deny in ${PLACES[denial.policy](who)}`;
    const which = denial.arn === undefined ? '' : ` (${denial.arn})`;
    return `Take ${action} out of ${where}${which}: an Allow does not help against a Deny.`;
  }
  if (denial.policy === null || denial.policy === 'identity-based policy') return null;
  return `Have ${action} allowed in ${PLACES[denial.policy](who)}: a statement on ${who} alone does not help.`;
};

/**
 * The action and the resource that a refusal names, in AWS's words ("not authorized to perform: ses:GetAccount on resource: arn…", or
 * SES's "`ses:SendEmail' on resource `arn…'") or in certify's own ("may not do ses:SendEmail on arn…").
 */
export const deniedWhat = (message: string): { readonly action: string | null; readonly resource: string | null } => ({
  action: /(?:perform:?|may not do)\s+[`'"]?([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(message)?.[1] ?? null,
  resource:
    /\bon resource:?\s+[`'"]?([^\s`'"]+)/.exec(message)?.[1] ??
    /\bmay not do \S+ on (arn:[^\s`'"]*[^\s`'".:])/.exec(message)?.[1] ??
    null,
});
