// How an Easy DKIM token was published, told from what DNS answered: each usual mistake has its name (facts: AWS DKIM troubleshooting).
import { type Answered, misplaced, type Neighbours } from './misplaced.ts';
import { type DkimKey, fatalKeyProblem } from './key.ts';
import { isSesDkimName } from './ses-zone.ts';
import { isAbsent, isAnswer } from '../dns/outcome.ts';
import { isFromWildcard } from '../dns/wildcard.ts';
import { isSubdomainOf, sameName } from '../../text/domain-name.ts';

export type TokenFault =
  | 'missing'
  /** Published at `name.zone.zone`: the panel appended the zone to a complete name. */
  | 'doubled-domain'
  /** Published without the underscore of `_domainkey`. */
  | 'no-underscore'
  /** Published at another name beside it: without `_domainkey`, at a parent domain, below www. */
  | 'other-name'
  /** A wildcard's CNAME answers, and nothing stands at the name itself. */
  | 'wildcard'
  /** The CNAME's target typed as the text of a TXT record. */
  | 'txt-for-cname'
  /** A key as TXT where a CNAME belongs: flattened, or copied by hand. */
  | 'flattened'
  /** A TXT record that is no key, and no CNAME: most often a wildcard. */
  | 'other-txt'
  /** Addresses and no CNAME: the DNS provider proxies the name. */
  | 'proxied'
  /** The target ends in the customer's own domain: the final dot was left out. */
  | 'trailing-domain'
  /** Another target, such as another region's zone or another identity's token. */
  | 'wrong-target'
  /** The right target, and nothing there. */
  | 'dangling-target'
  | 'cname-loop'
  | 'revoked-key'
  /** The right target, with a TXT record there that no verifier can use. */
  | 'unusable-key';

export type TokenState = 'ok' | 'unseen' | TokenFault;

export interface PublishedToken extends Neighbours {
  readonly selector: string;
  readonly expectedTarget: string;
  /** The zone came from AWS's table, not from SES: a neighbouring SES zone whose key resolves is right too. */
  readonly targetFrom: 'ses' | 'table';
  /** The domain of the identity. */
  readonly domain: string;
  readonly cname: Answered;
  readonly key: Answered;
  readonly parsedKey: DkimKey | null;
}

const withoutCname = (token: PublishedToken): TokenState => {
  if (token.key.outcome === 'found') {
    if (token.key.values.some((text) => isSesDkimName(text.trim().replace(/^"|"$/g, '')))) return 'txt-for-cname';
    if (token.parsedKey?.problems.includes('txt-for-cname') === true) return 'txt-for-cname';
    return token.parsedKey?.problems.includes('not-a-key') === true ? 'other-txt' : 'flattened';
  }
  return misplaced(token) ?? 'missing';
};

const keyState = (token: PublishedToken): TokenState => {
  if (token.key.outcome === 'loop') return 'cname-loop';
  if (isAbsent(token.key.outcome)) return 'dangling-target';
  if (token.key.outcome !== 'found' || token.parsedKey === null) return 'unseen';
  const problem = fatalKeyProblem(token.parsedKey);
  if (problem === null) return 'ok';
  return problem === 'revoked' || problem === 'no-key' ? 'revoked-key' : 'unusable-key';
};

const withTarget = (token: PublishedToken, target: string): TokenState => {
  const key = keyState(token);
  if (sameName(target, token.expectedTarget)) return key;
  // By way of another name of somebody's: receivers, and SES, end at the same key.
  if (key === 'ok' && token.key.chain.some((name) => sameName(name, token.expectedTarget))) return 'ok';
  if (isFromWildcard(token.key, token.wildcard ?? null)) return misplaced(token) ?? 'wildcard';
  const appended = target.toLowerCase().startsWith(`${token.expectedTarget.toLowerCase()}.`);
  if (appended || isSubdomainOf(target, token.domain)) return 'trailing-domain';
  const sameToken = target.toLowerCase().startsWith(`${token.selector.toLowerCase()}.`) && isSesDkimName(target);
  return sameToken && token.targetFrom === 'table' && key === 'ok' ? 'ok' : 'wrong-target';
};

/** What happened to this token. `unseen`: DNS did not answer, which says nothing about the record. */
export const tokenState = (token: PublishedToken): TokenState => {
  const target = token.cname.values[0];
  if (token.cname.outcome === 'found' && target !== undefined) return withTarget(token, target);
  return isAnswer(token.cname.outcome) ? withoutCname(token) : 'unseen';
};

const MISSING = ['one-missing', 'two-missing'] as const;

export type TokensReason = Exclude<TokenFault, 'missing'> | 'all-missing' | 'several-missing' | (typeof MISSING)[number];

/** `one-missing`, `two-missing` or `all-missing`; any other fault goes by its own name, the most telling first. */
export const tokensReason = (faults: readonly TokenFault[], total: number): TokensReason => {
  const named = faults.find((fault) => fault !== 'missing');
  if (named !== undefined) return named;
  return faults.length === total ? 'all-missing' : (MISSING[faults.length - 1] ?? 'several-missing');
};
