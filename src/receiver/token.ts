// The verify token of a callback: `?token=` or `x-webhook-token`, compared with every account in constant time.
import type { Secret } from '../core/secret.ts';
import type { Refusal } from './answer.ts';
import type { ChannelAccount, TokenComparer } from './options.ts';

export type Presented = { readonly token: string } | { readonly refusal: Refusal };

interface Carrier {
  /** Path and query. */
  readonly url?: string | undefined;
  readonly headers: { readonly [name: string]: unknown };
}

const inQuery = (url: string): readonly string[] => {
  const at = url.indexOf('?');
  return at === -1 ? [] : new URLSearchParams(url.slice(at)).getAll('token');
};

/** Two tokens that differ are refused, so that nobody can try two at once. */
export const presentedToken = ({ url = '', headers }: Carrier): Presented => {
  const given = [...inQuery(url), headers['x-webhook-token']];
  const [token, ...others] = new Set(given.filter((one) => typeof one === 'string' && one !== ''));
  if (token === undefined) return { refusal: 'token-missing' };
  return others.length > 0 ? { refusal: 'token-conflicting' } : { token: token as string };
};

/** Every token is compared, whichever matches: time does not tell which account it was. */
const anyMatches = (tokens: readonly Secret[], presented: string, matches: TokenComparer): boolean =>
  tokens.reduce((found, token) => matches(token, presented) || found, false);

export const accountsFor = (
  presented: string,
  provider: ChannelAccount['provider'],
  accounts: readonly ChannelAccount[],
  matches: TokenComparer,
): readonly ChannelAccount[] => {
  const judged = accounts.map((account) => ({ account, right: anyMatches(account.verifyTokens, presented, matches) }));
  return judged.filter(({ account, right }) => right && account.provider === provider).map(({ account }) => account);
};

const BEARER = /^Bearer ([\x21-\x7e]+)$/;

/** The read and the write side take `Authorization: Bearer`. */
export const bearerAllowed = (header: string | undefined, tokens: readonly Secret[], matches: TokenComparer): boolean => {
  const presented = BEARER.exec(header ?? '')?.[1];
  return anyMatches(tokens, presented ?? '', matches) && presented !== undefined;
};
