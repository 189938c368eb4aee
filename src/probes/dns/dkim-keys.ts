// Asks DNS for the keys of the selectors that the profile names: a relay's, or those of BYODKIM.
import { NotAsked } from '../../core/probe.ts';
import { mailDomain, parseMailAddress } from '../../parsers/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askDkimName, controlName } from './dkim-name.ts';
import { lookupOf } from './lookup.ts';

export const dkimKeysProbe = defineProbe({
  key: 'dns.dkimKeys',
  needs: [],
  permissions: [],
  async ask(reads) {
    const { senderValue, dkimSelectors } = reads.profile.squareos.sender;
    const identity = reads.profile.ses?.identity;
    const domain = (identity === undefined ? null : mailDomain(identity)) ?? parseMailAddress(senderValue)?.domain;
    if (dkimSelectors.length === 0 || domain === undefined) return new NotAsked('The profile names no DKIM selector.');
    const [control, ...records] = await Promise.all([
      reads.dns.ask(controlName(domain), 'TXT'),
      ...[...new Set(dkimSelectors)].map((selector) => askDkimName(reads.dns, selector.toLowerCase(), domain)),
    ]);
    return { domain, records, control: lookupOf(control) };
  },
});
