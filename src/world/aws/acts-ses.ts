// The acts of provisioning at SESv2, over the SDK. Loaded only by who provisions.
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetVdmOptionsCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SESv2Client,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2';
import type { ActsOf } from './act-table.ts';
import { type Connection, clientConfig } from './connection.ts';

export const openSesActs = (connection: Connection): ActsOf<'ses'> => {
  const client = new SESv2Client(clientConfig(connection));
  return {
    'ses:CreateConfigurationSet': (input) => client.send(new CreateConfigurationSetCommand(input)),
    'ses:CreateConfigurationSetEventDestination': (input) =>
      client.send(new CreateConfigurationSetEventDestinationCommand(input)),
    'ses:CreateEmailIdentity': (input) => client.send(new CreateEmailIdentityCommand(input)),
    'ses:DeleteEmailIdentity': (input) => client.send(new DeleteEmailIdentityCommand(input)),
    'ses:PutConfigurationSetDeliveryOptions': (input) => client.send(new PutConfigurationSetDeliveryOptionsCommand(input)),
    'ses:PutConfigurationSetReputationOptions': (input) => client.send(new PutConfigurationSetReputationOptionsCommand(input)),
    'ses:PutConfigurationSetSuppressionOptions': (input) => client.send(new PutConfigurationSetSuppressionOptionsCommand(input)),
    'ses:PutConfigurationSetVdmOptions': (input) => client.send(new PutConfigurationSetVdmOptionsCommand(input)),
    'ses:PutEmailIdentityDkimAttributes': (input) => client.send(new PutEmailIdentityDkimAttributesCommand(input)),
    'ses:PutEmailIdentityDkimSigningAttributes': (input) => client.send(new PutEmailIdentityDkimSigningAttributesCommand(input)),
    'ses:PutEmailIdentityMailFromAttributes': (input) => client.send(new PutEmailIdentityMailFromAttributesCommand(input)),
    'ses:UpdateConfigurationSetEventDestination': (input) =>
      client.send(new UpdateConfigurationSetEventDestinationCommand(input)),
    close: () => client.destroy(),
  };
};
