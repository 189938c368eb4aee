// What SES's states of DKIM and verification mean beside a fresh look at DNS: SES finishes by itself once DNS is right, never before.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { keysVisible, tokensVisible } from '../../mail/dkim/visible.ts';
import { doThis } from '../remedy.ts';

/** SES looks again within minutes at first; a later look than this costs nothing. */
const LOOK_AGAIN_MINUTES = 15;

const lookAgain = (now: string): string => new Date(Date.parse(now) + LOOK_AGAIN_MINUTES * 60_000).toISOString();

/** What DNS shows now of the records that SES looks for. */
export type DkimDns = 'visible' | 'wrong' | 'unseen';

/** The tokens of Easy DKIM, else the selectors of one's own key that the profile names. */
export const dkimInDns = (dkim: Observation<Facts['dns.dkim']>, keys: Observation<Facts['dns.dkimKeys']>): DkimDns => {
  if (dkim.state === 'observed') return tokensVisible(dkim.value);
  return keys.state === 'observed' ? keysVisible(keys.value.records) : 'unseen';
};

/** The checks that say what is wrong with the records, and have them. */
export const DKIM_RECORDS = ['dkim-tokens', 'dkim-keys'] as const;

/** `what` begins a sentence or stands in one, such as `DKIM of example.com`. */
export const waitingForDns = (
  what: string,
  dns: DkimDns,
  now: string | null,
  observed: Judgement['observed'] = {},
): Judgement<'pending' | 'pending-dns-wrong' | 'pending-dns-unseen'> => {
  const seen = { observed: { ...observed, dns } };
  if (dns === 'wrong') {
    return {
      status: 'fail',
      reason: 'pending-dns-wrong',
      ...seen,
      expected: 'DNS shows the DKIM records, so that SES can finish; after 72 hours without them it gives up.',
      remedy: [
        doThis(
          `Correct the DKIM records of the identity, which SES shows under Authentication. ${what} then finishes by itself.`,
        ),
      ],
      follows: DKIM_RECORDS,
      owner: 'DNS admin',
    };
  }
  if (dns === 'unseen') {
    return {
      status: 'inconclusive',
      reason: 'pending-dns-unseen',
      ...seen,
      expected: 'The DKIM records can be looked up, to tell waiting from a mistake.',
      remedy: [
        doThis(`Look up the DKIM records of the identity, then run again. ${what} is PENDING, and DNS could not be seen.`),
      ],
      follows: DKIM_RECORDS,
    };
  }
  return {
    status: 'pending',
    reason: 'pending',
    ...seen,
    expected: 'SES finishes by itself, mostly within an hour, at the latest after 72 hours.',
    remedy: [doThis(`Run again later, and keep customer email disabled until then. DNS is right. ${what} finishes by itself.`)],
    ...(now === null ? {} : { retryAt: lookAgain(now) }),
  };
};
