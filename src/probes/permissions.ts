// What a probe may need to ask → the least-privilege IAM statement that lets it (Service Authorization Reference).
import type { Permission } from '../core/probe.ts';
import { configurationSetArn, formatArn, identityArn, templateArn } from '../aws/arn.ts';
import { partitionOf } from '../aws/region.ts';

/** What ARNs are built from; what is not known yet is null and becomes a wildcard of the narrowest kind. */
export interface PermissionContext {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string | null;
  /** The address and the domains that may govern it. */
  readonly identities: readonly string[];
  readonly configurationSet: string | null;
  /** SES tenant that sends name. */
  readonly tenant: string | null;
  /** Name of the multi-region endpoint. */
  readonly globalEndpoint: string | null;
  /** Names of the templates that SES holds and the profile names. */
  readonly templates: readonly string[];
  readonly topicArn: string | null;
  /** `user/<path><name>` or `role/<path><name>` of the sending credential. */
  readonly principal: string | null;
  readonly keyArn: string | null;
  readonly queueArn: string | null;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** AWS's own placeholder, so that what must be replaced is seen at once. */
const UNKNOWN_ACCOUNT = '*';

const iamArn = (context: PermissionContext, resource: string): string =>
  formatArn({
    partition: partitionOf(context.region).id,
    service: 'iam',
    region: '',
    account: context.account ?? UNKNOWN_ACCOUNT,
    resource,
  });

/** ARNs for a kind of resource. `account` is `*`: AWS offers no resource for those actions. */
const resourcesOf = (on: Permission['on'], context: PermissionContext): readonly string[] => {
  const { region, account } = context;
  const scope = { partition: partitionOf(region).id, region, account: account ?? UNKNOWN_ACCOUNT };
  switch (on) {
    case 'account':
    case 'template-list':
      return ['*'];
    case 'identity':
      return context.identities.length === 0
        ? [identityArn(scope, '*')]
        : context.identities.map((name) => identityArn(scope, name));
    case 'configuration-set':
      return [configurationSetArn(scope, context.configurationSet ?? '*')];
    case 'tenant':
      return [formatArn({ ...scope, service: 'ses', resource: `tenant/${context.tenant ?? '*'}/*` })];
    case 'global-endpoint':
      return [formatArn({ ...scope, service: 'ses', resource: `multi-region-endpoint/${context.globalEndpoint ?? '*'}` })];
    case 'template':
      return context.templates.length === 0
        ? [templateArn(scope, '*')]
        : context.templates.map((name) => templateArn(scope, name));
    case 'topic':
      return [context.topicArn ?? formatArn({ ...scope, service: 'sns', resource: '*' })];
    case 'user':
      return [iamArn(context, context.principal?.startsWith('user/') ? context.principal : 'user/*')];
    case 'role':
      return [iamArn(context, context.principal?.startsWith('role/') ? context.principal : 'role/*')];
    case 'group':
      return [iamArn(context, 'group/*')];
    case 'managed-policy':
      return [iamArn(context, 'policy/*'), iamArn({ ...context, account: 'aws' }, 'policy/*')];
    case 'key':
      return [context.keyArn ?? formatArn({ ...scope, service: 'kms', resource: 'key/*' })];
    case 'alarm':
      return [formatArn({ ...scope, service: 'cloudwatch', resource: 'alarm:*' })];
    case 'queue':
      return [context.queueArn ?? formatArn({ ...scope, service: 'sqs', resource: '*' })];
  }
};

/** What a tenant has beside account, identity and set. */
export interface Having {
  /** The sending credential is a role's session. */
  readonly role: boolean;
  readonly tenant: boolean;
  readonly globalEndpoint: boolean;
  readonly topic: boolean;
  /** It names templates that SES holds. */
  readonly templates: boolean;
}

/** Whether anything of that kind is asked about: no role where a user sends, no tenant where sends name none. */
export const appliesTo = (on: Permission['on'], having: Having): boolean => {
  if (on === 'role') return having.role;
  if (on === 'tenant') return having.tenant;
  if (on === 'global-endpoint') return having.globalEndpoint;
  if (on === 'template' || on === 'template-list') return having.templates;
  return on !== 'topic' || having.topic;
};

const statementOf = (actions: readonly string[], on: Permission['on'], context: PermissionContext): Statement => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resourcesOf(on, context)],
});

/** One statement for each kind of resource, actions sorted, nothing twice. */
export const statementsFor = (permissions: readonly Permission[], context: PermissionContext): readonly Statement[] => {
  const kinds = [...new Set(permissions.map(({ on }) => on))].sort();
  return kinds.map((on) => {
    const actions = [...new Set(permissions.filter((one) => one.on === on).map(({ action }) => action))].sort();
    return statementOf(actions, on, context);
  });
};
