// Whether DNS shows what SES waits for: a provider that is still PENDING can finish by itself only then.
import { fatalKeyProblem } from './key.ts';
import { type PublishedToken, tokenState } from './publication.ts';
import { isAbsent } from '../dns/outcome.ts';

interface Published {
  readonly domain: string;
  readonly targetFrom: 'ses' | 'table';
  readonly records: readonly Omit<PublishedToken, 'domain' | 'targetFrom'>[];
}

/** `wrong`: at least one record is not as SES wants it · `unseen`: DNS did not answer for one, and none is wrong. */
export const tokensVisible = (dkim: Published): 'visible' | 'wrong' | 'unseen' => {
  const states = dkim.records.map((record) => tokenState({ ...record, domain: dkim.domain, targetFrom: dkim.targetFrom }));
  if (states.some((state) => state !== 'ok' && state !== 'unseen')) return 'wrong';
  return states.length === 0 || states.includes('unseen') ? 'unseen' : 'visible';
};

/** The same for keys published as TXT, under selectors of one's own. */
export const keysVisible = (records: readonly Pick<PublishedToken, 'key' | 'parsedKey'>[]): 'visible' | 'wrong' | 'unseen' => {
  if (
    records.some(({ key, parsedKey }) => isAbsent(key.outcome) || (parsedKey !== null && fatalKeyProblem(parsedKey) !== null))
  ) {
    return 'wrong';
  }
  return records.length > 0 && records.every(({ key, parsedKey }) => key.outcome === 'found' && parsedKey !== null)
    ? 'visible'
    : 'unseen';
};
