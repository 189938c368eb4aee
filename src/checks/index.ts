// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';
import { bulkSenderRules } from './dns/bulk-sender-rules.ts';
import { dkimKeys } from './dns/dkim-keys.ts';
import { dkimTokens } from './dns/dkim-tokens.ts';
import { dmarcAlignment } from './dns/dmarc-alignment.ts';
import { dmarcRecord } from './dns/dmarc-record.ts';
import { dmarcReports } from './dns/dmarc-reports.ts';
import { dnsPropagation } from './dns/dns-propagation.ts';
import { mailFrom } from './dns/mail-from.ts';
import { mailHostSecurity } from './dns/mail-host-security.ts';
import { mailPolicies } from './dns/mail-policies.ts';
import { nameServers } from './dns/name-servers.ts';
import { senderDomainReceives } from './dns/sender-domain-receives.ts';
import { sendingAddresses } from './dns/sending-addresses.ts';
import { spfAuthorises } from './dns/spf-authorises.ts';
import { trackingDomain } from './dns/tracking-domain.ts';
import { probeCredential } from './iam/probe-credential.ts';
import { sendAccessKey } from './iam/send-access-key.ts';
import { sendCredential } from './iam/send-credential.ts';
import { sendLeastPrivilege } from './iam/send-least-privilege.ts';
import { sendPermissions } from './iam/send-permissions.ts';
import { sesSmtpCredential } from './iam/ses-smtp-credential.ts';
import { liveCallback } from './live/live-callback.ts';
import { liveReceipt } from './live/live-receipt.ts';
import { liveRows } from './live/live-rows.ts';
import { templateMessages } from './live/template-messages.ts';
import { rehearsals } from './live/rehearsals.ts';
import { previousSend } from './live/previous-send.ts';
import { inboxAligned } from './message/inbox-aligned.ts';
import { inboxArrived } from './message/inbox-arrived.ts';
import { inboxFolder } from './message/inbox-folder.ts';
import { inboxForm } from './message/inbox-form.ts';
import { inboxLinks } from './message/inbox-links.ts';
import { inboxResults } from './message/inbox-results.ts';
import { inboxSender } from './message/inbox-sender.ts';
import { inboxSigned } from './message/inbox-signed.ts';
import { inboxSigner } from './message/inbox-signer.ts';
import { inboxTls } from './message/inbox-tls.ts';
import { oneClickUnsubscribe } from './message/one-click-unsubscribe.ts';
import { sesAccountDetails } from './ses/ses-account-details.ts';
import { sesConfigurationSetApplied } from './ses/ses-configuration-set-applied.ts';
import { sesDedicatedIps } from './ses/ses-dedicated-ips.ts';
import { sesDeliveryOptions } from './ses/ses-delivery-options.ts';
import { sesDkimStatus } from './ses/ses-dkim-status.ts';
import { sesEnforcement } from './ses/ses-enforcement.ts';
import { sesEventDestination } from './ses/ses-event-destination.ts';
import { sesFeedback } from './ses/ses-feedback.ts';
import { sesGlobalEndpoint } from './ses/ses-global-endpoint.ts';
import { sesIdentityPolicies } from './ses/ses-identity-policies.ts';
import { sesIdentityVerified } from './ses/ses-identity-verified.ts';
import { sesMailFromStatus } from './ses/ses-mail-from-status.ts';
import { sesProductionAccess } from './ses/ses-production-access.ts';
import { sesQuota } from './ses/ses-quota.ts';
import { reputationAlarms } from './ses/reputation-alarms.ts';
import { sesRecommendations } from './ses/ses-recommendations.ts';
import { sesRecipientNotSuppressed } from './ses/ses-recipient-not-suppressed.ts';
import { sesRegion } from './ses/ses-region.ts';
import { sesSandboxRecipient } from './ses/ses-sandbox-recipient.ts';
import { sesSendingEnabled } from './ses/ses-sending-enabled.ts';
import { sesSendingStatistics } from './ses/ses-sending-statistics.ts';
import { sesSuppression } from './ses/ses-suppression.ts';
import { sesTenant } from './ses/ses-tenant.ts';
import { sesTracking } from './ses/ses-tracking.ts';
import { smtpAdapter } from './smtp/smtp-adapter.ts';
import { smtpAuthInTls } from './smtp/smtp-auth-in-tls.ts';
import { smtpAuth } from './smtp/smtp-auth.ts';
import { smtpCertificateExpiry } from './smtp/smtp-certificate-expiry.ts';
import { smtpCertificateHost } from './smtp/smtp-certificate-host.ts';
import { smtpCertificateKey } from './smtp/smtp-certificate-key.ts';
import { smtpCertificate } from './smtp/smtp-certificate.ts';
import { smtpNoOpenRelay } from './smtp/smtp-no-open-relay.ts';
import { smtpQueuedId } from './smtp/smtp-queued-id.ts';
import { smtpReachable } from './smtp/smtp-reachable.ts';
import { smtpRecipientAccepted } from './smtp/smtp-recipient-accepted.ts';
import { smtpSenderAccepted } from './smtp/smtp-sender-accepted.ts';
import { smtpStarttlsInjection } from './smtp/smtp-starttls-injection.ts';
import { smtpStarttls } from './smtp/smtp-starttls.ts';
import { smtpTlsMode } from './smtp/smtp-tls-mode.ts';
import { smtpTlsPolicy } from './smtp/smtp-tls-policy.ts';
import { smtpTlsVersion } from './smtp/smtp-tls-version.ts';
import { snsOtherSubscribers } from './sns/sns-other-subscribers.ts';
import { snsRedrive } from './sns/sns-redrive.ts';
import { snsSignatureVersion } from './sns/sns-signature-version.ts';
import { snsSubscription } from './sns/sns-subscription.ts';
import { snsTopicEncryption } from './sns/sns-topic-encryption.ts';
import { snsTopicExists } from './sns/sns-topic-exists.ts';
import { snsTopicPolicy } from './sns/sns-topic-policy.ts';
import { callbackUrl } from './squareos/callback-url.ts';
import { channelAccount } from './squareos/channel-account.ts';
import { credentialNotShared } from './squareos/credential-not-shared.ts';
import { extractionRow } from './squareos/extraction-row.ts';
import { fakeModeOff } from './squareos/fake-mode-off.ts';
import { optInRecorded } from './squareos/opt-in-recorded.ts';
import { personalMailbox } from './squareos/personal-mailbox.ts';
import { providerRouting } from './squareos/provider-routing.ts';
import { secretHandling } from './squareos/secret-handling.ts';
import { senderAccount } from './squareos/sender-account.ts';
import { snsSignatureRequired } from './squareos/sns-signature-required.ts';
import { templateForm } from './squareos/template-form.ts';
import { templateLinks } from './squareos/template-links.ts';
import { templateRenders } from './squareos/template-renders.ts';
import { templateVariables } from './squareos/template-variables.ts';
import { templatesMapped } from './squareos/templates-mapped.ts';
import { webhookEndpoint } from './webhook/webhook-endpoint.ts';
import { webhookNegatives } from './webhook/webhook-negatives.ts';
import { platformBacklog } from './live/platform-backlog.ts';
import { customerEmailOff } from './squareos/customer-email-off.ts';
import { squareosReady } from './squareos/squareos-ready.ts';

export const checks: readonly AnyCheck[] = [
  providerRouting,
  secretHandling,
  credentialNotShared,
  personalMailbox,
  sesRegion,
  probeCredential,
  sendCredential,
  sesSmtpCredential,
  sendAccessKey,
  sendPermissions,
  sendLeastPrivilege,
  sesIdentityVerified,
  sesDkimStatus,
  sesMailFromStatus,
  sesIdentityPolicies,
  sesProductionAccess,
  sesSandboxRecipient,
  sesSendingEnabled,
  sesEnforcement,
  sesQuota,
  sesSendingStatistics,
  sesSuppression,
  sesAccountDetails,
  sesConfigurationSetApplied,
  sesTenant,
  sesGlobalEndpoint,
  sesDedicatedIps,
  sesEventDestination,
  sesFeedback,
  sesTracking,
  sesDeliveryOptions,
  sesRecommendations,
  reputationAlarms,
  snsTopicExists,
  snsTopicPolicy,
  snsTopicEncryption,
  snsSignatureVersion,
  snsSubscription,
  snsRedrive,
  snsOtherSubscribers,
  sesRecipientNotSuppressed,
  smtpReachable,
  smtpTlsMode,
  smtpStarttls,
  smtpStarttlsInjection,
  smtpCertificate,
  smtpCertificateHost,
  smtpCertificateExpiry,
  smtpCertificateKey,
  smtpTlsVersion,
  smtpTlsPolicy,
  smtpAuthInTls,
  smtpAuth,
  smtpSenderAccepted,
  smtpRecipientAccepted,
  smtpNoOpenRelay,
  dkimTokens,
  dkimKeys,
  mailFrom,
  spfAuthorises,
  dmarcRecord,
  dmarcAlignment,
  dmarcReports,
  bulkSenderRules,
  trackingDomain,
  senderDomainReceives,
  mailPolicies,
  mailHostSecurity,
  sendingAddresses,
  nameServers,
  dnsPropagation,
  callbackUrl,
  webhookEndpoint,
  snsSignatureRequired,
  channelAccount,
  fakeModeOff,
  senderAccount,
  templatesMapped,
  templateRenders,
  templateVariables,
  templateForm,
  templateLinks,
  optInRecorded,
  extractionRow,
  previousSend,
  liveReceipt,
  smtpQueuedId,
  liveCallback,
  webhookNegatives,
  smtpAdapter,
  liveRows,
  rehearsals,
  templateMessages,
  platformBacklog,
  customerEmailOff,
  squareosReady,
  inboxArrived,
  inboxFolder,
  inboxSigned,
  inboxAligned,
  inboxSigner,
  inboxResults,
  inboxSender,
  inboxTls,
  inboxLinks,
  oneClickUnsubscribe,
  inboxForm,
];
