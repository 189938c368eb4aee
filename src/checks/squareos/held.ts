// What SquareOS itself holds, as far as it was told: the accounts of this gym in it, and how they differ from the profile.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Reason } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { parseMailAddress } from '../../text/mail-address.ts';
import { partlyObserved } from '../unseen.ts';

type Tenant = Facts['profile.tenant'];
/** As SquareOS told it. */
export type HeldState = Facts['squareos.state']['state'];
type Account = NonNullable<HeldState['channelAccounts']>[number];
type Value = string | number | boolean | null;

/** `declared`: nobody said where SquareOS can be read, so that the profile is all there is. */
export type Held =
  | { readonly kind: 'declared' }
  | { readonly kind: 'held'; readonly state: HeldState }
  | { readonly kind: 'unseen'; readonly judgement: Judgement<'export-old' | 'partly-observed'> };

export const EXPORT_OLD = {
  status: ['inconclusive'],
  says: 'What SquareOS holds was exported too long ago to speak of now.',
} as const satisfies Reason;

/** As `EXPORT_OLD`, where `channel-account` tells it. */
export const EXPORT_OLD_TOO = { ...EXPORT_OLD, follows: [{ check: 'channel-account', reasons: ['export-old'] }] } as const;

export const heldBySquareos = (observation: Observation<Facts['squareos.state']>): Held => {
  if (observation.state === 'skipped' || observation.state === 'absent') return { kind: 'declared' };
  if (observation.state !== 'observed') {
    const judgement = partlyObserved('What SquareOS holds', observation, 'squareos.state');
    return { kind: 'unseen', judgement: judgement as Judgement<'partly-observed'> };
  }
  const { state, fresh } = observation.value;
  if (fresh) return { kind: 'held', state };
  return {
    kind: 'unseen',
    judgement: {
      status: 'inconclusive',
      reason: 'export-old',
      observed: { exportedAt: state.exportedAt },
      expected: 'An export of the last 24 hours; for a run that sends, of the last 15 minutes.',
      remedy: [{ say: 'Export the Channel Accounts, Sender Accounts and templates from SquareOS anew, then run again.' }],
    },
  };
};

/** The account of this gym: by its name, by its external id, or the only one for email; null: none of those told is. */
export const emailAccount = (accounts: readonly Account[], { provider, squareos }: Tenant): Account | null => {
  const email = accounts.filter((one) => one.channel === undefined || one.channel === null || one.channel === 'EMAIL');
  return (
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

const rowsOf = (account: Account, { provider, ses, smtp, squareos }: Tenant): readonly Row[] => {
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
export const secretsMissing = ({ configJson, credentialsJson }: Account, { provider, smtp }: Tenant): readonly string[] => [
  ...(configJson?.webhookVerifyToken === false ? ['configJson.webhookVerifyToken'] : []),
  ...(provider === 'SES' && credentialsJson?.secretAccessKey === false ? ['credentialsJson.secretAccessKey'] : []),
  ...(provider === 'SMTP' && smtp?.username != null && credentialsJson?.password === false ? ['credentialsJson.password'] : []),
];

/** Addresses in any case of their domain. */
export const sameAddress = (one: string, other: string): boolean =>
  (parseMailAddress(one)?.address ?? one) === (parseMailAddress(other)?.address ?? other);
