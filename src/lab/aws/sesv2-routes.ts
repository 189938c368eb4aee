// The REST routes of SESv2 that the lab answers (facts: SES API reference v2, version 2019-09-27).

export interface RestRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: string;
}

const route = (method: string, path: string, operation: string): RestRoute => ({
  method,
  pattern: new RegExp(`^/v2/email/${path.replaceAll('{}', '([^/]+)')}/?$`),
  operation,
});

export const SESV2_ROUTES: readonly RestRoute[] = [
  route('GET', 'account', 'GetAccount'),
  route('POST', 'list-identities', 'ListEmailIdentities'),
  route('GET', 'identities', 'ListEmailIdentities'),
  route('GET', 'identities/{}', 'GetEmailIdentity'),
  route('GET', 'identities/{}/policies', 'GetEmailIdentityPolicies'),
  route('POST', 'list-configuration-sets', 'ListConfigurationSets'),
  route('GET', 'configuration-sets', 'ListConfigurationSets'),
  route('GET', 'configuration-sets/{}', 'GetConfigurationSet'),
  route('GET', 'configuration-sets/{}/event-destinations', 'GetConfigurationSetEventDestinations'),
  route('GET', 'suppression/addresses', 'ListSuppressedDestinations'),
  route('GET', 'suppression/addresses/{}', 'GetSuppressedDestination'),
  route('GET', 'dedicated-ips', 'GetDedicatedIps'),
  route('GET', 'dedicated-ip-pools/{}', 'GetDedicatedIpPool'),
  route('POST', 'tenants/get', 'GetTenant'),
  route('POST', 'tenants/resources/list', 'ListTenantResources'),
  route('GET', 'reputation/entities/{}/{}', 'GetReputationEntity'),
  route('POST', 'vdm/recommendations', 'ListRecommendations'),
  route('GET', 'multi-region-endpoints/{}', 'GetMultiRegionEndpoint'),
  route('GET', 'templates', 'ListEmailTemplates'),
  route('GET', 'templates/{}', 'GetEmailTemplate'),
  route('POST', 'templates/{}/render', 'TestRenderEmailTemplate'),
  route('POST', 'outbound-emails', 'SendEmail'),
  route('POST', 'identities', 'CreateEmailIdentity'),
  route('DELETE', 'identities/{}', 'DeleteEmailIdentity'),
  route('PUT', 'identities/{}/mail-from', 'PutEmailIdentityMailFromAttributes'),
  route('PUT', 'identities/{}/dkim', 'PutEmailIdentityDkimAttributes'),
  route('PUT', 'identities/{}/dkim/signing', 'PutEmailIdentityDkimSigningAttributes'),
  route('POST', 'configuration-sets', 'CreateConfigurationSet'),
  route('PUT', 'configuration-sets/{}/delivery-options', 'PutConfigurationSetDeliveryOptions'),
  route('PUT', 'configuration-sets/{}/reputation-options', 'PutConfigurationSetReputationOptions'),
  route('PUT', 'configuration-sets/{}/suppression-options', 'PutConfigurationSetSuppressionOptions'),
  route('PUT', 'configuration-sets/{}/vdm-options', 'PutConfigurationSetVdmOptions'),
  route('POST', 'configuration-sets/{}/event-destinations', 'CreateConfigurationSetEventDestination'),
  route('PUT', 'configuration-sets/{}/event-destinations/{}', 'UpdateConfigurationSetEventDestination'),
];
