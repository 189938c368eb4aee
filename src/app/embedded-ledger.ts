// `callback.ledger: {embedded: true}`: certify runs the receiver itself for the time of the run.
import { Secret } from '../core/secret.ts';
import type { Profile } from '../profile/profile.ts';
import type { LedgerPlace } from '../world/ledger/door.ts';
import { systemClock } from '../world/clock.ts';
import { makeDirectory } from '../world/files/directories.ts';
import { fileError } from '../world/files/errors.ts';
import { randomToken } from '../world/ids.ts';
import { receiverFault } from './receiver/start-fault.ts';
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

/** Its rows outlive the run, so that a resumed one finds them. Whoever leads the callback URL here (a tunnel, a proxy) is outside of certify. */
export const startEmbeddedLedger = async (
  profile: Profile,
  secrets: SecretStore,
  evidenceDir: string,
): Promise<EmbeddedLedger | null> => {
  const verifyToken = secrets.get('callback.verifyToken');
  if (profile.callback.ledger.embedded !== true || verifyToken === undefined) return null;
  const directory = `${evidenceDir}/.ledger`;
  await makeDirectory(directory, 0o700).catch((error: unknown) => Promise.reject(fileError(error, directory, 'write')));
  const database = `${directory}/${encodeURIComponent(profile.tenant)}.sqlite`;
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
    store: { kind: 'sqlite', path: database },
    fetchPem: fetchSigningCertificate(PUBLIC_SNS),
    confirm: confirmSubscription(PUBLIC_SNS),
    clock: systemClock,
  }).catch((error: unknown) =>
    Promise.reject(receiverFault(error, { listen, field: 'callback.ledger.listen', store: database })),
  );
  return { place: { baseUrl: receiver.url, token, writeToken }, stop: () => receiver.stop() };
};
