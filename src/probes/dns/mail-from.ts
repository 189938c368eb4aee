// Asks for MX and TXT of the custom MAIL FROM domain.
import { NotAsked } from '../../core/probe.ts';
import type { Observation } from '../../core/observation.ts';
import type { Reads } from '../../core/ports/reads.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { feedbackHost } from '../../mail/dns/mail-from-mx.ts';
import { defineProbe } from '../probe.ts';
import { askDoubled, lookupOf } from './lookup.ts';

type Identity = Observation<Facts['ses.identity']>;

/** The region whose feedback host counts; null when the profile does not send through SES. */
const regionOf = (reads: Reads): string | null => reads.profile.ses?.region ?? reads.profile.smtp?.ses?.region ?? null;

/** What SES has set for the identity that governs the sender; null when it has none, or when SES was not asked. */
const mailFromInSes = (identity: Identity): string | null => {
  if (identity.state !== 'observed') return null;
  const governing = identity.value.candidates.find((candidate) => candidate.name === identity.value.governing);
  return governing?.answer.state === 'observed' ? (governing.answer.value.mailFrom?.domain ?? null) : null;
};

const mailFromInProfile = (reads: Reads): string | null => {
  const { ses, smtp, squareos } = reads.profile;
  if (ses !== undefined) return ses.mailFrom ?? null;
  const returnPath = squareos.sender.returnPath;
  return smtp?.ses === undefined || returnPath === undefined ? null : mailDomain(returnPath);
};

/** The MAIL FROM domain of SES as a name; null when none is set, or when what is set is no name. */
export const mailFromOf = (reads: Reads, identity: Identity): string | null =>
  toDnsName(mailFromInSes(identity) ?? mailFromInProfile(reads) ?? '');

export const mailFromProbe = defineProbe({
  key: 'dns.mailFrom',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask(reads, facts) {
    const region = regionOf(reads);
    const inSes = mailFromInSes(facts['ses.identity']);
    const domain = mailFromOf(reads, facts['ses.identity']);
    if (region === null || domain === null) return new NotAsked('No custom MAIL FROM domain is set for SES.');
    const identity = reads.profile.ses?.identity ?? reads.profile.squareos.sender.senderValue;
    const [mx, txt] = await Promise.all([reads.dns.ask(domain, 'MX'), reads.dns.ask(domain, 'TXT')]);
    return {
      domain,
      from: inSes === null ? ('profile' as const) : ('ses' as const),
      identityDomain: mailDomain(identity) ?? identity,
      expectedMx: feedbackHost(region),
      mx: lookupOf(mx),
      txt: lookupOf(txt),
      doubled: isAbsent(mx.outcome) ? await askDoubled(reads.dns, domain, mailDomain(identity) ?? domain, 'MX') : null,
    };
  },
});
