// Asks for MTA-STS, TLS reporting and BIMI of the From domain.
import { NotAsked } from '../../core/probe.ts';
import { parseMailAddress } from '../../text/mail-address.ts';
import { MAIL_POLICIES, type MailPolicyKind } from '../../mail/dns/mail-policies.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';

export const mailPoliciesProbe = defineProbe({
  key: 'dns.mailPolicies',
  needs: [],
  permissions: [],
  async ask(reads) {
    const domain = parseMailAddress(reads.profile.squareos.sender.senderValue)?.domain;
    if (domain === undefined) return new NotAsked('The profile names no From address.');
    const at = async (kind: MailPolicyKind) => lookupOf(await reads.dns.ask(`${MAIL_POLICIES[kind].label}.${domain}`, 'TXT'));
    const [mtaSts, tlsRpt, bimi] = await Promise.all([at('mtaSts'), at('tlsRpt'), at('bimi')]);
    return { domain, mtaSts, tlsRpt, bimi };
  },
});
