// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';
import { dkimKeys } from './dns/dkim-keys.ts';
import { dkimTokens } from './dns/dkim-tokens.ts';
import { dmarcRecord } from './dns/dmarc-record.ts';
import { mailFrom } from './dns/mail-from.ts';
import { mailFromSpf } from './dns/mail-from-spf.ts';
import { senderDomainReceives } from './dns/sender-domain-receives.ts';

export const checks: readonly AnyCheck[] = [dkimTokens, dkimKeys, mailFrom, mailFromSpf, dmarcRecord, senderDomainReceives];
