// What a vendor's own word means when an adapter passes it on as it is: what its mapping says, or nothing.
import { describe, expect, it } from 'vitest';
import { adapterEvent } from '../../../src/mail/smtp/adapter-words.ts';
import { vendorMappings } from '../../../src/report/terminal/adapter-contract.ts';

const OURS: readonly (readonly [RegExp, string])[] = [
  [/^delivered$/, 'delivery'],
  [/^bounced \(hard\)$/, 'bounce-permanent'],
  [/^bounced \(soft\)$/, 'bounce-transient'],
  [/^complained$/, 'complaint'],
  [/^deferred$/, 'delivery-delay'],
  [/^rejected$/, 'reject'],
  [/^queued$/, 'queued'],
];

const cases = vendorMappings.flatMap(({ relay, events }) =>
  Object.entries(events).flatMap(([theirs, ours]) => {
    const event = OURS.find(([shape]) => shape.test(ours))?.[1];
    return event === undefined || theirs.includes('(') ? [] : [[relay, theirs, event] as const];
  }),
);

/** One vendor's word for a refusal is another's for a bounce: what it ends is the same. */
const ENDS = new Set<string | null>(['bounce-permanent', 'bounce-transient', 'reject']);
const kindOf = (event: string | null): string | null => (ENDS.has(event) ? 'end without delivery' : event);

describe('a vendor’s word that an adapter passes on', () => {
  it.each(cases)('of %s, %s, is never taken for another end than its mapping says (%s)', (_, theirs, event) => {
    // `queued` ends nothing: where the same word means more with one vendor, the run goes on waiting.
    expect([kindOf(event), null, 'queued']).toContain(kindOf(adapterEvent(theirs, null, null)));
  });
});
