// The verify token of a callback: `?token=` or `x-webhook-token`, compared with every account in constant time.
import type { Secret } from '../core/secret.ts';
import type { Refusal } from './answer.ts';
import type { ChannelAccount, TokenComparer } from './options.ts';

export type Presented = { readonly token: string } | { readonly refusal: Refusal };

interface Carrier {
  readonly query: unknown;
  readonly headers: { readonly [name: string]: unknown };
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );

/** Two tokens that differ are refused, so that nobody can try two at once. */
export const presentedToken = ({ query, headers }: Carrier): Presented => {
  const inQuery = (query as { readonly token?: unknown } | null)?.token;
  const found = new Set([...texts(inQuery), ...texts(headers['x-webhook-token'])]);
  const [token, ...others] = found;
  if (token === undefined) return { refusal: 'token-missing' };
  return others.length > 0 ? { refusal: 'token-conflicting' } : { token };
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
