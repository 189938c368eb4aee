// A report about a message, which is no message to judge: what it is, and the status that it tells (RFC 3464, RFC 5965, RFC 6522, RFC 8098).
import { parseAddressList } from './address-list.ts';
import { type MessageHeader, valuesOf } from './headers.ts';

export interface ReportFound {
  readonly kind: 'delivery' | 'complaint' | 'disposition' | 'other';
  /** Enhanced status code of a delivery report, such as `5.7.26`; null: it tells none that can be read. */
  readonly status: string | null;
}

const KINDS: { readonly [type: string]: ReportFound['kind'] } = {
  'delivery-status': 'delivery',
  'global-delivery-status': 'delivery',
  'feedback-report': 'complaint',
  'disposition-notification': 'disposition',
  'global-disposition-notification': 'disposition',
};

/** Reports are short, and the field stands before the returned message. */
const READ_OCTETS = 262_144;

const statusIn = (raw: Uint8Array, bodyAt: number): string | null => {
  const text = Buffer.from(raw.subarray(bodyAt, bodyAt + READ_OCTETS)).toString('latin1');
  return /^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})\b/im.exec(text)?.[1] ?? null;
};

/** null: the message is no report. What a mailer daemon writes without the form of a report (qmail) is one too. */
export const reportFound = (header: MessageHeader, raw: Uint8Array): ReportFound | null => {
  const [type = ''] = valuesOf(header, 'content-type');
  const isDaemon = valuesOf(header, 'from')
    .flatMap(parseAddressList)
    .some(({ local }) => /^mailer-daemon$/i.test(local));
  if (!/^\s*multipart\/report\b/i.test(type)) return isDaemon ? { kind: 'delivery', status: null } : null;
  const named = /;\s*report-type\s*=\s*"?([A-Za-z0-9-]{1,64})/i.exec(type)?.[1]?.toLowerCase() ?? '';
  const kind = Object.hasOwn(KINDS, named) ? (KINDS[named] ?? 'other') : 'other';
  return { kind, status: kind === 'delivery' ? statusIn(raw, header.bodyAt) : null };
};
