// Asks for MTA-STS, TLS reporting and BIMI of the From domain.
import { MAIL_POLICIES, type MailPolicyKind } from '../../mail/dns/mail-policies.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';

export const mailPoliciesProbe = defineProbe({
  key: 'dns.mailPolicies',
  needs: [],
  permissions: [],
  async ask({ dns, sender: { domain } }) {
    const at = async (kind: MailPolicyKind) => lookupOf(await dns.ask(`${MAIL_POLICIES[kind].label}.${domain}`, 'TXT'));
    const [mtaSts, tlsRpt, bimi] = await Promise.all([at('mtaSts'), at('tlsRpt'), at('bimi')]);
    return { domain, mtaSts, tlsRpt, bimi };
  },
});
