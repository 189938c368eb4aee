// Asks whether the domains that answers and bounces go to can receive mail.
import type { Reads } from '../../core/ports/reads.ts';
import type { MailDomain } from '../../facts/dns.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askAddress, lookupOf } from './lookup.ts';
import { usesSes } from './spf.ts';

interface Wanted {
  readonly role: MailDomain['role'];
  readonly domain: string;
}

/** Each domain once, in its first role. SES itself takes the bounces of a MAIL FROM domain of SES. */
const wanted = (reads: Reads): readonly Wanted[] => {
  const { senderValue, replyTo, returnPath } = reads.profile.squareos.sender;
  const all: readonly { readonly role: MailDomain['role']; readonly text: string | undefined }[] = [
    { role: 'from', text: senderValue },
    { role: 'reply-to', text: replyTo },
    { role: 'mail-from', text: usesSes(reads) ? undefined : returnPath },
  ];
  const domains = all.flatMap(({ role, text }) => {
    const domain = text === undefined ? null : mailDomain(text);
    return domain === null ? [] : [{ role, domain }];
  });
  return domains.filter(({ domain }, at) => domains.findIndex((other) => other.domain === domain) === at);
};

export const mailDomainsProbe = defineProbe({
  key: 'dns.mailDomains',
  needs: [],
  permissions: [],
  async ask(reads) {
    const domains = await Promise.all(
      wanted(reads).map(async ({ role, domain }): Promise<MailDomain> => {
        const mx = lookupOf(await reads.dns.ask(domain, 'MX'));
        return { role, domain, mx, address: isAbsent(mx.outcome) ? await askAddress(reads.dns, domain) : null };
      }),
    );
    return { domains };
  },
});
