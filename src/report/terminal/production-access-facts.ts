// A fact of a document by its key, typed; null where it was not observed.
import type { RunDocument } from '../../core/record.ts';
import type { FactKey, Facts } from '../../facts/index.ts';

/** The document holds what the probes of this version observed: the types are those of the facts. */
export const observedFact = <K extends FactKey>(document: RunDocument, key: K): Facts[K] | null => {
  const seen = document.observations[key];
  return seen?.state === 'observed' ? (seen.value as unknown as Facts[K]) : null;
};
