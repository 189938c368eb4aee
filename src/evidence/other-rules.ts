// Whether what a record says was judged by the same rules as something else.
import type { RunDocument } from '../core/record.ts';

type Rules = Pick<RunDocument['run'], 'certify' | 'facts' | 'rules' | 'runbook'>;

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

/** Another version of certify or of its facts, other checks, or another text of one runbook: findings stand as they were recorded. */
export const otherRules = (a: Rules, b: Rules): boolean =>
  differ(a.certify, b.certify) ||
  differ(a.facts, b.facts) ||
  differ(a.rules, b.rules) ||
  (a.runbook?.id === b.runbook?.id && differ(a.runbook?.digest, b.runbook?.digest));

/** What is said beside a record whose rules are not the reader's. */
export const RECORDED_OTHERWISE =
  'Recorded under other rules than those of this certify: findings stand as they were recorded. `certify rerun` looks again by these.';
