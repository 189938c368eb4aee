// What a check means is told without the names that certify uses inside.
import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { explainText } from '../../../src/report/terminal/explain.ts';

const STYLE = { width: 80, colour: false, unicode: true };

describe('the explanation of a check', () => {
  it.each(checks.map((check) => [check.id, check] as const))('of %s names no fact by its key', (_, check) => {
    const text = explainText({ check, reason: null, finding: null, evidence: null }, STYLE);
    const words = text.split(/[\s;,]+/);
    for (const key of [...check.needs, ...(check.uses ?? [])]) expect(words).not.toContain(key);
    expect(text).toMatch(/^ {2}(Asks|Reads) {6,}\S/m);
  });

  it('says what a failure means, and who mends it', () => {
    const check = checks.find(({ id }) => id === 'dkim-tokens');
    if (check === undefined) throw new Error('dkim-tokens is gone');
    const text = explainText({ check, reason: null, finding: null, evidence: null }, STYLE);
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('If not a blocker: the tenant is not certified; the DNS admin mends it');
    expect(flat).toContain('Asks DNS about the DKIM records; the zone’s own name servers; SES about the identity Reads the time');
  });
});
