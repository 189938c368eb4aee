// Asks DNS for the names that SES's DKIM tokens ask for.
import { NeedUnseen, NotAsked } from '../../core/probe.ts';
import { hasOwnDkim, signerOf, signingDomain } from '../../facts/derived.ts';
import { dkimZoneOf } from '../../mail/dkim/ses-zone.ts';
import { incomplete } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { askDkimName } from './dkim-name.ts';

export const dkimProbe = defineProbe({
  key: 'dns.dkim',
  needs: ['ses.identity'],
  permissions: [],
  async ask(reads, facts) {
    const ses = facts['ses.identity'];
    const signer = signerOf(ses.value);
    if (signer.kind === 'uncertain') return new NeedUnseen('ses.identity', signer.unseen);
    if (signer.kind === 'none') return new NotAsked('SES has no identity for the sender, so there are no DKIM tokens.');
    const { dkim } = signer.detail;
    if (signer.level === 'address' && !hasOwnDkim(signer.detail))
      return new NotAsked('Only the address is verified: no domain signs, so there are no DKIM tokens.');
    // Of a domain SES tells its DKIM always.
    if (dkim === null) return new NeedUnseen('ses.identity', incomplete('DkimAttributes with its tokens'));
    if (dkim.origin === 'EXTERNAL') return new NotAsked('The identity signs with its own key (BYODKIM), not with tokens.');
    const domain = signingDomain(signer.name);
    const { origin } = dkim;
    const { zone, from } = dkimZoneOf({ origin, signingHostedZone: dkim.signingHostedZone, region: ses.value.region });
    const records = await Promise.all(
      dkim.tokens.map(async (token) => {
        const expectedTarget = `${token}.${zone}`;
        return { ...(await askDkimName(reads.dns, token, domain, expectedTarget)), expectedTarget };
      }),
    );
    return { identity: signer.name, domain, origin, targetFrom: from, records };
  },
});
