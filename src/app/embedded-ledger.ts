// `callback.ledger: {embedded: true}`: certify runs the receiver itself for the time of the run.
import { mkdir } from 'node:fs/promises';
import { UsageError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import type { Profile } from '../profile/profile.ts';
import type { LedgerPlace } from '../world/ledger/door.ts';
import { systemClock } from '../world/clock.ts';
import { randomToken } from '../world/ids.ts';
import type { SecretStore } from '../world/secrets/port.ts';
import { secretMatches } from '../world/webhook/webhook.ts';
import { confirmSubscription, fetchSigningCertificate, PUBLIC_SNS } from '../world/webhook/sns.ts';

export interface EmbeddedLedger {
  readonly place: LedgerPlace;
  stop(): Promise<void>;
}

const DEFAULT_LISTEN = '127.0.0.1:8025';

const addressOf = (listen: string): { readonly host: string; readonly port: number } => {
  const at = listen.lastIndexOf(':');
  return { host: listen.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(listen.slice(at + 1)) };
};

/** A port that cannot be had is for whoever wrote the profile to mend. */
const refuseListen = (error: unknown, listen: string): never => {
  const code = (error as { readonly code?: unknown }).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
  throw new UsageError({
    code: 'ledger-listen',
    message: `The embedded ledger cannot listen on ${listen} (${code}).`,
    fix: 'Free that address, or name another in callback.ledger.listen.',
    cause: error,
  });
};

/** Its rows outlive the run, so that a resumed one finds them. Whoever leads the callback URL here (a tunnel, a proxy) is outside of certify. */
export const startEmbeddedLedger = async (
  profile: Profile,
  secrets: SecretStore,
  evidenceDir: string,
): Promise<EmbeddedLedger | null> => {
  const verifyToken = secrets.get('callback.verifyToken');
  if (profile.callback.ledger.embedded !== true || verifyToken === undefined) return null;
  const directory = `${evidenceDir}/.ledger`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { startReceiver } = await import('../receiver/server.ts');
  const token = new Secret('embedded ledger', randomToken());
  const writeToken = new Secret('embedded ledger, writing', randomToken());
  const topicArn = profile.ses?.snsTopicArn ?? profile.smtp?.ses?.snsTopicArn;
  const listen = profile.callback.ledger.listen ?? DEFAULT_LISTEN;
  const receiver = await startReceiver({
    ...addressOf(listen),
    accounts: [
      {
        id: profile.tenant,
        provider: topicArn === undefined ? profile.provider : 'SES',
        verifyTokens: [verifyToken],
        topicArns: topicArn === undefined ? [] : [topicArn],
        requireSnsSignature: profile.ses?.requireSnsSignature ?? true,
      },
    ],
    readTokens: [token],
    writeTokens: [writeToken],
    tokenMatches: secretMatches,
    store: { kind: 'sqlite', path: `${directory}/${encodeURIComponent(profile.tenant)}.sqlite` },
    fetchPem: fetchSigningCertificate(PUBLIC_SNS),
    confirm: confirmSubscription(PUBLIC_SNS),
    clock: systemClock,
  }).catch((error: unknown) => refuseListen(error, listen));
  return { place: { baseUrl: receiver.url, token, writeToken }, stop: () => receiver.stop() };
};
