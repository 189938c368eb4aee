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

export const checks: readonly AnyCheck[] = [
  providerRouting,
  secretHandling,
  personalMailbox,
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
];
