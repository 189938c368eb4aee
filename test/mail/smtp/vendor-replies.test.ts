import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SmtpStage } from '../../../src/core/ports/smtp.ts';
import { placeIn, refusalCause } from '../../../src/mail/smtp/refusal.ts';
import { reply } from '../../checks/smtp/builders.ts';

/** One reply a line, so that what a vendor says can be added without a look at the code. */
const rows = readFileSync(new URL('vendor-replies.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' | ') as [host: string, stage: SmtpStage, text: string, cause: string]);

describe('what relays say', () => {
  test.each(rows)('%s %s “%s” is %s', (host, stage, text, cause) => {
    expect(refusalCause(reply(text), placeIn({ host, banner: null }, stage))).toBe(cause);
  });
});
