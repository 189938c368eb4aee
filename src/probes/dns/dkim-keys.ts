// Asks DNS for the keys of the selectors that the profile names: a relay's, or those of BYODKIM.
import type { Observation } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { type Signer, signerIn } from './dkim.ts';
import { askDkimName, controlName } from './dkim-name.ts';
import { lookupOf } from './lookup.ts';

/** The identity that signs with a key of its own; null where tokens sign, and where SES was not asked or did not tell. */
const externalSigner = (identity: Observation<Facts['ses.identity']>): Signer | null => {
  const signer = signerIn(identity);
  return signer?.detail.dkim?.origin === 'EXTERNAL' ? signer : null;
};

export const dkimKeysProbe = defineProbe({
  key: 'dns.dkimKeys',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    const external = externalSigner(facts['ses.identity']);
    if (sender.dkimSelectors.length === 0 && external === null) return new NotAsked('The profile names no DKIM selector.');
    const domain = mailDomain(external?.identity ?? sender.ses?.identity ?? sender.domain) ?? sender.domain;
    const [control, ...records] = await Promise.all([
      dns.ask(controlName(domain), 'TXT'),
      ...[...new Set(sender.dkimSelectors)].map((selector) => askDkimName(dns, selector.toLowerCase(), domain)),
    ]);
    return { domain, byodkim: external !== null, records, control: lookupOf(control) };
  },
});
