// How a selector's key was published, told from what DNS answered: the usual mistakes by name.
import { type Answered, misplaced, type Neighbours } from './misplaced.ts';
import { type DkimKey, fatalKeyProblem } from './key.ts';
import { keyAdvice } from './key-advice.ts';
import { isAbsent } from '../dns/outcome.ts';

interface NamedAnswer extends Answered {
  readonly name: string;
}

export interface PublishedSelector extends Neighbours<NamedAnswer> {
  readonly name: string;
  readonly key: NamedAnswer;
  readonly parsedKey: DkimKey | null;
}

export interface SelectorState {
  /** `ok`, `unseen`, or the fault's name. */
  readonly reason: string;
  readonly level: 'ok' | 'warn' | 'fail' | 'unseen';
  readonly advice: string;
}

const withoutKey = (record: PublishedSelector): SelectorState => {
  const { name, key } = record;
  const is = (reason: string, advice: string): SelectorState => ({ reason, level: 'fail', advice });
  if (key.outcome === 'loop')
    return is('cname-loop', `The CNAMEs from ${name} come back to themselves. Publish the provider’s record there.`);
  if (!isAbsent(key.outcome)) return { reason: 'unseen', level: 'unseen', advice: `Ask again later: dig ${name} TXT` };
  if (key.chain.length > 0) {
    return is(
      'dangling-target',
      `${name} is a CNAME to ${key.chain.at(-1)}, where there is no key. Compare selector and target with the mail provider’s page.`,
    );
  }
  switch (misplaced(record)) {
    case 'doubled-domain':
      return is(
        'doubled-domain',
        `The record stands at ${record.doubled?.name}: the DNS panel appended its zone. Enter only the part before the zone, so that it becomes ${name}.`,
      );
    case 'no-underscore':
      return is('no-underscore', `The record stands at ${record.bare?.name}: the underscore was lost. Publish it at ${name}.`);
    case 'proxied':
      return is('proxied', `${name} answers with addresses: the DNS provider proxies it. Switch the record to “DNS only”.`);
    case null:
      return is(
        'missing',
        `Publish the mail provider’s DKIM record at ${name}; when the provider uses another selector, correct squareos.sender.dkimSelectors.`,
      );
  }
};

/** `wildcard` is the answer at a selector that nobody published. What DNS has at the selector, and what to do about it. */
export const selectorState = (record: PublishedSelector, wildcard: Answered): SelectorState => {
  const { parsedKey, key, name } = record;
  if (key.outcome !== 'found' || parsedKey === null) return withoutKey(record);
  if (key.values.length > 1) {
    return {
      reason: 'several-records',
      level: 'fail',
      advice: `${name} has ${key.values.length} TXT records: which one counts is undefined (RFC 6376 §3.6.2.2). Keep only the key in use.`,
    };
  }
  const fatal = fatalKeyProblem(parsedKey);
  if (fatal !== null) return { reason: fatal, level: 'fail', advice: keyAdvice(name, fatal) };
  if (wildcard.outcome === 'found' && wildcard.values[0] === key.values[0]) {
    const advice = `Every selector answers with the same key: it comes from a wildcard. Publish the key at ${name} itself, and remove the wildcard.`;
    return { reason: 'wildcard', level: 'warn', advice };
  }
  const doubtful = parsedKey.problems.find((problem) => problem === 'testing' || problem === 'short-key');
  return doubtful === undefined
    ? { reason: 'ok', level: 'ok', advice: '' }
    : { reason: doubtful, level: 'warn', advice: keyAdvice(name, doubtful) };
};
