// The DNS tree walk of RFC 9989 §4.10: which names are asked, what each answer is worth, and which domain is the Organizational Domain.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { type DmarcRecord, isDmarc, parseDmarc } from './record.ts';
import { labelsOf } from '../../text/domain-name.ts';
import { isAnswer } from '../dns/outcome.ts';

/** More labels than this are not asked one by one. */
const MOST_LABELS = 8;

/** The domains whose `_dmarc` is asked, from the domain itself down to its top-level domain; 8 at most. */
export const walkDomains = (domain: string): readonly string[] => {
  const labels = labelsOf(domain);
  const parents = labels.length >= MOST_LABELS ? labels.slice(labels.length - MOST_LABELS + 1) : labels.slice(1);
  return [labels.join('.'), ...parents.map((_, at) => parents.slice(at).join('.'))];
};

export interface WalkAnswer {
  readonly domain: string;
  readonly outcome: DnsOutcome;
  /** Joined texts of the TXT records at `_dmarc.<domain>`. */
  readonly texts: readonly string[];
}

/** A top-level domain's silence decides nothing once a record was found below it: its `psd=y` would give the same. */
export const isDecisiveSilence = (step: WalkStep, steps: readonly WalkStep[]): boolean =>
  step.kind === 'unseen' && (step.domain.includes('.') || !steps.some(({ kind }) => kind === 'record'));

export type WalkStep =
  | { readonly domain: string; readonly kind: 'record'; readonly record: DmarcRecord }
  /** Two or more records: all are discarded. */
  | { readonly domain: string; readonly kind: 'several' }
  /** Nothing there that is DMARC, or one that counts as none. */
  | { readonly domain: string; readonly kind: 'none'; readonly discarded: DmarcRecord | null }
  /** DNS did not answer: never the same as none. */
  | { readonly domain: string; readonly kind: 'unseen' };

export const walkStep = ({ domain, outcome, texts }: WalkAnswer): WalkStep => {
  if (!isAnswer(outcome)) return { domain, kind: 'unseen' };
  const records = texts.filter(isDmarc);
  const [text] = records;
  if (text === undefined) return { domain, kind: 'none', discarded: null };
  if (records.length > 1) return { domain, kind: 'several' };
  const record = parseDmarc(text);
  return record.usable ? { domain, kind: 'record', record } : { domain, kind: 'none', discarded: record };
};

/** The record among TXT values that counts: the only one, and usable. */
export const countingRecord = (texts: readonly string[]): DmarcRecord | null => {
  const step = walkStep({ domain: '', outcome: 'found', texts });
  return step.kind === 'record' ? step.record : null;
};

type Found = WalkStep & { readonly kind: 'record' };

/** Records of the walk, up to and with the one that ends it (`psd=y` or `psd=n`). */
const recordsOf = (steps: readonly WalkStep[]): readonly Found[] => {
  const found = steps.filter((step): step is Found => step.kind === 'record');
  const end = found.findIndex((step) => step.record.psd !== 'u');
  return end < 0 ? found : found.slice(0, end + 1);
};

/**
 * The Organizational Domain of the walk's first name. Null when a name that decides it was not answered.
 * A subdomain whose parents publish nothing is its own.
 */
export const organizationalDomain = (steps: readonly WalkStep[]): string | null => {
  const start = steps[0]?.domain ?? '';
  const found = recordsOf(steps);
  const last = found.at(-1);
  const unseen = steps.findIndex((step) => isDecisiveSilence(step, steps));
  const decidedAt = last !== undefined && last.record.psd !== 'u' ? steps.indexOf(last) : steps.length;
  if (unseen >= 0 && unseen < decidedAt) return null;
  if (last === undefined) return start;
  if (last.record.psd !== 'y' || last.domain === start) return last.domain;
  const below = labelsOf(last.domain).length + 1;
  return labelsOf(start).slice(-below).join('.');
};

/** The walk as steps, from the answers in its order; names are `_dmarc.<domain>`. */
export const walkSteps = (
  walk: readonly { readonly name: string; readonly outcome: DnsOutcome; readonly values: readonly string[] }[],
): readonly WalkStep[] =>
  walk.map(({ name, outcome, values }) => walkStep({ domain: name.replace(/^_dmarc\./, ''), outcome, texts: values }));
