// The order in which an SNS message is trusted: topic, certificate URL, certificate, signature, freshness.
import { isCertificateUrl } from '../aws/sns/certificate-url.ts';
import type { SnsEnvelope } from './reading/sns-envelope.ts';
import { isSupportedVersion, verifySignature } from './reading/sns-signature.ts';
import { parseTopicArn } from '../aws/sns/topic-arn.ts';
import type { TopicArn } from '../aws/sns/topic-arn.ts';
import { isoTime } from './reading/event-fields.ts';
import type { Refusal } from './answer.ts';
import type { Certificates } from './certificates.ts';
import type { ChannelAccount } from './options.ts';

export interface Verified {
  readonly account: ChannelAccount;
  readonly topic: TopicArn;
  /** null where the account does not require a signature and none was checked. */
  readonly signatureVersion: string | null;
  readonly fingerprint: string | null;
  readonly signingCertUrl: string | null;
}

export type Verdict = { readonly verified: Verified } | { readonly refusal: Refusal; readonly detail?: string };

/** The account among those with the right token whose topic this is. */
export const accountOfTopic = (topicArn: string, accounts: readonly ChannelAccount[]): ChannelAccount | undefined =>
  accounts.find((account) => account.topicArns.includes(topicArn));

/** SNS retries for an hour with the original Timestamp; a quarter more for slow clocks and queues. */
const MAX_AGE_MS = 75 * 60_000;
const MAX_AHEAD_MS = 5 * 60_000;

const isFresh = (timestamp: string, now: Date): boolean => {
  const iso = isoTime(timestamp);
  if (iso === null) return false;
  const age = now.getTime() - Date.parse(iso);
  return age <= MAX_AGE_MS && age >= -MAX_AHEAD_MS;
};

const verifySigned = async (envelope: SnsEnvelope, topic: TopicArn, certificates: Certificates): Promise<Refused | Signed> => {
  const { signingCertUrl, signature, signatureVersion } = envelope;
  if (signingCertUrl === null || !(certificates.knows(signingCertUrl, topic) || isCertificateUrl(signingCertUrl, topic)))
    return { refusal: 'certificate-url' };
  if (!isSupportedVersion(signatureVersion)) return { refusal: 'signature-version' };
  if (signature === null) return { refusal: 'signature' };
  const certified = await certificates.get(signingCertUrl, topic);
  if (certified.kind === 'unavailable') return { refusal: 'certificate-unavailable', detail: certified.detail };
  if (certified.kind === 'refused') return { refusal: 'certificate', detail: certified.detail };
  const { publicKey, fingerprint } = certified.certificate;
  return (await verifySignature(envelope, publicKey))
    ? { signatureVersion, fingerprint, signingCertUrl }
    : { refusal: 'signature' };
};

interface Refused {
  readonly refusal: Refusal;
  readonly detail?: string;
}
interface Signed {
  readonly signatureVersion: string;
  readonly fingerprint: string;
  readonly signingCertUrl: string;
}

/** What is known of a message whose signature nobody asked for. */
export const UNSIGNED = { signatureVersion: null, fingerprint: null, signingCertUrl: null } as const;

/** `accounts` are those whose token was right. Nothing is fetched before the signed body's topic is one of theirs. */
export const verifyEnvelope = async (
  envelope: SnsEnvelope,
  accounts: readonly ChannelAccount[],
  certificates: Certificates,
  now: Date,
): Promise<Verdict> => {
  const account = accountOfTopic(envelope.topicArn, accounts);
  const topic = parseTopicArn(envelope.topicArn);
  if (account === undefined || topic === null) return { refusal: 'topic' };
  // A confirmation makes us fetch a URL: it is believed with its signature only.
  const needsSignature = account.requireSnsSignature || envelope.type !== 'Notification';
  const signed = needsSignature ? await verifySigned(envelope, topic, certificates) : UNSIGNED;
  if ('refusal' in signed) return signed;
  if (!isFresh(envelope.timestamp, now)) return { refusal: 'stale' };
  return { verified: { account, topic, ...signed } };
};
