// What is missing in an account and what would mend it, as data: provision makes it, renderers print it, `world` performs it.
import type {
  CreateConfigurationSetCommandInput,
  CreateConfigurationSetEventDestinationCommandInput,
  CreateEmailIdentityCommandInput,
  DeleteEmailIdentityCommandInput,
  PutConfigurationSetDeliveryOptionsCommandInput,
  PutConfigurationSetReputationOptionsCommandInput,
  PutConfigurationSetSuppressionOptionsCommandInput,
  PutConfigurationSetVdmOptionsCommandInput,
  PutEmailIdentityDkimAttributesCommandInput,
  PutEmailIdentityDkimSigningAttributesCommandInput,
  PutEmailIdentityMailFromAttributesCommandInput,
  UpdateConfigurationSetEventDestinationCommandInput,
} from '@aws-sdk/client-sesv2';
import type {
  CreateTopicCommandInput,
  SetSubscriptionAttributesCommandInput,
  SetTopicAttributesCommandInput,
  SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import type {
  CreateRoleCommandInput,
  CreateUserCommandInput,
  PutRolePolicyCommandInput,
  PutUserPolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { CreateQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Owner } from './owner.ts';

/** Every operation that provisioning may ask for, under the name of its IAM permission, with what it takes. None of them deletes. */
export interface ActInputs {
  readonly 'iam:CreateRole': CreateRoleCommandInput;
  readonly 'iam:CreateUser': CreateUserCommandInput;
  readonly 'iam:PutRolePolicy': PutRolePolicyCommandInput;
  readonly 'iam:PutUserPolicy': PutUserPolicyCommandInput;
  readonly 'ses:CreateConfigurationSet': CreateConfigurationSetCommandInput;
  readonly 'ses:CreateConfigurationSetEventDestination': CreateConfigurationSetEventDestinationCommandInput;
  readonly 'ses:CreateEmailIdentity': CreateEmailIdentityCommandInput;
  readonly 'ses:PutConfigurationSetDeliveryOptions': PutConfigurationSetDeliveryOptionsCommandInput;
  readonly 'ses:PutConfigurationSetReputationOptions': PutConfigurationSetReputationOptionsCommandInput;
  readonly 'ses:PutConfigurationSetSuppressionOptions': PutConfigurationSetSuppressionOptionsCommandInput;
  readonly 'ses:PutConfigurationSetVdmOptions': PutConfigurationSetVdmOptionsCommandInput;
  readonly 'ses:PutEmailIdentityDkimAttributes': PutEmailIdentityDkimAttributesCommandInput;
  readonly 'ses:PutEmailIdentityDkimSigningAttributes': PutEmailIdentityDkimSigningAttributesCommandInput;
  readonly 'ses:PutEmailIdentityMailFromAttributes': PutEmailIdentityMailFromAttributesCommandInput;
  readonly 'ses:UpdateConfigurationSetEventDestination': UpdateConfigurationSetEventDestinationCommandInput;
  readonly 'sns:CreateTopic': CreateTopicCommandInput;
  readonly 'sns:SetSubscriptionAttributes': SetSubscriptionAttributesCommandInput;
  readonly 'sns:SetTopicAttributes': SetTopicAttributesCommandInput;
  readonly 'sns:Subscribe': SubscribeCommandInput;
  readonly 'sqs:CreateQueue': CreateQueueCommandInput;
}

/** What deletes, which no plan holds: a person who typed the name asks for it. */
export interface RemovalInputs {
  readonly 'ses:DeleteEmailIdentity': DeleteEmailIdentityCommandInput;
}

export type Removal = {
  [A in keyof RemovalInputs]: { readonly action: A; readonly input: RemovalInputs[A] };
}[keyof RemovalInputs];

/** One request that changes something. In its input `TOKEN_PLACE` stands for the webhook's token. */
export type Act = {
  [A in keyof ActInputs]: {
    readonly action: A;
    readonly input: ActInputs[A];
    /** `sha256:…` of what it writes over, as it was read for the plan; left out where it makes something new. */
    readonly replaces?: string;
  };
}[keyof ActInputs];

/** Stands where the token does: whoever performs the act puts it in at the last moment, and nobody else knows it. */
export const TOKEN_PLACE = '<webhook verify token>';

/** One resource as it is and as it is to be. */
export interface Change {
  /** `create` +, `change` ~, `keep` =. */
  readonly action: 'create' | 'change' | 'keep';
  /** What AWS calls it, such as `configuration set`. */
  readonly resource: string;
  readonly name: string;
  /** Each difference as one line; of a resource that is kept, none. */
  readonly differences: readonly string[];
  /** What makes the change, in this order; of a resource that is kept, nothing. */
  readonly acts: readonly Act[];
  /** The acts as shell lines; a secret stands in them as a word in angle brackets. */
  readonly commands: readonly string[];
  /** IAM actions that the change needs. */
  readonly permissions: readonly string[];
  /** Names of the resources that must stand before. */
  readonly after: readonly string[];
  /** The checks whose findings it mends; `check/reason` where it is that one alone. */
  readonly mends: readonly string[];
}

/** What stays for a person. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
  readonly owner: Owner;
}

/** One permission that the changes need, as IAM's simulator judges it; `not-seen`: it could not be asked. */
export interface PermissionRow {
  readonly action: string;
  readonly resource: string;
  readonly state: 'held' | 'not-held' | 'not-seen';
  /** What the party said, where it was not seen. */
  readonly says: string | null;
}

/** What the caller may do. */
export interface PermissionsHeld {
  /** ARN of who would change the account; null: not known before it is used. */
  readonly principal: string | null;
  readonly rows: readonly PermissionRow[];
  /** What was refused while looking: nothing is planned for what it hides. */
  readonly refusedReads: readonly { readonly action: string; readonly resource: string | null }[];
}

export interface ProvisionPlan {
  readonly schema: 'certify.provision/1';
  readonly tenant: string;
  readonly region: string;
  /** The account that was looked at; null: not seen. */
  readonly account: string | null;
  readonly changes: readonly Change[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be seen, so that nothing is planned for it. */
  readonly unseen: readonly { readonly fact: string; readonly why: string }[];
  readonly permissions: readonly string[];
  /** null: nobody asked. */
  readonly held: PermissionsHeld | null;
}

/**
 * `done` · `there-already`: somebody had made it meanwhile, and it was left as it is · `refused`: nothing was done ·
 * `ambiguous`: the answer was lost, and nobody knows · `left`: what it builds on was not made, so it was not asked.
 */
export type ActOutcome =
  | { readonly kind: 'done'; readonly requestId: string | null }
  | { readonly kind: 'there-already'; readonly requestId: string | null }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'ambiguous'; readonly code: string; readonly message: string }
  | { readonly kind: 'left'; readonly because: string };

/** An act and what came of it. */
export interface PerformedAct {
  readonly resource: string;
  readonly name: string;
  /** The IAM permission, which is the operation's name. */
  readonly permission: (Act | Removal)['action'];
  readonly outcome: ActOutcome;
}
