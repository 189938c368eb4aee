// Extended DNS errors (RFC 8914): what the codes say, which of them speak of signatures, and which of an answer that was withheld.

export interface ExtendedError {
  readonly code: number;
  /** The server's own words. */
  readonly text: string;
}

/** The registry's names, by code (RFC 8914 §4). */
const NAMES: readonly string[] = [
  'other error',
  'unsupported DNSKEY algorithm',
  'unsupported DS digest type',
  'stale answer',
  'forged answer',
  'DNSSEC indeterminate',
  'DNSSEC bogus',
  'signature expired',
  'signature not yet valid',
  'DNSKEY missing',
  'RRSIGs missing',
  'no zone key bit set',
  'NSEC missing',
  'cached error',
  'not ready',
  'blocked',
  'censored',
  'filtered',
  'prohibited',
  'stale NXDOMAIN answer',
  'not authoritative',
  'not supported',
  'no reachable authority',
  'network error',
  'invalid data',
];

const between = (code: number | null, first: number, last: number): boolean => code !== null && code >= first && code <= last;

/** Bogus, expired, not yet valid, or without what has to be signed or sign. */
export const isAboutSignatures = (code: number | null): boolean => between(code, 6, 12);

/** The resolver answers otherwise than the zone: forged, blocked, censored, filtered, prohibited. Whatever it says is not what the domain publishes. */
export const isWithheld = (code: number | null): boolean => code === 4 || between(code, 15, 18);

/** `extended error 22, no reachable authority: …`. */
export const extendedErrorText = ({ code, text }: ExtendedError): string => {
  const name = NAMES[code];
  return `extended error ${code}${name === undefined ? '' : `, ${name}`}${text === '' ? '' : `: ${text}`}`;
};
