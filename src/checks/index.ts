// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';
import { dkimKeys } from './dns/dkim-keys.ts';
import { dkimTokens } from './dns/dkim-tokens.ts';
import { dmarcAlignment } from './dns/dmarc-alignment.ts';
import { dmarcRecord } from './dns/dmarc-record.ts';
import { dnsPropagation } from './dns/dns-propagation.ts';
import { mailFrom } from './dns/mail-from.ts';
import { senderDomainReceives } from './dns/sender-domain-receives.ts';
import { spfAuthorises } from './dns/spf-authorises.ts';
import { nameServers } from './dns/name-servers.ts';
import { callbackUrl } from './squareos/callback-url.ts';
import { channelAccount } from './squareos/channel-account.ts';
import { fakeModeOff } from './squareos/fake-mode-off.ts';
import { optInRecorded } from './squareos/opt-in-recorded.ts';
import { personalMailbox } from './squareos/personal-mailbox.ts';
import { providerRouting } from './squareos/provider-routing.ts';
import { secretHandling } from './squareos/secret-handling.ts';
import { senderAccount } from './squareos/sender-account.ts';
import { snsSignatureRequired } from './squareos/sns-signature-required.ts';
import { templatesMapped } from './squareos/templates-mapped.ts';
import { probeCredential } from './iam/probe-credential.ts';
import { sendCredential } from './iam/send-credential.ts';
import { sesConfigurationSetApplied } from './ses/ses-configuration-set-applied.ts';
import { sesDkimStatus } from './ses/ses-dkim-status.ts';
import { sesEnforcement } from './ses/ses-enforcement.ts';
import { sesEventDestination } from './ses/ses-event-destination.ts';
import { sesIdentityVerified } from './ses/ses-identity-verified.ts';
import { sesProductionAccess } from './ses/ses-production-access.ts';
import { sesQuota } from './ses/ses-quota.ts';
import { sesRecipientNotSuppressed } from './ses/ses-recipient-not-suppressed.ts';
import { sesRegion } from './ses/ses-region.ts';
import { sesSendingEnabled } from './ses/ses-sending-enabled.ts';
import { smtpReachable } from './smtp/smtp-reachable.ts';
import { smtpTlsMode } from './smtp/smtp-tls-mode.ts';
import { smtpStarttls } from './smtp/smtp-starttls.ts';
import { smtpStarttlsInjection } from './smtp/smtp-starttls-injection.ts';
import { smtpCertificate } from './smtp/smtp-certificate.ts';
import { smtpCertificateHost } from './smtp/smtp-certificate-host.ts';
import { smtpCertificateExpiry } from './smtp/smtp-certificate-expiry.ts';
import { smtpCertificateKey } from './smtp/smtp-certificate-key.ts';
import { smtpTlsVersion } from './smtp/smtp-tls-version.ts';
import { smtpTlsPolicy } from './smtp/smtp-tls-policy.ts';
import { smtpAuthInTls } from './smtp/smtp-auth-in-tls.ts';
import { smtpAuth } from './smtp/smtp-auth.ts';
import { smtpSenderAccepted } from './smtp/smtp-sender-accepted.ts';
import { smtpRecipientAccepted } from './smtp/smtp-recipient-accepted.ts';
import { smtpNoOpenRelay } from './smtp/smtp-no-open-relay.ts';
import { smtpQueuedId } from './smtp/smtp-queued-id.ts';
import { smtpAdapter } from './smtp/smtp-adapter.ts';
import { snsSubscription } from './sns/sns-subscription.ts';
import { snsTopicExists } from './sns/sns-topic-exists.ts';
import { liveCallback } from './live/live-callback.ts';
import { liveReceipt } from './live/live-receipt.ts';
import { liveRows } from './live/live-rows.ts';
import { webhookNegatives } from './webhook/webhook-negatives.ts';

export const checks: readonly AnyCheck[] = [
  providerRouting,
  secretHandling,
  personalMailbox,
  sesRegion,
  probeCredential,
  sendCredential,
  sesIdentityVerified,
  sesDkimStatus,
  sesProductionAccess,
  sesSendingEnabled,
  sesEnforcement,
  sesQuota,
  sesConfigurationSetApplied,
  sesEventDestination,
  snsTopicExists,
  snsSubscription,
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
  senderDomainReceives,
  nameServers,
  dnsPropagation,
  callbackUrl,
  snsSignatureRequired,
  channelAccount,
  fakeModeOff,
  senderAccount,
  templatesMapped,
  optInRecorded,
  liveReceipt,
  smtpQueuedId,
  liveCallback,
  webhookNegatives,
  smtpAdapter,
  liveRows,
];
