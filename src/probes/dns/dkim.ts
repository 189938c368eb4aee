// Asks DNS for the names that SES's DKIM tokens ask for.
import { ObservationError } from '../../core/errors.ts';
import type { Observation } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { dkimZoneOf } from '../../mail/dkim/ses-zone.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { askDkimName } from './dkim-name.ts';

export interface Signer {
  readonly identity: string;
  readonly detail: IdentityDetail;
}

/**
 * The identity whose key signs: the governing one, or the domain above it where that has no DKIM of its own.
 * Null when SES knows none; an identity that could not be read is thrown as what it was.
 */
export const signerOf = (fact: Facts['ses.identity']): Signer | null => {
  const from = fact.candidates.findIndex((candidate) => candidate.name === fact.governing);
  const covering = from < 0 ? fact.candidates : fact.candidates.slice(from);
  let first: Signer | null = null;
  for (const { name, answer } of covering) {
    if (answer.state === 'absent') continue;
    if (answer.state !== 'observed') throw new ObservationError(answer);
    const signer = { identity: name, detail: answer.value };
    if ((answer.value.dkim?.tokens.length ?? 0) > 0 || answer.value.dkim?.origin === 'EXTERNAL') return signer;
    first ??= signer;
  }
  return first;
};

/** As `signerOf`, for those who can do without: null where SES was not asked, or a granular identity could not be read. */
export const signerIn = (identity: Observation<Facts['ses.identity']>): Signer | null => {
  try {
    return identity.state === 'observed' ? signerOf(identity.value) : null;
  } catch (error) {
    // What was denied is said where it was asked.
    if (error instanceof ObservationError) return null;
    throw error;
  }
};

export const dkimProbe = defineProbe({
  key: 'dns.dkim',
  needs: ['ses.identity'],
  permissions: [],
  async ask(reads, facts) {
    const ses = facts['ses.identity'];
    const signer = signerOf(ses.value);
    if (signer === null) return new NotAsked('SES has no identity for the sender, so there are no DKIM tokens.');
    const dkim = signer.detail.dkim;
    if (dkim?.origin === 'EXTERNAL') return new NotAsked('The identity signs with its own key (BYODKIM), not with tokens.');
    const domain = mailDomain(signer.identity) ?? signer.identity;
    const origin = dkim?.origin ?? null;
    const { zone, from } = dkimZoneOf({ origin, signingHostedZone: dkim?.signingHostedZone ?? null, region: ses.value.region });
    const records = await Promise.all(
      (dkim?.tokens ?? []).map(async (token) => ({
        ...(await askDkimName(reads.dns, token, domain)),
        expectedTarget: `${token}.${zone}`,
      })),
    );
    return { identity: signer.identity, domain, origin, targetFrom: from, records };
  },
});
