// The structured send log: what a development tenant would have sent, with the recipient masked.
import { expect, it } from 'vitest';
import { logInstead } from '../../src/run/live-send.ts';
import { contextOf, sessionOf } from './context.ts';

it('logs instead of sending whom, with what and how long, the recipient masked', async () => {
  const ctx = contextOf({ mask: (value) => (typeof value === 'string' ? value.replace(/^[^@]*/, 'o…') : value) });
  const written: unknown[] = [];
  const session = await sessionOf(ctx);
  await logInstead(ctx, { ...session, append: async (entry) => void written.push(entry) }, 'live');
  expect(written).toEqual([
    {
      type: 'log',
      line: { event: 'email_logged', message_id: null, to: 'o…@example.com', template_name: 'certify-live', duration_ms: 0 },
    },
  ]);
});
