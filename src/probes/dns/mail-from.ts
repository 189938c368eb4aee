// Asks for MX and TXT of the custom MAIL FROM domain.
import { NotAsked } from '../../core/probe.ts';
import type { Observation } from '../../core/observation.ts';
import type { Sender } from '../../core/sender.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { feedbackHost } from '../../mail/dns/mail-from-mx.ts';
import { defineProbe } from '../probe.ts';
import { askDoubled, lookupOf } from './lookup.ts';

type Identity = Observation<Facts['ses.identity']>;

/** What SES has set for the identity that governs the sender; null when it has none, or when SES was not asked. */
const mailFromInSes = (identity: Identity): string | null => {
  if (identity.state !== 'observed') return null;
  const governing = governingOf(identity.value);
  return governing.kind === 'known' ? (governing.detail.mailFrom?.domain ?? null) : null;
};

/** The MAIL FROM domain of SES as a name; null when none is set, or when what is set is no name. */
export const mailFromOf = ({ ses }: Sender, identity: Identity): string | null =>
  toDnsName(mailFromInSes(identity) ?? ses?.mailFrom ?? '');

export const mailFromProbe = defineProbe({
  key: 'dns.mailFrom',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    const inSes = mailFromInSes(facts['ses.identity']);
    const domain = mailFromOf(sender, facts['ses.identity']);
    if (sender.ses === null || domain === null) return new NotAsked('No custom MAIL FROM domain is set for SES.');
    const { region, identity } = sender.ses;
    const [mx, txt] = await Promise.all([dns.ask(domain, 'MX'), dns.ask(domain, 'TXT')]);
    return {
      domain,
      from: inSes === null ? ('profile' as const) : ('ses' as const),
      identityDomain: mailDomain(identity) ?? identity,
      expectedMx: feedbackHost(region),
      mx: lookupOf(mx),
      txt: lookupOf(txt),
      doubled: isAbsent(mx.outcome) ? await askDoubled(dns, domain, mailDomain(identity) ?? domain, 'MX') : null,
    };
  },
});
