// SendEmail over the SDK, loaded only by a run that sends.
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { type Connection, clientConfig } from './connection.ts';

export const sendEmail = async (connection: Connection, input: SendEmailCommandInput) => {
  const client = new SESv2Client(clientConfig(connection));
  try {
    const { MessageId, $metadata } = await client.send(new SendEmailCommand(input));
    return {
      messageId: typeof MessageId === 'string' && MessageId !== '' ? MessageId : null,
      requestId: $metadata.requestId ?? null,
      $metadata,
    };
  } finally {
    client.destroy();
  }
};
