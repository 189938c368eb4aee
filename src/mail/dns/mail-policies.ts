// The optional records around mail: MTA-STS (RFC 8461), TLS reporting (RFC 8460), BIMI. None is needed to send; a broken one helps nobody.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { asPlain } from '../../text/hidden-characters.ts';
import { isAbsent } from './outcome.ts';
import { mendTlsReports, tlsReportsTo } from './tls-rpt.ts';

export type MailPolicyKind = 'mtaSts' | 'tlsRpt' | 'bimi';
export type MailPolicyState = 'published' | 'none' | 'several' | 'malformed' | 'unseen';

/** Longer ones nobody writes, and none can make this slow. */
const LONGEST = 2_000;

interface Form {
  /** Below the domain. */
  readonly label: string;
  readonly title: string;
  /** Where its form is laid down. */
  readonly clause: string;
  readonly begins: RegExp;
  /** What was meant as one, however it is spelt. */
  readonly meant: RegExp;
  /** The record as it was meant, read leniently; null where only a person can say. */
  readonly mend: (record: string) => string | null;
  /** Whether the tag without which it says nothing is there and can be used. */
  readonly says: (record: string) => boolean;
  readonly example: string;
}

export const MAIL_POLICIES: { readonly [K in MailPolicyKind]: Form } = {
  mtaSts: {
    label: '_mta-sts',
    title: 'MTA-STS',
    clause: 'RFC 8461 §3.1',
    begins: /^v=STSv1[ \t]*(;|$)/,
    meant: /^["'\u201c\s\\]*(?:v\s*[=:]\s*)?(?:mta-?)?sts\s*v?\s*[\d.]+/i,
    mend: (record) => {
      // Letters and digits alone, 32 at most (RFC 8461 §3.1).
      const id = /\bid\s*[=:]\s*"?([a-z0-9_.:+-]+)/i
        .exec(record)?.[1]
        ?.replaceAll(/[^a-z0-9]/gi, '')
        .slice(0, 32);
      return id === undefined || id === '' ? null : `v=STSv1; id=${id}`;
    },
    says: (record) => /;[ \t]*id[ \t]*=[ \t]*[a-z0-9]{1,32}[ \t]*(;|$)/i.test(record),
    example: 'v=STSv1; id=20261120T000000Z',
  },
  tlsRpt: {
    label: '_smtp._tls',
    title: 'TLS-RPT',
    clause: 'RFC 8460 §3',
    begins: /^v=TLSRPTv1[ \t]*(;|$)/,
    meant: /^["'\u201c\s\\]*(?:v\s*[=:]\s*)?tls-?rpt\s*v?\s*[\d.]*/i,
    mend: mendTlsReports,
    says: (record) => tlsReportsTo(record)?.unusable.length === 0,
    example: 'v=TLSRPTv1; rua=mailto:tls@',
  },
  bimi: {
    label: 'default._bimi',
    title: 'BIMI',
    clause: 'draft-brand-indicators-for-message-identification',
    begins: /^v=BIMI1[ \t]*(;|$)/i,
    meant: /^["'\u201c\s\\]*(?:v\s*[=:]\s*)?bimi\s*v?\s*[\d.]+/i,
    // Whether a host serves the logo, and over https, is not told by the record.
    mend: () => null,
    // A logo is an SVG: what says by its name that it is another kind of picture is shown nowhere.
    says: (record) => /;\s*l\s*=\s*(https:(?!\S*\.(?:png|jpe?g|gif|webp|ico)\s*(?:;|$))\S+)?\s*(;|$)/i.test(record),
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
  const { begins, says, meant } = MAIL_POLICIES[kind];
  const records = answer.values.filter((value) => begins.test(value));
  const [record] = records;
  if (record === undefined) return answer.values.some((value) => meant.test(asPlain(value.slice(0, 100)))) ? 'malformed' : 'none';
  if (records.length > 1) return 'several';
  return says(record) ? 'published' : 'malformed';
};

/** The one of several records that can be read; null where several can, or none. */
export const onlyReadable = (kind: MailPolicyKind, values: readonly string[]): string | null => {
  const { begins, says } = MAIL_POLICIES[kind];
  const [record, other] = values.filter((value) => begins.test(value) && says(value));
  return record !== undefined && other === undefined ? record : null;
};

/** What stands at the name and counts for nothing, and the record that was meant; null where only a person can say. */
export const mendMailPolicy = (
  kind: MailPolicyKind,
  values: readonly string[],
): { readonly before: string; readonly after: string } | null => {
  const { begins, meant, mend } = MAIL_POLICIES[kind];
  const before = values.find((value) => begins.test(value) || meant.test(asPlain(value.slice(0, 100))));
  const after = before === undefined || before.length > LONGEST ? null : mend(asPlain(before));
  return before === undefined || after === null || before === after ? null : { before, after };
};
