// TLSA records of a mail host against the certificates it showed (RFC 6698, for SMTP RFC 7672 §3).

/** One certificate of the chain: SHA-256 of it and of its public key, hex. */
export interface ChainDigest {
  readonly certificate: string;
  readonly key: string;
}

export interface Tlsa {
  readonly usage: number;
  readonly selector: number;
  readonly matching: number;
  /** Hex, lower case. */
  readonly data: string;
}

/** `3 1 1 hex`; null when it is none. */
export const parseTlsa = (text: string): Tlsa | null => {
  const [, usage = '', selector = '', matching = '', data = ''] = /^(\d{1,3}) (\d{1,3}) (\d{1,3}) ([0-9a-f]*)$/i.exec(text) ?? [];
  if (data === '') return null;
  return { usage: Number(usage), selector: Number(selector), matching: Number(matching), data: data.toLowerCase() };
};

/** RFC 7672 §3.1.3: PKIX usages mean nothing for SMTP; what is unknown neither. */
export const isUsable = ({ usage, selector, matching }: Tlsa): boolean =>
  (usage === 2 || usage === 3) && selector <= 1 && matching <= 2;

/** Whether the chain (leaf first) holds the certificate; null for digests other than SHA-256, which are not compared. */
export const matchesChain = ({ usage, selector, matching, data }: Tlsa, chain: readonly ChainDigest[]): boolean | null => {
  if (matching !== 1 || chain.length === 0) return null;
  const candidates = usage === 3 ? chain.slice(0, 1) : chain.slice(1);
  return candidates.some((one) => (selector === 0 ? one.certificate : one.key) === data);
};
