// What to do about each tag of a DMARC record that receivers do not read as it was meant.
import { excerpt } from '../../text/excerpt.ts';
import type { DmarcProblem, DmarcRecord } from './record.ts';

/** Harmless as they stand: a removed tag only matters through `pct`, which is judged apart; unknown tags are ignored by design. */
type Silent = 'removed-tag' | 'unknown-tag';

const ADVICE: { readonly [K in Exclude<DmarcProblem, Silent>]: (tag: string) => string } = {
  'p-missing': () =>
    'p= is missing, so readers of RFC 7489 may discard the record. Add p=none, quarantine or reject right after v=DMARC1.',
  'p-invalid': () => 'p= is none of none, quarantine, reject, so the policy counts as none. Correct it.',
  'p-not-second': () => 'p= does not follow v=DMARC1, which some readers of RFC 7489 require. Move it to the second place.',
  'sp-invalid': () => 'sp= is none of none, quarantine, reject, so the whole policy counts as none. Correct it.',
  'np-invalid': () => 'np= is none of none, quarantine, reject, so the whole policy counts as none. Correct it.',
  'adkim-invalid': () => 'adkim= is neither r nor s and is ignored. Correct it.',
  'aspf-invalid': () => 'aspf= is neither r nor s and is ignored. Correct it.',
  'psd-invalid': () => 'psd= is none of y, n, u and is ignored. Remove it.',
  't-invalid': () => 't= is neither y nor n and is ignored. Remove it.',
  'fo-invalid': () => 'fo= has an option that does not exist. Use 0, 1, d, s, with colons between.',
  'rua-invalid': (tag) => `rua= has an address that is none (${excerpt(tag)}), so reports are lost. Write mailto:name@domain.`,
  'ruf-invalid': (tag) => `ruf= has an address that is none (${tag}), so reports are lost. Write mailto:name@domain.`,
  'malformed-tag': (tag) => `“${excerpt(tag)}” is no name=value and is ignored. Correct or remove it.`,
  'duplicate-tag': (tag) => `${tag}= stands there twice, and readers differ in which counts. Keep one.`,
};

const isSilent = (problem: DmarcProblem): problem is Silent => problem === 'removed-tag' || problem === 'unknown-tag';

/** Problems a person should correct, in the order of the record; empty for one that is fine. */
export const dmarcAdvice = (record: DmarcRecord): readonly { readonly problem: DmarcProblem; readonly advice: string }[] =>
  record.problems.flatMap(({ problem, tag }) => (isSilent(problem) ? [] : [{ problem, advice: ADVICE[problem](tag) }]));
