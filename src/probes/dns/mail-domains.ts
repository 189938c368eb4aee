// Asks whether the domains that answers and bounces go to can receive mail.
import type { Sender } from '../../core/sender.ts';
import type { MailDomain } from '../../facts/dns.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';
import { askMailRoute } from './mail-route.ts';

interface Wanted {
  readonly role: MailDomain['role'];
  readonly domain: string;
}

/** Each domain once, in its first role. SES itself takes the bounces of a MAIL FROM domain of SES. */
const wanted = ({ domain: from, replyTo, returnPath, ses }: Sender): readonly Wanted[] => {
  const all: readonly { readonly role: MailDomain['role']; readonly text: string | null }[] = [
    { role: 'from', text: from },
    { role: 'reply-to', text: replyTo },
    { role: 'mail-from', text: ses === null ? returnPath : null },
  ];
  const domains = all.flatMap(({ role, text }) => {
    const domain = text === null ? null : mailDomain(text);
    return domain === null ? [] : [{ role, domain }];
  });
  return domains.filter(({ domain }, at) => domains.findIndex((other) => other.domain === domain) === at);
};

export const mailDomainsProbe = defineProbe({
  key: 'dns.mailDomains',
  needs: [],
  permissions: [],
  async ask({ dns, sender }) {
    const domains = await Promise.all(
      wanted(sender).map(async (one): Promise<MailDomain> => {
        const [route, cname] = await Promise.all([askMailRoute(dns, one.domain), dns.ask(one.domain, 'CNAME').then(lookupOf)]);
        return { ...one, ...route, cname };
      }),
    );
    return { domains };
  },
});
