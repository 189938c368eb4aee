// SES v1 reads over the SDK: feedback topics and statistics, which v2 does not tell. Loaded lazily; errors are the pacer's to judge.
import { GetIdentityNotificationAttributesCommand, GetSendStatisticsCommand, SESClient } from '@aws-sdk/client-ses';
import type { SesClassicReads } from '../../core/ports/aws.ts';
import { type Connection, clientConfig, spoken } from './connection.ts';

export const openSesClassic = (connection: Connection): SesClassicReads & { close(): void } => {
  const client = new SESClient(clientConfig(connection));
  return {
    getIdentityNotificationAttributes: (identities) =>
      spoken(connection, 'ses:GetIdentityNotificationAttributes', () =>
        client.send(new GetIdentityNotificationAttributesCommand({ Identities: [...identities] })),
      ),
    getSendStatistics: () => spoken(connection, 'ses:GetSendStatistics', () => client.send(new GetSendStatisticsCommand({}))),
    close: () => client.destroy(),
  };
};
