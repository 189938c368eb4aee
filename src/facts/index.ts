// The map from fact key (`party.noun`) to its type. `FACTS_VERSION` rises when a fact changes its meaning.
import type { PlainJson } from '../core/json.ts';
import type { CloudWatchFacts } from './cloudwatch.ts';
import type { DnsFacts } from './dns.ts';
import type { DnsDeepFacts } from './dns-deep.ts';
import type { DnsWhereFacts } from './dns-where.ts';
import { IAM_ABSENT, type IamFacts } from './iam.ts';
import type { LiveFacts } from './live.ts';
import type { MessageFacts } from './message.ts';
import type { ProfileFacts } from './profile.ts';
import type { RunFacts } from './run.ts';
import { SES_ABSENT, type SesFacts } from './ses.ts';
import type { SmtpFacts } from './smtp.ts';
import { SNS_ABSENT, type SnsFacts } from './sns.ts';
import type { SquareosFacts } from './squareos.ts';
import type { WebhookFacts } from './webhook.ts';

export const FACTS_VERSION = '2';

interface AllFacts
  extends RunFacts,
    ProfileFacts,
    SesFacts,
    SnsFacts,
    CloudWatchFacts,
    IamFacts,
    DnsFacts,
    DnsDeepFacts,
    DnsWhereFacts,
    SmtpFacts,
    WebhookFacts,
    SquareosFacts,
    LiveFacts,
    MessageFacts {}

/** Every fact, forced to plain JSON: a `Secret`, a Date or a Buffer inside one does not compile where it is made. */
export type Facts = { readonly [K in keyof AllFacts]: PlainJson<AllFacts[K]> };
export type FactKey = keyof Facts;

type PartyIn<K extends FactKey> = K extends `${infer P}.${string}` ? P : never;
/** Whom a fact is about: what stands before the dot. */
export type Party = PartyIn<FactKey>;

export const party = (key: FactKey): Party => key.slice(0, key.indexOf('.')) as Party;

/** Parties that only a tenant of Amazon SES has. */
export const AWS_PARTIES: ReadonlySet<Party> = new Set(['ses', 'sns', 'kms', 'sts', 'iam', 'cloudwatch']);

/** The facts of which a party may say that there is nothing; of any other an absence is no answer to its question. */
const CAN_BE_ABSENT = [...SES_ABSENT, ...SNS_ABSENT, ...IAM_ABSENT] as const;
export type AbsentKey = (typeof CAN_BE_ABSENT)[number];

export const canBeAbsent = (key: string): key is AbsentKey => CAN_BE_ABSENT.some((one) => one === key);
