// STS: who the caller is, and the two credential sources that need it. Loaded lazily.
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CredentialRole } from '../../core/observation.ts';
import type { StsReads } from '../../core/ports/aws.ts';
import { type AwsCredential, asked, type Connection, chainConfig, clientConfig } from './connection.ts';
import { newLine } from './line.ts';

interface Target {
  readonly region: string;
  readonly endpoint: string;
  readonly role: CredentialRole;
}

const SESSION_SECONDS = 3600;

/** `clientConfig` is what the providers of the SDK's chain make their own clients with. */
const withAmbient = async <T>(target: Target, profile: string | null, use: (client: STSClient) => Promise<T>): Promise<T> => {
  const { credentials: _none, ...config } = clientConfig({
    ...target,
    service: 'sts',
    credentials: async () => ({ accessKeyId: '', secretAccessKey: '' }),
    maxAttempts: 3,
    line: newLine(),
  });
  const chain = chainConfig();
  const given = { ...config, clientConfig: chain };
  const client = new STSClient(profile === null ? given : { ...given, profile });
  try {
    return await use(client);
  } finally {
    client.destroy();
    chain.requestHandler.httpAgent.destroy();
    chain.requestHandler.httpsAgent.destroy();
  }
};

/** What the SDK's own chain finds: environment, shared files, SSO, container, instance. */
export const ambient = (target: Target, profile: string | null): Promise<AwsCredential> =>
  withAmbient(target, profile, (client) => client.config.credentials());

export const assumed = (
  target: Target,
  role: { readonly roleArn: string; readonly externalId?: string },
): Promise<AwsCredential> =>
  withAmbient(target, null, async (client) => {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: 'certify',
        DurationSeconds: SESSION_SECONDS,
        ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
      ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  });

/** The response's Date header, which STS sends with every answer. */
const withDate = (client: STSClient, tell: (date: string | undefined) => void): void => {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const headers = (result.response as { readonly headers?: Readonly<Record<string, string>> } | undefined)?.headers;
      tell(headers?.['date']);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'certifyServerDate' },
  );
};

export interface OpenSts {
  getCallerIdentity(): ReturnType<StsReads['getCallerIdentity']>;
  close(): void;
}

export const openSts = (connection: Connection): OpenSts => {
  const client = new STSClient(clientConfig(connection));
  let serverDate: string | undefined;
  withDate(client, (date) => {
    serverDate = date;
  });
  return {
    getCallerIdentity: async () => {
      const answer = await asked(connection, 'sts:GetCallerIdentity', () => client.send(new GetCallerIdentityCommand({})));
      return { ...answer, ...(serverDate === undefined ? {} : { serverDate }) };
    },
    close: () => client.destroy(),
  };
};
