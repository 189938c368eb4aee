// SPF where receivers look for it: the policy of the MAIL FROM domain can be read, and lets the provider pass.
import { defineCheck } from '../check.ts';
import { judgeSpf } from './spf-judgement.ts';

export const spfAuthorises = defineCheck({
  id: 'spf-authorises',
  title: 'SPF at the MAIL FROM domain can be read and lets the provider pass',
  severity: 'blocker',
  why: 'Receivers judge SPF at the MAIL FROM domain; when it fails there, only DKIM is left, and forwarded or broken mail is refused.',
  owner: 'DNS admin',
  references: ['RFC 7208 §2.4, §4.6.4', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html'],
  needs: ['dns.spf'],
  evaluate(facts) {
    const seen = facts['dns.spf'];
    const { mailFrom, provider } = seen.value;
    if (mailFrom === null) {
      return {
        status: 'not-applicable',
        reason: 'provider-return-path',
        observed: { provider: provider?.target ?? null, informationOnly: seen.value.fromDomain },
      };
    }
    return judgeSpf(seen.value, mailFrom);
  },
});
