// Report addresses of a DMARC record: a comma-separated list of URIs (RFC 9989 §4.7, RFC 9990).
import { parseMailAddress } from '../../text/mail-address.ts';

export interface DmarcUri {
  /** Without the size suffix of RFC 7489. */
  readonly uri: string;
  /** Lower-case A-labels. */
  readonly host: string;
}

const hostOf = (uri: string): string | null => {
  const [, address] = /^mailto:(?!\/)([^?]+)(?:\?.*)?$/i.exec(uri) ?? [];
  if (address !== undefined) {
    try {
      const decoded = decodeURIComponent(address);
      // A URI has no blanks, and the address in it no angle brackets and no name before it (RFC 6068 §2).
      const domain = /[\s<>]/.test(decoded) ? null : (parseMailAddress(decoded)?.domain ?? null);
      return domain?.includes('.') === true ? domain : null;
    } catch {
      return null;
    }
  }
  if (!/^https:\/\//i.test(uri) || !URL.canParse(uri)) return null;
  return new URL(uri).hostname;
};

/** Valid URIs in order, and the pieces that are none. Empty text: neither. */
export const parseDmarcUris = (text: string): { readonly uris: readonly DmarcUri[]; readonly invalid: readonly string[] } => {
  const uris: DmarcUri[] = [];
  const invalid: string[] = [];
  for (const piece of text.split(',').map((part) => part.trim())) {
    // `!10m` was a size limit in RFC 7489; it is ignored (RFC 9989 §4.7).
    const uri = piece.replace(/!\d+[kmgt]?$/i, '');
    const host = hostOf(uri);
    if (host !== null) uris.push({ uri, host });
    else if (piece !== '') invalid.push(piece);
  }
  return { uris, invalid };
};
