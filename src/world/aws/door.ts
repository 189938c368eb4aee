// The AWS doors of one tenant, from its places and its secrets.
import { UsageError } from '../../core/errors.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import type { AccountWrites, SesSender } from '../../core/ports/writes.ts';
import type { CredentialRole } from '../../core/observation.ts';
import type { Places, ProbeSource } from '../../core/places.ts';
import { openAccountWrites } from './account-writes.ts';
import type { AwsCredentialSource } from './credentials.ts';
import { createAwsReads } from './reads.ts';
import { createSesSender } from './sender.ts';
import { systemClock } from '../clock.ts';
import type { SecretStore } from '../secrets/port.ts';
import type { Shared } from '../shared.ts';

const staticSource = (
  accessKeyId: string,
  secrets: SecretStore,
  role: CredentialRole,
): Extract<AwsCredentialSource, { kind: 'static' }> | null => {
  const secretAccessKey = secrets.get(`aws.${role}.secretAccessKey`);
  const sessionToken = secrets.get(`aws.${role}.sessionToken`);
  if (secretAccessKey === undefined) return null;
  return { kind: 'static', accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
};

const signInSource = (given: ProbeSource, secrets: SecretStore, role: 'probe' | 'provision'): AwsCredentialSource => {
  if (given.kind !== 'static') return given;
  const source = staticSource(given.accessKeyId, secrets, role);
  if (source !== null) return source;
  throw new UsageError({
    code: `${role}-secret-missing`,
    message: `aws.${role} names an accessKeyId without its secretAccessKey.`,
    fix: `Add \`secretAccessKey: "env:CERTIFY_${role.toUpperCase()}_SECRET"\` to aws.${role}, or use {profile: …} or {roleArn: …}.`,
  });
};

const sendSource = ({ sendKey }: Places, secrets: SecretStore): AwsCredentialSource | null =>
  sendKey === null ? null : staticSource(sendKey, secrets, 'send');

type SesPlace = NonNullable<Places['ses']>;
type Transcript = ((line: string) => void) | undefined;

/** Where what AWS says on the way goes. */
interface Told {
  readonly transcript: Transcript;
  readonly onThrottled: ((region: string) => void) | undefined;
}

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const awsDoor = (
  places: Places,
  ses: SesPlace,
  secrets: SecretStore,
  shared: Shared,
  { transcript, onThrottled }: Told,
): { readonly reads: AwsReads; close(): Promise<void> } => {
  const reads = createAwsReads({
    region: ses.region,
    endpoints: ses.endpoints,
    probeCredentials: signInSource(places.probe, secrets, 'probe'),
    sendCredentials: sendSource(places, secrets),
    statedAccount: ses.account,
    ...shared,
    ...(transcript === undefined ? {} : { transcript }),
    ...(onThrottled === undefined ? {} : { onThrottled }),
  });
  return { reads, close: () => reads.close() };
};

const CANNOT_SEND: SesSender = {
  send: async () => ({
    kind: 'refused',
    code: 'no-sending-credential',
    message: 'The profile names no secretAccessKey for aws.send, so certify cannot send (live.via: provider).',
    temporary: false,
  }),
};

export const sesSenderFor = (places: Places, ses: SesPlace, secrets: SecretStore, transcript: Transcript): SesSender => {
  const credentials = sendSource(places, secrets);
  if (credentials === null) return CANNOT_SEND;
  return createSesSender({
    region: ses.region,
    endpoints: ses.endpoints,
    credentials,
    clock: systemClock,
    ...(transcript === undefined ? {} : { transcript }),
  });
};

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const accountWritesFor = (
  { ses, provision }: Places,
  secrets: SecretStore,
  transcript: Transcript,
): AccountWrites | null => {
  if (ses === null || provision === null) return null;
  return openAccountWrites({
    region: ses.region,
    endpoints: ses.endpoints,
    credentials: signInSource(provision, secrets, 'provision'),
    verifyToken: secrets.get('callback.verifyToken') ?? null,
    clock: systemClock,
    ...(transcript === undefined ? {} : { transcript }),
  });
};
