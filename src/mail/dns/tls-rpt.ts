// Where TLS reports go (RFC 8460 §3): `v=TLSRPTv1; rua=mailto:…,https:…`.
import { parseMailAddress } from '../../text/mail-address.ts';

/** A mail address without headers, or an https URL: what a sender can report to. */
const isUsable = (uri: string): boolean => {
  if (/^mailto:/i.test(uri)) {
    const [address = ''] = uri.slice(7).split('?');
    if (/[\s<>]/.test(address)) return false;
    try {
      return parseMailAddress(decodeURIComponent(address)) !== null;
    } catch {
      return false;
    }
  }
  return /^https:\/\/[^\s!,;]+$/i.test(uri) && URL.canParse(uri) && new URL(uri).hostname !== '';
};

/** The URIs of `rua=`, and those of them that nobody can report to; null when there is no such tag. */
export const tlsReportsTo = (
  record: string,
): { readonly all: readonly string[]; readonly unusable: readonly string[] } | null => {
  const tag = record
    .split(';')
    .slice(1)
    .map((text) => text.trim())
    .find((text) => text.startsWith('rua='));
  if (tag === undefined) return null;
  const all = tag
    .slice(4)
    .split(',')
    .map((uri) => uri.trim());
  return { all, unusable: all.filter((uri) => !isUsable(uri)) };
};

/** The record as it was meant: every place that reports can go to, written as senders read it; null where none is named. */
export const mendTlsReports = (record: string): string | null => {
  const [, list = ''] = /\brua\s*[=:]\s*(.+)$/i.exec(record) ?? [];
  const uris = list
    .split(/[,;\s]+/)
    .map((piece) => piece.replace(/^["'<\u201c]+|["'>\u201d]+$/g, ''))
    .map((piece) => (/^https:/i.test(piece) ? piece : `mailto:${piece.replace(/^(?:mailto[:=]?\/*)+/i, '')}`))
    .filter(isUsable);
  return uris.length === 0 ? null : `v=TLSRPTv1; rua=${[...new Set(uris)].join(',')}`;
};
