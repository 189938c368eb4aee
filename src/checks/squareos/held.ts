// What SquareOS itself holds, as far as it was told: the accounts of this gym in it, and how they differ from the profile.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Reason } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { valueAt } from '../../text/json-pointer.ts';
import { lookAlikeOf } from '../../text/domain-name.ts';
import { parseMailAddress } from '../../text/mail-address.ts';
import { partlyObserved } from '../unseen.ts';

type Tenant = Facts['profile.tenant'];
/** As SquareOS told it. */
export type HeldState = Facts['squareos.state']['state'];
type Account = NonNullable<HeldState['channelAccounts']>[number];
type Sender = NonNullable<HeldState['senderAccounts']>[number];
type Value = string | number | boolean | null;

/** `declared`: nobody said where SquareOS can be read, so that the profile is all there is. */
export type Held =
  | { readonly kind: 'declared' }
  | { readonly kind: 'held'; readonly state: HeldState }
  | { readonly kind: 'unseen'; readonly judgement: Judgement<'export-old' | 'partly-observed'> };

export const EXPORT_OLD = {
  status: ['inconclusive'],
  says: 'What SquareOS holds was exported too long ago, or at a time ahead of ours, to speak of now.',
} as const satisfies Reason;

/** As `EXPORT_OLD`, where `channel-account` tells it. */
export const EXPORT_OLD_TOO = { ...EXPORT_OLD, follows: [{ check: 'channel-account', reasons: ['export-old'] }] } as const;

export const heldBySquareos = (observation: Observation<Facts['squareos.state']>): Held => {
  if (observation.state === 'skipped' || observation.state === 'absent') return { kind: 'declared' };
  if (observation.state !== 'observed') {
    const judgement = partlyObserved('What SquareOS holds', observation, 'squareos.state') as Judgement<'partly-observed'>;
    const say = 'Give certify a token that SquareOS takes for reading its settings, and name it in `squareos.state.token`.';
    const denied = { owner: 'SquareOS admin', remedy: [{ say }] } as const;
    return { kind: 'unseen', judgement: { ...judgement, ...(observation.state === 'denied' ? denied : {}) } };
  }
  const { state, fresh } = observation.value;
  if (fresh) return { kind: 'held', state };
  const ahead = Date.parse(state.exportedAt) > Date.parse(observation.at);
  return {
    kind: 'unseen',
    judgement: {
      status: 'inconclusive',
      reason: 'export-old',
      observed: { exportedAt: state.exportedAt },
      expected: 'An export of the last 24 hours; for a run that sends, of the last 15 minutes.',
      remedy: [
        ahead
          ? {
              say: 'Set the clock of SquareOS, or of this machine: `exportedAt` lies ahead of the time here. Then export and run again.',
            }
          : { say: 'Export the Channel Accounts, Sender Accounts and templates from SquareOS anew, then run again.' },
      ],
    },
  };
};

/** The account of this gym: by its name, by its external id, or the only one for email; null: none of those told is. */
export const emailAccount = (accounts: readonly Account[], { provider, squareos }: Tenant): Account | null => {
  const email = accounts.filter((one) => one.channel === undefined || one.channel === null || one.channel === 'EMAIL');
  return (
    email.find((one) => one.accountName === squareos.accountName && (one.provider ?? provider) === provider) ??
    email.find(({ accountName }) => accountName === squareos.accountName) ??
    email.find((one) => one.externalAccountId === squareos.externalAccountId && (one.provider ?? provider) === provider) ??
    (email.length === 1 ? (email[0] ?? null) : null)
  );
};

/** One field that is another one in SquareOS than in the profile. */
export interface Difference {
  /** As SquareOS names it. */
  readonly field: string;
  readonly profileKey: string;
  readonly held: Value;
  readonly declared: Value;
}

type Row = readonly [field: string, profileKey: string, held: Value | undefined, declared: Value];

/** Both sides may have masked it: the last four characters are what a record keeps of an access key id. */
const otherKey = (held: string | null | undefined, declared: string): string | null | undefined =>
  held?.slice(-4) === declared.slice(-4) ? undefined : held;

const credentialRows = ({ credentialsJson }: Account, { credential }: Tenant): readonly Row[] => {
  if (credential === null) return [];
  const { accessKeyId, sessionToken } = credential;
  const needless = credentialsJson?.sessionToken === true && !sessionToken;
  return [
    ['credentialsJson.accessKeyId', 'aws.send.accessKeyId', otherKey(credentialsJson?.accessKeyId, accessKeyId), accessKeyId],
    ['credentialsJson.sessionToken', 'aws.send.sessionToken', needless ? true : undefined, null],
  ];
};

const rowsOf = (account: Account, tenant: Tenant): readonly Row[] => {
  const { provider, ses, smtp, squareos } = tenant;
  const config = account.configJson ?? {};
  const common: readonly Row[] = [
    ['provider', 'provider', account.provider, provider],
    ['accountName', 'squareos.accountName', account.accountName, squareos.accountName],
    ['externalAccountId', 'squareos.externalAccountId', account.externalAccountId, squareos.externalAccountId],
    // Fake mode that is on is told by `fake-mode-off`, once.
    [
      'fakeModeEnabled',
      'squareos.fakeModeEnabled',
      account.fakeModeEnabled === true ? undefined : account.fakeModeEnabled,
      squareos.fakeModeEnabled,
    ],
  ];
  if (provider === 'SMTP')
    return [
      ...common,
      ['configJson.host', 'smtp.host', config.host, smtp?.host ?? null],
      ['configJson.port', 'smtp.port', config.port, smtp?.port ?? null],
      ['configJson.secure', 'smtp.secure', config.secure, smtp?.secure ?? null],
      ['credentialsJson.username', 'smtp.username', account.credentialsJson?.username, smtp?.username ?? null],
    ];
  return [
    ...common,
    ['configJson.region', 'ses.region', config.region, ses?.region ?? null],
    ['configJson.configurationSetName', 'ses.configurationSet', config.configurationSetName, ses?.configurationSet ?? null],
    ['configJson.snsTopicArn', 'ses.snsTopicArn', config.snsTopicArn, ses?.snsTopicArn ?? null],
    ['configJson.requireSnsSignature', 'ses.requireSnsSignature', config.requireSnsSignature, ses?.requireSnsSignature ?? null],
    ...credentialRows(account, tenant),
  ];
};

/** An empty field and one that is not there mean the same in SquareOS. */
const same = (held: Value, declared: Value): boolean => (held === '' ? null : held) === (declared === '' ? null : declared);

/** Fields that were told and differ; what was not told is no difference. */
export const differences = (rows: readonly Row[]): readonly Difference[] =>
  rows.flatMap(([field, profileKey, held, declared]) =>
    held === undefined || same(held, declared) ? [] : [{ field, profileKey, held, declared }],
  );

export const accountDifferences = (account: Account, tenant: Tenant): readonly Difference[] =>
  differences(rowsOf(account, tenant));

/** Secrets that SquareOS says it does not have and that its provider cannot do without. */
export const secretsMissing = (
  { configJson, credentialsJson }: Account,
  { provider, smtp, credential }: Tenant,
): readonly string[] => [
  ...(configJson?.webhookVerifyToken === false ? ['configJson.webhookVerifyToken'] : []),
  ...(provider === 'SES' && credentialsJson?.secretAccessKey === false ? ['credentialsJson.secretAccessKey'] : []),
  ...(credential?.sessionToken === true && credentialsJson?.sessionToken === false ? ['credentialsJson.sessionToken'] : []),
  ...(provider === 'SMTP' && smtp?.username != null && credentialsJson?.password === false ? ['credentialsJson.password'] : []),
];

/** SquareOS sends what it holds: a character that only looks like a full stop is none. */
const comparedAddress = (text: string): string => (lookAlikeOf(text) === null ? (parseMailAddress(text)?.address ?? text) : text);

/** Addresses in any case of their domain. */
const sameAddress = (one: string, other: string): boolean => comparedAddress(one) === comparedAddress(other);

/** The one of the From address; null: none of those told is. */
export const ownSender = (accounts: readonly Sender[], { squareos }: Tenant): Sender | null =>
  accounts.find(({ senderValue }) => senderValue != null && sameAddress(senderValue, squareos.senderValue)) ?? null;

const SENDER_FIELDS: readonly string[] = ['senderValue', 'replyTo', 'returnPath'];

/** What SquareOS said of this field, by the name it has there; `null`: it is empty, or its account is not there · undefined: nothing was said. */
export const heldValue = (state: HeldState, tenant: Tenant, field: string): Value | undefined => {
  const { senderAccounts, channelAccounts } = state;
  const ofSender = SENDER_FIELDS.includes(field);
  if (ofSender ? senderAccounts === undefined : channelAccounts === undefined) return undefined;
  const held = ofSender ? ownSender(senderAccounts ?? [], tenant) : emailAccount(channelAccounts ?? [], tenant);
  return held === null ? null : (valueAt(held, `/${field.replaceAll('.', '/')}`) as Value | undefined);
};

/** Whether nobody needs to be asked for it. */
export const isTold = (state: HeldState, tenant: Tenant, field: string): boolean =>
  field.startsWith('template') ? state.templates !== undefined : heldValue(state, tenant, field) !== undefined;
