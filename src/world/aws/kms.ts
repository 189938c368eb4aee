// KMS reads over the SDK: the key of an encrypted topic. Loaded lazily.
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KmsReads } from '../../core/ports/aws.ts';
import { asked, type Connection, clientConfig } from './connection.ts';

export const openKms = (connection: Connection): KmsReads & { close(): void } => {
  const client = new KMSClient(clientConfig(connection));
  return {
    // A key has exactly one policy, and AWS calls it "default".
    getKeyPolicy: (KeyId) =>
      asked(connection, 'kms:GetKeyPolicy', () => client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))),
    describeKey: (KeyId) => asked(connection, 'kms:DescribeKey', () => client.send(new DescribeKeyCommand({ KeyId }))),
    close: () => client.destroy(),
  };
};
