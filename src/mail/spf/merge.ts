// One SPF record out of several, or of one and an include: what to publish instead of a second record.
import { spaced, spfAsMeant, termAsMeant } from './meant.ts';

const termsOf = (text: string): readonly string[] =>
  text
    .split(' ')
    .filter((term) => term !== '')
    .slice(1);

const isAll = (term: string): boolean => /^[+\-~?]?all$/i.test(term);
const isRedirect = (term: string): boolean => /^redirect=/i.test(term);

/** Mildest first: a merged record must not refuse what one of the old ones let pass. */
const ALLS = ['?all', '~all', '-all'];

const allOf = (terms: readonly string[]): string => {
  const written = new Set(terms.filter(isAll).map((term) => term.toLowerCase()));
  return ALLS.find((one) => written.has(one)) ?? '~all';
};

/**
 * Terms of all `records` in order, each once, with `include` before `all`. A redirect is dropped as soon as there is an
 * `all`, as receivers do; it becomes an include where it alone decided.
 */
export const mergeSpf = (records: readonly string[], include: string | null): string => {
  const terms = records.flatMap(termsOf);
  const kept = terms
    .filter((term) => !isAll(term))
    .map((term) => (isRedirect(term) && !terms.some(isAll) ? term.replace(/^redirect=/i, 'include:') : term))
    .filter((term) => !isRedirect(term));
  const wanted = include === null ? [] : [`include:${include}`];
  const without = kept.filter((term) => include === null || !term.toLowerCase().endsWith(`include:${include}`));
  return ['v=spf1', ...new Set([...wanted, ...without]), allOf(terms)].join(' ');
};

/** `include=x` is read by nobody; what was meant is `include:x`. */
const colons = (term: string): string => term.replace(/^([+\-~?]?(?:include|exists|a|mx|ip4|ip6))=/i, '$1:');

/** What lets somebody pass: everything but `all` and the explanation. */
const isSender = (term: string): boolean => !isAll(term) && !/^exp=/i.test(term);

/** Whether the record names nobody who sends, as after the last term had to go. */
export const namesNobody = (text: string): boolean => !termsOf(text).some(isSender);

/**
 * Mends what can be mended without knowing the gym: how terms are written, what `all` says and where it stands, modifiers that were
 * meant as mechanisms, a redirect that `all` keeps from being read, and the terms of `drop` (as written), which make the record void.
 * `comes`: who sends is put in afterwards.
 */
export const mendSpf = (text: string, drop: ReadonlySet<string> = new Set(), comes = false): string => {
  const written = termsOf(spaced(spfAsMeant(text)));
  const terms = written
    .map((term) => ({ term, meant: termAsMeant(term) }))
    // What is only misspelt is mended; what remains void goes.
    .filter(({ term, meant }) => !drop.has(term) || meant.join(' ') !== term)
    .flatMap(({ meant }) => meant.map(colons))
    .filter((term) => !/^v=spf1$/i.test(term));
  const all = terms.find(isAll);
  // Redirect counts only where there is no `all` (RFC 7208 §6.1).
  if (all === undefined && terms.some(isRedirect)) return ['v=spf1', ...terms].join(' ');
  const others = terms.filter((term) => !isAll(term)).map((term) => term.replace(/^redirect=/i, 'include:'));
  // Where nobody is left, a strict end would have every message refused before the sender is named.
  const emptied = !comes && written.some(isSender) && !others.some(isSender);
  const strict = all === undefined || emptied || /^[+?]?all$/i.test(all) ? '~all' : all;
  return ['v=spf1', ...new Set(others), strict].join(' ');
};
