// SESv2 reads over the SDK. Loaded lazily; errors are the pacer's to judge.
import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetDedicatedIpPoolCommand,
  GetDedicatedIpsCommand,
  GetEmailIdentityCommand,
  GetEmailTemplateCommand,
  GetMultiRegionEndpointCommand,
  GetReputationEntityCommand,
  GetSuppressedDestinationCommand,
  GetTenantCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  ListEmailTemplatesCommand,
  ListRecommendationsCommand,
  ListSuppressedDestinationsCommand,
  ListTenantResourcesCommand,
  SESv2Client,
  TestRenderEmailTemplateCommand,
} from '@aws-sdk/client-sesv2';
import type { SesReads } from '../../core/ports/aws.ts';
import { type Connection, clientConfig, spoken } from './connection.ts';

export const openSesV2 = (connection: Connection): SesReads & { close(): void } => {
  const client = new SESv2Client(clientConfig(connection));
  const speak = <T>(action: string, ask: () => Promise<T>): Promise<T> => spoken(connection, `ses:${action}`, ask);
  return {
    getAccount: () => speak('GetAccount', () => client.send(new GetAccountCommand({}))),
    getEmailIdentity: (EmailIdentity) =>
      speak('GetEmailIdentity', () => client.send(new GetEmailIdentityCommand({ EmailIdentity }))),
    getConfigurationSet: (ConfigurationSetName) =>
      speak('GetConfigurationSet', () => client.send(new GetConfigurationSetCommand({ ConfigurationSetName }))),
    getEventDestinations: (ConfigurationSetName) =>
      speak('GetConfigurationSetEventDestinations', () =>
        client.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName })),
      ),
    getSuppressedDestination: (EmailAddress, TenantName) =>
      speak('GetSuppressedDestination', () =>
        client.send(new GetSuppressedDestinationCommand({ EmailAddress, ...(TenantName === undefined ? {} : { TenantName }) })),
      ),
    listSuppressedSince: (StartDate) =>
      speak('ListSuppressedDestinations', () =>
        client.send(new ListSuppressedDestinationsCommand({ StartDate, PageSize: 1000 })),
      ),
    listEmailIdentities: (input) => speak('ListEmailIdentities', () => client.send(new ListEmailIdentitiesCommand(input))),
    listConfigurationSets: (nextToken) =>
      speak('ListConfigurationSets', () =>
        client.send(new ListConfigurationSetsCommand(nextToken === undefined ? {} : { NextToken: nextToken })),
      ),
    getDedicatedIps: (PoolName) => speak('GetDedicatedIps', () => client.send(new GetDedicatedIpsCommand({ PoolName }))),
    getDedicatedIpPool: (PoolName) => speak('GetDedicatedIpPool', () => client.send(new GetDedicatedIpPoolCommand({ PoolName }))),
    getTenant: (TenantName) => speak('GetTenant', () => client.send(new GetTenantCommand({ TenantName }))),
    listTenantResources: (TenantName, NextToken) =>
      speak('ListTenantResources', () =>
        client.send(new ListTenantResourcesCommand({ TenantName, ...(NextToken === undefined ? {} : { NextToken }) })),
      ),
    getReputationEntity: (ReputationEntityReference) =>
      speak('GetReputationEntity', () =>
        client.send(new GetReputationEntityCommand({ ReputationEntityReference, ReputationEntityType: 'RESOURCE' })),
      ),
    listRecommendations: () =>
      speak('ListRecommendations', () =>
        client.send(new ListRecommendationsCommand({ Filter: { STATUS: 'OPEN' }, PageSize: 100 })),
      ),
    getMultiRegionEndpoint: (EndpointName) =>
      speak('GetMultiRegionEndpoint', () => client.send(new GetMultiRegionEndpointCommand({ EndpointName }))),
    getEmailTemplate: (TemplateName) =>
      speak('GetEmailTemplate', () => client.send(new GetEmailTemplateCommand({ TemplateName }))),
    listEmailTemplates: (NextToken) =>
      speak('ListEmailTemplates', () =>
        client.send(new ListEmailTemplatesCommand({ PageSize: 100, ...(NextToken === undefined ? {} : { NextToken }) })),
      ),
    testRenderEmailTemplate: (TemplateName, TemplateData) =>
      speak('TestRenderEmailTemplate', () => client.send(new TestRenderEmailTemplateCommand({ TemplateName, TemplateData }))),
    close: () => client.destroy(),
  };
};
