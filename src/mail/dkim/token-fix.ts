// What a DNS admin must do about one DKIM token, with the exact record. One sentence a fault.
import type { TokenFault, TokenState } from './publication.ts';
import { zoneLine } from '../../text/zone-line.ts';

interface Published {
  readonly name: string;
  readonly expectedTarget: string;
  readonly cname: { readonly values: readonly string[] };
  readonly doubled: { readonly name: string } | null;
}

const ADVICE: { readonly [K in TokenFault]: (token: Published) => string } = {
  missing: () => 'Add this record:',
  'doubled-domain': (token) =>
    `The record stands at ${token.doubled?.name ?? 'the doubled name'}: the DNS panel appended its zone. Delete it there and enter only the part of the name before the zone, so that it becomes:`,
  'no-underscore': (token) =>
    `The record stands at ${token.name.replace('._domainkey.', '.domainkey.')}: the underscore was lost. Delete it there and enter the name with its underscore:`,
  'txt-for-cname': (token) => `At ${token.name} the target was entered as a TXT record. Delete that TXT record and add a CNAME:`,
  flattened: (token) =>
    `At ${token.name} a TXT record stands where SES needs a CNAME, so SES cannot change the key. Delete the TXT record, or turn off CNAME flattening, and add:`,
  'other-txt': (token) =>
    `At ${token.name} a TXT record answers that is no DKIM key, most often from a wildcard. Add the CNAME itself, which overrides a wildcard:`,
  proxied: (token) =>
    `${token.name} answers with addresses instead of a CNAME: the DNS provider proxies it. Switch the record to “DNS only”:`,
  'trailing-domain': (token) =>
    `${token.name} points to ${token.cname.values[0] ?? 'another name'}: the final dot of the target was left out. Change the record to:`,
  'wrong-target': (token) =>
    `${token.name} points to ${token.cname.values[0] ?? 'another name'}, which is not this identity’s key in this region. Change the record to:`,
  'dangling-target': (token) =>
    `${token.name} points to the right name, but SES publishes no key there: the token is of an identity that was deleted, or not yet activated. Compare it with the tokens SES shows for the identity in this region, and keep:`,
  'cname-loop': (token) => `The CNAMEs from ${token.name} come back to themselves. Change the record to:`,
  'revoked-key': (token) =>
    `${token.name} ends at a record with an empty key (p=), which revokes it. In SES, set up DKIM for the identity anew, publish the new CNAMEs, and until then keep:`,
  'unusable-key': (token) =>
    `${token.name} ends at a record that no receiver can use as a key. Make sure that this is the only record at the name:`,
};

/** Lines to paste into a ticket; none for a token that is right or was not seen. */
export const tokenFix = (state: TokenState, token: Published): readonly string[] => {
  if (state === 'ok' || state === 'unseen') return [];
  return [ADVICE[state](token), zoneLine(token.name, 'CNAME', token.expectedTarget)];
};
