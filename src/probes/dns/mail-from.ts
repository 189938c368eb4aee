// Asks for MX and TXT of the custom MAIL FROM domain.
import type { DnsPort } from '../../core/ports/dns.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Observation } from '../../core/observation.ts';
import type { Sender } from '../../core/sender.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent, isAnswer } from '../../mail/dns/outcome.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { feedbackHost, mailFromMxState } from '../../mail/dns/mail-from-mx.ts';
import { defineProbe } from '../probe.ts';
import { askAddress, askDoubled, lookupOf } from './lookup.ts';
import { askControl } from './wildcard.ts';

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

type Fact = Facts['dns.mailFrom'];

/** What tells a wrong or missing MX apart: a wildcard, a name of the panel's making, the parent, an address. Nothing where it is right. */
const askBeside = async (
  dns: DnsPort,
  { mx, expectedMx, domain, identityDomain }: Pick<Fact, 'mx' | 'expectedMx' | 'domain' | 'identityDomain'>,
): Promise<Pick<Fact, 'doubled' | 'wildcard' | 'parent' | 'address'>> => {
  const right = mailFromMxState(mx.values, expectedMx) === 'ok';
  const missing = isAbsent(mx.outcome);
  const [doubled, wildcard, parent, address] = await Promise.all([
    missing ? askDoubled(dns, domain, identityDomain, 'MX') : null,
    right || !isAnswer(mx.outcome) ? null : askControl(dns, domain, 'MX'),
    missing ? dns.ask(identityDomain, 'MX').then(lookupOf) : null,
    mx.outcome === 'nodata' && mx.chain.length === 0 ? askAddress(dns, domain) : null,
  ]);
  return { doubled, wildcard, parent, address };
};

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
    const [mx, txt] = await Promise.all([dns.ask(domain, 'MX').then(lookupOf), dns.ask(domain, 'TXT').then(lookupOf)]);
    const identityDomain = mailDomain(identity) ?? identity;
    const expectedMx = feedbackHost(region);
    const from = inSes === null ? ('profile' as const) : ('ses' as const);
    const beside = await askBeside(dns, { mx, expectedMx, domain, identityDomain });
    const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
    return { domain, from, identityDomain, registrable: registrableDomain(identityDomain), expectedMx, mx, txt, ...beside };
  },
});
