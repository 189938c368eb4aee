// The form of an AWS access key id (IAM User Guide, "IAM identifiers": unique id prefixes).

export type AccessKeyKind = 'long-term' | 'temporary' | 'other-identifier' | 'unknown';

export interface AccessKeyForm {
  readonly kind: AccessKeyKind;
  readonly wellFormed: boolean;
  /** Prefix and last four. */
  readonly shown: string;
}

/** Ids of users, roles, groups and policies, which people paste where a key belongs. */
const OTHER = /^(AIDA|AROA|AGPA|ANPA|ANVA|AIPA|APKA|ABIA|ACCA)/;

const kindOf = (id: string): AccessKeyKind => {
  if (id.startsWith('AKIA')) return 'long-term';
  if (id.startsWith('ASIA')) return 'temporary';
  return OTHER.test(id) ? 'other-identifier' : 'unknown';
};

export const accessKeyForm = (id: string): AccessKeyForm => ({
  kind: kindOf(id),
  // Normally 20; IAM's own limits are 16 to 128 word characters.
  wellFormed: /^[A-Z0-9]{16,128}$/.test(id),
  shown: id.length < 12 ? '***' : `${id.slice(0, 4)}***${id.slice(-4)}`,
});
