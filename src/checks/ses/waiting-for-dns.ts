// What PENDING at SES means: SES finishes by itself once DNS is right, and never before.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { keysVisible, tokensVisible } from '../../mail/dkim/visible.ts';

/** SES looks again within minutes at first; a later look than this costs nothing. */
const LOOK_AGAIN_MINUTES = 15;

const lookAgain = (now: string): string => new Date(Date.parse(now) + LOOK_AGAIN_MINUTES * 60_000).toISOString();

/** The tokens of Easy DKIM, else the selectors of one's own key that the profile names. */
const inDns = (
  dkim: Observation<Facts['dns.dkim']>,
  keys: Observation<Facts['dns.dkimKeys']>,
): 'visible' | 'wrong' | 'unseen' => {
  if (dkim.state === 'observed') return tokensVisible(dkim.value);
  return keys.state === 'observed' ? keysVisible(keys.value.records) : 'unseen';
};

/** `what` such as `Verification of example.com`. */
export const waitingForDns = (
  what: string,
  seen: { readonly dkim: Observation<Facts['dns.dkim']>; readonly keys: Observation<Facts['dns.dkimKeys']> },
  now: string | null,
  observed: Judgement['observed'] = {},
): Judgement => {
  const dns = inDns(seen.dkim, seen.keys);
  if (dns === 'wrong') {
    return {
      status: 'fail',
      reason: 'pending-dns-wrong',
      observed: { ...observed, dns },
      expected: `DNS shows the three DKIM records, so that SES can finish; after 72 hours without them it gives up.`,
      fix: `Correct the DKIM records first (check dkim-tokens has them); ${what} then finishes by itself.`,
      owner: 'DNS admin',
    };
  }
  if (dns === 'unseen') {
    return {
      status: 'inconclusive',
      reason: 'pending-dns-unseen',
      observed: { ...observed, dns },
      expected: 'The DKIM records can be looked up, to tell waiting from a mistake.',
      fix: `${what} is PENDING, and DNS could not be seen: look up the DKIM records of the identity, then run again.`,
    };
  }
  return {
    status: 'pending',
    reason: 'pending',
    observed: { ...observed, dns },
    expected: `SES finishes by itself, mostly within an hour, at the latest after 72 hours.`,
    fix: `Wait: DNS is right. Keep customer email disabled until ${what} has finished.`,
    ...(now === null ? {} : { retryAt: lookAgain(now) }),
  };
};
