// The AWS doors of one tenant, from its places and its secrets.
import { UsageError } from '../../core/errors.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import type { SesSender } from '../../core/ports/writes.ts';
import type { Places } from '../../core/places.ts';
import type { AwsCredentialSource } from './credentials.ts';
import { createAwsReads } from './reads.ts';
import { createSesSender } from './sender.ts';
import { systemClock } from '../clock.ts';
import type { SecretStore } from '../secrets/port.ts';
import type { Shared } from '../shared.ts';

const staticSource = (
  accessKeyId: string,
  secrets: SecretStore,
  role: 'probe' | 'send',
): Extract<AwsCredentialSource, { kind: 'static' }> | null => {
  const secretAccessKey = secrets.get(`aws.${role}.secretAccessKey`);
  const sessionToken = secrets.get(`aws.${role}.sessionToken`);
  if (secretAccessKey === undefined) return null;
  return { kind: 'static', accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
};

const probeSource = ({ probe }: Places, secrets: SecretStore): AwsCredentialSource => {
  if (probe.kind !== 'static') return probe;
  const source = staticSource(probe.accessKeyId, secrets, 'probe');
  if (source !== null) return source;
  throw new UsageError({
    code: 'probe-secret-missing',
    message: 'aws.probe names an accessKeyId without its secretAccessKey.',
    fix: 'Add `secretAccessKey: "env:CERTIFY_PROBE_SECRET"` to aws.probe, or use {profile: …} or {roleArn: …}.',
  });
};

const sendSource = ({ sendKey }: Places, secrets: SecretStore): AwsCredentialSource | null =>
  sendKey === null ? null : staticSource(sendKey, secrets, 'send');

type SesPlace = NonNullable<Places['ses']>;
type Transcript = ((line: string) => void) | undefined;

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const awsDoor = (
  places: Places,
  ses: SesPlace,
  secrets: SecretStore,
  shared: Shared,
  transcript: Transcript,
): { readonly reads: AwsReads; close(): Promise<void> } => {
  const reads = createAwsReads({
    region: ses.region,
    endpoints: ses.endpoints,
    probeCredentials: probeSource(places, secrets),
    sendCredentials: sendSource(places, secrets),
    ...shared,
    ...(transcript === undefined ? {} : { transcript }),
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
