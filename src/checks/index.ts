// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';
import { dkimKeys } from './dns/dkim-keys.ts';
import { dkimTokens } from './dns/dkim-tokens.ts';
import { dmarcRecord } from './dns/dmarc-record.ts';
import { mailFrom } from './dns/mail-from.ts';
import { mailFromSpf } from './dns/mail-from-spf.ts';
import { senderDomainReceives } from './dns/sender-domain-receives.ts';
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
import { snsSubscription } from './sns/sns-subscription.ts';
import { snsTopicExists } from './sns/sns-topic-exists.ts';
import { liveCallback } from './live/live-callback.ts';
import { liveReceipt } from './live/live-receipt.ts';
import { liveRows } from './live/live-rows.ts';

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
  dkimTokens,
  dkimKeys,
  mailFrom,
  mailFromSpf,
  dmarcRecord,
  senderDomainReceives,
  callbackUrl,
  snsSignatureRequired,
  channelAccount,
  fakeModeOff,
  senderAccount,
  templatesMapped,
  optInRecorded,
  liveReceipt,
  liveCallback,
  liveRows,
];
