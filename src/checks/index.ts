// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';
import { dkimKeys } from './dns/dkim-keys.ts';
import { dkimTokens } from './dns/dkim-tokens.ts';
import { dmarcRecord } from './dns/dmarc-record.ts';
import { mailDomainsReceive } from './dns/mail-domains-receive.ts';
import { mailFromMx } from './dns/mail-from-mx.ts';
import { mailFromSpf } from './dns/mail-from-spf.ts';

export const checks: readonly AnyCheck[] = [dkimTokens, dkimKeys, mailFromMx, mailFromSpf, dmarcRecord, mailDomainsReceive];
