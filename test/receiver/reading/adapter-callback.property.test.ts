// Whatever an adapter posts is taken, refused or called malformed, and nothing is thrown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAdapterCallback } from '../../../src/receiver/reading/adapter-callback.ts';

const good = { providerMessageId: 'q-1', event: 'delivered', timestamp: '2026-11-20T10:00:00Z' };

describe('parseAdapterCallback', () => {
  it('never throws, whatever is posted', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify({ ...good, ...value })),
        ),
        (body) => {
          expect(['callback', 'malformed', 'refused']).toContain(parseAdapterCallback(body).kind);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
