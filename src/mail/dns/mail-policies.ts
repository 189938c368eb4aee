// The optional records around mail: MTA-STS (RFC 8461), TLS reporting (RFC 8460), BIMI. None is needed to send; a broken one helps nobody.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isAbsent } from './outcome.ts';
import { tlsReportsTo } from './tls-rpt.ts';

export type MailPolicyKind = 'mtaSts' | 'tlsRpt' | 'bimi';
export type MailPolicyState = 'published' | 'none' | 'several' | 'malformed' | 'unseen';

interface Form {
  /** Below the domain. */
  readonly label: string;
  readonly title: string;
  readonly begins: RegExp;
  /** Whether the tag without which it says nothing is there and can be used. */
  readonly says: (record: string) => boolean;
  readonly example: string;
}

export const MAIL_POLICIES: { readonly [K in MailPolicyKind]: Form } = {
  mtaSts: {
    label: '_mta-sts',
    title: 'MTA-STS',
    begins: /^v=STSv1\s*(;|$)/,
    says: (record) => /;\s*id\s*=\s*[a-z0-9]{1,32}\s*(;|$)/i.test(record),
    example: 'v=STSv1; id=20261120T000000Z',
  },
  tlsRpt: {
    label: '_smtp._tls',
    title: 'TLS-RPT',
    begins: /^v=TLSRPTv1\s*(;|$)/,
    says: (record) => tlsReportsTo(record)?.unusable.length === 0,
    example: 'v=TLSRPTv1; rua=mailto:tls@',
  },
  bimi: {
    label: 'default._bimi',
    title: 'BIMI',
    begins: /^v=BIMI1\s*(;|$)/i,
    says: (record) => /;\s*l\s*=\s*(https:\S+)?\s*(;|$)/i.test(record),
    example: 'v=BIMI1; l=https://',
  },
};

/** Whether the record is there and can be read. A TXT record of another kind, such as a wildcard's, counts as none. */
export const mailPolicyState = (
  kind: MailPolicyKind,
  answer: { readonly outcome: DnsOutcome; readonly values: readonly string[] },
): MailPolicyState => {
  if (isAbsent(answer.outcome)) return 'none';
  if (answer.outcome !== 'found') return 'unseen';
  const { begins, says } = MAIL_POLICIES[kind];
  const records = answer.values.filter((value) => begins.test(value));
  const [record] = records;
  if (record === undefined) return 'none';
  if (records.length > 1) return 'several';
  return says(record) ? 'published' : 'malformed';
};
