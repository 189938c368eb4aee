// Markdown: fits a ticket, and text from outside stays text.
import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/report/markdown/markdown.ts';
import { certifiedDocument, failedDocument, missingToken } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

/** The report without what stands in code, where nothing is markup. */
const outsideCode = (text: string): string =>
  text.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replaceAll(/(?<!`)(`+)(?!`)(?:(?!\1(?!`))[\s\S])*?\1(?!`)/g, '');

describe('the Markdown report', () => {
  it.each([
    ['check-dkim-missing.1', failedDocument()],
    ['ses-limitation.0', certifiedDocument()],
  ])('looks like golden/%s.md', async (name, record) => {
    await expect(markdownReport(record)).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('puts what is to be pasted into a fence', () => {
    expect(markdownReport(failedDocument())).toContain(
      '```text\ndef._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.\n```',
    );
  });

  it('fits into a comment and says what it left out', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({ ...missingToken, check: `check-${n}` }));
    const text = markdownReport(failedDocument({ findings: many }));
    expect(text.length).toBeLessThan(32_767);
    expect(text).toMatch(/… and \d+ more/);
    expect(text).toContain('### Steps');
  });

  it.each(HOSTILE)('holds no markup of %j', (hostile) => {
    const text = markdownReport(hostileDocument(hostile));
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
    const prose = outsideCode(text);
    expect(prose).not.toMatch(/<(?!https:)/);
    expect(prose).not.toMatch(/(?<!\\)!?\[[^\]]*\]\(/);
    expect(prose).not.toMatch(/(?:^|\s)@\w/);
    expect(prose).not.toMatch(/(?<!<)https?:\/\/evil/);
    expect(prose.match(/^# /gm)).toBeNull();
    for (const row of prose.split('\n').filter((line) => line.startsWith('|'))) {
      expect(row.replaceAll('\\|', '').split('|').length, row).toBeLessThanOrEqual(5);
    }
  });
});
