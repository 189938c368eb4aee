// Asks for the Organizational Domains of what SPF and DKIM will authenticate.
import type { Observation } from '../../core/observation.ts';
import type { Reads } from '../../core/ports/reads.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { mailDomain, parseMailAddress } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { signerIn } from './dkim.ts';
import { spfSubject, usesSes } from './spf.ts';
import { askAuthenticated } from './walk.ts';

type Identity = Observation<Facts['ses.identity']>;

/** Where SES's own return paths and signatures live. */
const SES_OWN = 'amazonses.com';

/** d= of the signatures, as far as it is known before anything is sent. */
const dkimDomains = (reads: Reads, from: string, identity: Identity): readonly string[] => {
  const { squareos } = reads.profile;
  if (!usesSes(reads)) return squareos.sender.dkimSelectors.length > 0 ? [from] : [];
  const signer = signerIn(identity);
  if (signer === null) return identity.state === 'observed' || squareos.sender.dkimSelectors.length === 0 ? [] : [from];
  const dkim = signer.detail.dkim;
  const signs = dkim !== null && dkim.signingEnabled !== false && (dkim.tokens.length > 0 || dkim.origin === 'EXTERNAL');
  return [signs ? (mailDomain(signer.identity) ?? signer.identity) : SES_OWN];
};

/** Without a custom MAIL FROM, SES's own; but only where SES was asked, or nothing was declared. */
const returnPath = (reads: Reads, identity: Identity): string | null => {
  const subject = spfSubject(reads, identity);
  if (subject !== null) return subject.domain;
  return usesSes(reads) && identity.state === 'observed' ? SES_OWN : null;
};

export const alignmentProbe = defineProbe({
  key: 'dns.alignment',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask(reads, facts) {
    const from = parseMailAddress(reads.profile.squareos.sender.senderValue)?.domain;
    if (from === undefined) return new NotAsked('The profile names no From address.');
    const identity = facts['ses.identity'];
    const path = returnPath(reads, identity);
    const [own, spf, ...dkim] = await Promise.all([
      askAuthenticated(reads.dns, from),
      path === null ? null : askAuthenticated(reads.dns, path),
      ...dkimDomains(reads, from, identity).map((domain) => askAuthenticated(reads.dns, domain)),
    ]);
    return { from: own, spf, dkim };
  },
});
