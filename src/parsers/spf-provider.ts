// Whether a record's own terms let a provider's include pass, told without an address (RFC 7208 §5.2: qualifiers and order decide).
import { sameName } from './dns-name.ts';
import type { SpfRecord } from './spf-record.ts';

export type IncludeState =
  /** A `+include` before any `all`. */
  | 'authorised'
  | 'missing'
  /** `-`, `~` or `?` before the include: it can never give a pass. */
  | 'not-pass'
  /** It stands after `all`, which always matches. */
  | 'after-all';

/** `target` is the provider's SPF name, such as `amazonses.com`; `redirect=` to it counts when there is no `all`. */
export const includeState = (record: SpfRecord, target: string): IncludeState => {
  const all = record.directives.findIndex((directive) => directive.mechanism.kind === 'all');
  const at = record.directives.findIndex(
    ({ mechanism }) => mechanism.kind === 'include' && sameName(mechanism.domain.text, target),
  );
  if (at < 0) return all < 0 && record.redirect !== null && sameName(record.redirect.text, target) ? 'authorised' : 'missing';
  if (all >= 0 && all < at) return 'after-all';
  return record.directives[at]?.qualifier === '+' ? 'authorised' : 'not-pass';
};
