// Whatever is posted as an SES event is read or named for what it is, and nothing is thrown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSesMessage } from '../../../src/receiver/reading/ses-event.ts';

const mail = { timestamp: '2026-11-20T09:59:00.000Z', messageId: 'm-1', destination: ['a@example.com', 'b@example.com'] };

describe('parseSesMessage', () => {
  it('never throws, whatever is posted', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify({ eventType: 'Bounce', mail, bounce: value })),
        ),
        (text) => {
          expect(['event', 'validation', 'unknown-event', 'unreadable', 'incomplete']).toContain(parseSesMessage(text).kind);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
