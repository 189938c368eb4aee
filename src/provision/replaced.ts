// What an act writes over: a digest of it is kept with the act, and it is read again before the act is made.
import type { Answer } from '../core/observation.ts';
import type { Act, ActOutcome } from '../core/provision.ts';
import type { ConfigurationSetDetail, EventDestination, IdentityDetail } from '../facts/ses.ts';
import type { SubscriptionDetail } from '../facts/sns.ts';
import { digestOf } from '../text/digest.ts';
import { isObject, parsedJson } from '../text/unknown-json.ts';
import { canonical } from './canonical.ts';

/** What was read of a resource, each in the form of its fact; null: it is not there. What was not asked about is left out. */
export interface Stood {
  readonly set?: ConfigurationSetDetail | null;
  readonly destinations?: readonly EventDestination[] | null;
  readonly identity?: IdentityDetail | null;
  readonly topic?: { readonly [attribute: string]: string | null } | null;
  readonly subscription?: SubscriptionDetail | null;
  /** The text of an inline policy of a user or a role. */
  readonly policy?: string | null;
}

interface Part {
  /** What it is called, as the object of a sentence. */
  readonly what: string;
  readonly value: unknown;
}

const ofSet = (name: string | undefined, part: string, value: unknown): Part => ({
  what: `${part} of the configuration set ${name ?? ''}`,
  value: value ?? null,
});

/** Policies come as text, and the same one may come in another order. */
const parsed = (text: string | null | undefined): unknown => {
  const document = text == null ? null : parsedJson(text);
  return isObject(document) ? document : (text ?? null);
};

/** The part of `stood` that the act writes over; null where it makes something new. Its status is AWS's to change, and is none of it. */
const partOf = (act: Act, { set, destinations, identity, topic, subscription, policy }: Stood): Part | null => {
  switch (act.action) {
    case 'ses:PutConfigurationSetDeliveryOptions': {
      const value = set && [set.tlsPolicy, { pool: set.sendingPool }, { seconds: set.maxDeliverySeconds }];
      return ofSet(act.input.ConfigurationSetName, 'The delivery options', value);
    }
    case 'ses:PutConfigurationSetReputationOptions':
      return ofSet(act.input.ConfigurationSetName, 'The reputation metrics', set && { on: set.reputationMetrics });
    case 'ses:PutConfigurationSetSuppressionOptions': {
      const value = set && { reasons: set.suppressedReasons, scope: set.suppressionScope, validation: set.validation };
      return ofSet(act.input.ConfigurationSetName, 'The suppression options', value);
    }
    case 'ses:PutConfigurationSetVdmOptions':
      return ofSet(act.input.ConfigurationSetName, 'The options of Virtual Deliverability Manager', set && { vdm: set.vdm });
    case 'ses:UpdateConfigurationSetEventDestination': {
      const { ConfigurationSetName, EventDestinationName: named = '' } = act.input;
      const one = destinations?.find(({ name }) => name === named);
      return ofSet(ConfigurationSetName, `The event destination ${named}`, one);
    }
    case 'ses:PutEmailIdentityDkimAttributes':
      return { what: `DKIM signing of ${act.input.EmailIdentity ?? ''}`, value: identity?.dkim?.signingEnabled ?? null };
    case 'ses:PutEmailIdentityDkimSigningAttributes': {
      const { origin = null, currentKeyLength = null, nextKeyLength = null } = identity?.dkim ?? {};
      return { what: `The DKIM key of ${act.input.EmailIdentity ?? ''}`, value: { origin, currentKeyLength, nextKeyLength } };
    }
    case 'ses:PutEmailIdentityMailFromAttributes': {
      const { domain = null, behaviorOnMxFailure = null } = identity?.mailFrom ?? {};
      const value = { domain, rejects: behaviorOnMxFailure === 'REJECT_MESSAGE' };
      return { what: `The MAIL FROM domain of ${act.input.EmailIdentity ?? ''}`, value };
    }
    default:
      return partOfOthers(act, { topic, subscription, policy });
  }
};

/** Of what is no part of SES. */
const partOfOthers = (act: Act, { topic, subscription, policy }: { [K in keyof Stood]: Stood[K] | undefined }): Part | null => {
  switch (act.action) {
    case 'sns:SetTopicAttributes': {
      const { TopicArn = '', AttributeName: name = '' } = act.input;
      return { what: `${name} of the topic ${TopicArn}`, value: parsed(topic?.[name]) };
    }
    case 'sns:SetSubscriptionAttributes': {
      const { SubscriptionArn = '', AttributeName: name } = act.input;
      const value = name === 'RedrivePolicy' ? parsed(subscription?.redrivePolicy) : subscription?.rawMessageDelivery;
      return { what: `${name ?? ''} of the subscription ${SubscriptionArn}`, value: value ?? null };
    }
    case 'iam:PutRolePolicy':
      return { what: `The policy ${act.input.PolicyName ?? ''} of the role ${act.input.RoleName ?? ''}`, value: parsed(policy) };
    case 'iam:PutUserPolicy':
      return { what: `The policy ${act.input.PolicyName ?? ''} of the user ${act.input.UserName ?? ''}`, value: parsed(policy) };
    default:
      return null;
  }
};

/** The act with the digest of what it writes over, as it was read; one that makes something new stays as it is. */
export const replacing = (act: Act, stood: Stood): Act => {
  const part = partOf(act, stood);
  return part === null ? act : { ...act, replaces: digestOf(canonical(part.value)) };
};

/** Said of a refusal that certify itself gives: what the act writes over is no longer what the plan was made from. */
export const CHANGED_MEANWHILE = 'changed-meanwhile';

/** Why the act is not to be made, by what stands there now; null: what it writes over is what the plan was made from. */
export const heldBack = (act: Act, now: Answer<Stood>): ActOutcome | null => {
  const part = partOf(act, now.state === 'observed' ? now.value : {});
  if (act.replaces === undefined || part === null) return null;
  if (now.state !== 'observed') {
    const message = `${part.what} could not be read again, and is not written over unseen: ${now.message}`;
    return { kind: 'refused', code: 'not-read-again', message };
  }
  if (digestOf(canonical(part.value)) === act.replaces) return null;
  const message = `${part.what} changed after the plan was made, so it was not written over. Plan again: run the same command.`;
  return { kind: 'refused', code: CHANGED_MEANWHILE, message };
};
