// What of a tenant will cease to hold by itself, and what of it is due now.
import type { Validity } from '../core/fleet.ts';
import { ACCESS_KEY_DAYS, ATTESTATION_DAYS, DAY_MS } from '../core/lasting.ts';
import type { RunDocument } from '../core/record.ts';
import { fact } from '../facts/fact.ts';

const certificates = (document: RunDocument): readonly Validity[] => {
  const session = fact(document.observations, 'smtp.session');
  const endpoint = fact(document.observations, 'webhook.endpoint');
  const relay = session?.tls?.validTo;
  const callback = endpoint?.tls?.validTo;
  return [
    ...(relay === undefined
      ? []
      : [{ kind: 'certificate' as const, subject: `the certificate of relay ${session?.host}`, expires: relay }]),
    ...(callback == null
      ? []
      : [{ kind: 'certificate' as const, subject: `the certificate of callback host ${endpoint?.host}`, expires: callback }]),
  ];
};

/** The key that SquareOS sends with, where IAM tells when it was made. */
const accessKey = (document: RunDocument): readonly Validity[] => {
  const user = fact(document.observations, 'iam.sendUser');
  const key = user?.keys.find(({ isSendKey }) => isSendKey);
  if (user === null || key?.created == null) return [];
  const expires = new Date(Date.parse(key.created) + ACCESS_KEY_DAYS * DAY_MS).toISOString();
  return [
    { kind: 'credential', subject: `the ${ACCESS_KEY_DAYS} days of access key ${key.accessKeyId} of ${user.userName}`, expires },
  ];
};

const given = (document: RunDocument): readonly Validity[] => [
  ...document.limitations
    .filter(({ state }) => state === 'used')
    .map(({ check, expires }) => ({ kind: 'limitation' as const, subject: `the limitation of ${check}`, expires })),
  ...document.attestations.map(({ id, at }) => ({
    kind: 'attestation' as const,
    subject: `the attestation ${id}`,
    expires: new Date(Date.parse(at) + ATTESTATION_DAYS * DAY_MS).toISOString(),
  })),
];

/** `certified`: until when the newest certifying record holds; null: there is none; undefined: nobody said where records are. */
export const validityOf = (document: RunDocument, certified: string | null | undefined): readonly Validity[] => [
  ...(certified === undefined ? [] : [{ kind: 'certification' as const, subject: 'the certification', expires: certified }]),
  ...certificates(document),
  ...accessKey(document),
  ...given(document),
];

export interface DueDays {
  readonly certificationDays: number;
  readonly certificateDays: number;
  readonly credentialDays: number;
}

const DAYS_OF: { readonly [K in Validity['kind']]: keyof DueDays } = {
  certification: 'certificationDays',
  certificate: 'certificateDays',
  credential: 'credentialDays',
  attestation: 'credentialDays',
  limitation: 'credentialDays',
  'expected-failure': 'credentialDays',
};

/** Names under which what is due stands among expected failures. */
export const DUE_KINDS = Object.keys(DAYS_OF) as readonly Validity['kind'][];

/** ISO 8601 of the moment after which it does not hold; a date alone ends with its day. */
export const endOf = (expires: string): number =>
  expires.length === 10 ? Date.parse(`${expires}T23:59:59.999Z`) : Date.parse(expires);

/** It has run out, or will within its days of `at` (ISO 8601). */
export const isDue = ({ kind, expires }: Validity, at: string, days: DueDays): boolean =>
  expires === null || endOf(expires) <= Date.parse(at) + days[DAYS_OF[kind]] * DAY_MS;

export const hasExpired = (expires: string, at: string): boolean => endOf(expires) < Date.parse(at);
