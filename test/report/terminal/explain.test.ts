// What a check means is told without the names that certify uses inside.
import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { explainText } from '../../../src/report/terminal/explain.ts';
import { failedDocument } from '../../records.ts';

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

  it('of a record lists no other reasons than the one that stands there', () => {
    const check = checks.find(({ id }) => id === 'dkim-tokens');
    const finding = failedDocument().findings.find((one) => one.check === 'dkim-tokens');
    if (check === undefined || finding === undefined) throw new Error('dkim-tokens is gone');
    const text = explainText({ check, reason: null, finding, evidence: '20261120T204615Z-ses-main-gym-45c407c5' }, STYLE);
    expect(text).not.toMatch(/^ {2}Reasons$/m);
    expect(text).toMatch(/`certify explain dkim-tokens` says all \d+ reasons/);
  });
});
