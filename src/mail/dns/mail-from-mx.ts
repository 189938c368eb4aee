// The MX of a custom MAIL FROM domain: exactly one, SES's feedback host of the region (AWS: Using a custom MAIL FROM domain).

import { canonicalName, isSubdomainOf, labelsOf, sameName } from '../../text/domain-name.ts';

export type MailFromMxState =
  | 'ok'
  | 'none'
  | 'several'
  | 'null-mx'
  /** SES's feedback host, of another region. */
  | 'wrong-region'
  /** The host ends in the customer's own domain: the final dot was left out. */
  | 'trailing-domain'
  | 'wrong-host';

export interface Mx {
  readonly preference: number;
  /** Lower case, without the final dot; `.` for a null MX (RFC 7505). */
  readonly host: string;
}

/** An MX record in presentation form; null when it is none. */
export const parseMx = (value: string): Mx | null => {
  const [, preference, host] = /^(\d{1,5})\s+(\S*)$/.exec(value.trim()) ?? [];
  if (preference === undefined || host === undefined) return null;
  const name = canonicalName(host);
  return { preference: Number(preference), host: name === '' ? '.' : name };
};

/** Where SES takes bounces of a region. */
export const feedbackHost = (region: string): string => `feedback-smtp.${region}.amazonses.com`;

/** `values` are the MX records in presentation form. The preference does not matter while there is one record. */
export const mailFromMxState = (values: readonly string[], expectedHost: string): MailFromMxState => {
  const hosts = values.map((value) => parseMx(value)?.host ?? value.toLowerCase());
  const [host] = hosts;
  if (host === undefined) return 'none';
  if (hosts.length > 1) return 'several';
  if (host === expectedHost) return 'ok';
  if (host === '.') return 'null-mx';
  if (host.startsWith(`${expectedHost}.`)) return 'trailing-domain';
  return /^feedback-smtp\.[a-z0-9-]+\.amazonses\.com$/.test(host) ? 'wrong-region' : 'wrong-host';
};

/**
 * Whether SES takes the name as MAIL FROM of the identity: below its domain, or below a parent of that, and not the domain itself.
 * `registrable`: the identity's, by the public suffix list, since names above it are nobody's own; null for a public suffix.
 * Left out where a record does not tell: then the last two labels.
 */
export const isMailFromBelow = (mailFrom: string, identityDomain: string, registrable?: string | null): boolean => {
  if (sameName(mailFrom, identityDomain)) return false;
  const top = registrable === undefined ? labelsOf(identityDomain).slice(-2).join('.') : (registrable ?? identityDomain);
  return isSubdomainOf(mailFrom, top);
};
