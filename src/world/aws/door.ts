// The AWS doors of one tenant, from its profile and its secrets.
import { UsageError } from '../../core/errors.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import type { SesSender } from '../../core/ports/writes.ts';
import type { Profile, SesSection } from '../../core/profile.ts';
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

const probeSource = (profile: Profile, secrets: SecretStore): AwsCredentialSource => {
  const probe = profile.aws?.probe ?? {};
  if (probe.accessKeyId !== undefined) {
    const source = staticSource(probe.accessKeyId, secrets, 'probe');
    if (source !== null) return source;
    throw new UsageError({
      code: 'probe-secret-missing',
      message: 'aws.probe names an accessKeyId without its secretAccessKey.',
      fix: 'Add `secretAccessKey: "env:CERTIFY_PROBE_SECRET"` to aws.probe, or use {profile: …} or {roleArn: …}.',
    });
  }
  if (probe.roleArn !== undefined) {
    return { kind: 'role', roleArn: probe.roleArn, ...(probe.externalId === undefined ? {} : { externalId: probe.externalId }) };
  }
  return probe.profile === undefined ? { kind: 'default-chain' } : { kind: 'profile', name: probe.profile };
};

const sendSource = (profile: Profile, secrets: SecretStore): AwsCredentialSource | null => {
  const send = profile.aws?.send;
  return send === undefined ? null : staticSource(send.accessKeyId, secrets, 'send');
};

/** Region and endpoints of the SES that serves the tenant: its own, or the one behind SES's SMTP interface; null: none does. */
export const sesPlaceOf = ({ provider, ses, smtp }: Profile): Pick<SesSection, 'region' | 'endpoints'> | null => {
  const behind = smtp?.ses;
  if (provider === 'SMTP' && behind?.region !== undefined) {
    return { region: behind.region, endpoints: behind.endpoints ?? ses?.endpoints ?? {} };
  }
  return ses ?? null;
};

type Transcript = ((line: string) => void) | undefined;

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const awsDoor = (
  profile: Profile,
  ses: Pick<SesSection, 'region' | 'endpoints'>,
  secrets: SecretStore,
  shared: Shared,
  transcript: Transcript,
): { readonly reads: AwsReads; close(): Promise<void> } => {
  const reads = createAwsReads({
    region: ses.region,
    endpoints: ses.endpoints,
    probeCredentials: probeSource(profile, secrets),
    sendCredentials: sendSource(profile, secrets),
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

export const sesSenderFor = (profile: Profile, ses: SesSection, secrets: SecretStore, transcript: Transcript): SesSender => {
  const credentials = sendSource(profile, secrets);
  if (credentials === null) return CANNOT_SEND;
  return createSesSender({
    region: ses.region,
    endpoints: ses.endpoints,
    credentials,
    clock: systemClock,
    ...(transcript === undefined ? {} : { transcript }),
  });
};
