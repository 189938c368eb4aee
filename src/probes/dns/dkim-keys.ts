// Asks DNS for the keys of what somebody named as signing: a relay's, or those of BYODKIM.
import type { Observation } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import { signerOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askDkimName } from './dkim-name.ts';

/** Name of the identity that signs with a key of its own; null where tokens sign, and where SES was not asked or did not tell. */
const externalSigner = (identity: Observation<Facts['ses.identity']>): string | null => {
  const signer = identity.state === 'observed' ? signerOf(identity.value) : null;
  return signer?.kind === 'known' && signer.detail.dkim?.origin === 'EXTERNAL' ? signer.name : null;
};

export const dkimKeysProbe = defineProbe({
  key: 'dns.dkimKeys',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    const external = externalSigner(facts['ses.identity']);
    if (sender.dkim.length === 0 && external === null) return new NotAsked('Nobody named what mail is signed as.');
    const domain = mailDomain(external ?? sender.ses?.identity ?? sender.domain) ?? sender.domain;
    const records = await Promise.all(
      sender.dkim.map(async (signer) => {
        const record = await askDkimName(dns, signer.selector, signer.domain);
        return { ...record, domain: signer.domain };
      }),
    );
    return { domain, byodkim: external !== null, records };
  },
});
