// The terminal report: golden pages by width and signs, and text from outside that stays text.
import { describe, expect, it } from 'vitest';
import { decisionBlock } from '../../../src/report/terminal/decision-block.ts';
import { findingBlock } from '../../../src/report/terminal/finding-block.ts';
import { terminalReport } from '../../../src/report/terminal/terminal.ts';
import { certifiedDocument, failedDocument, finding, missingToken } from '../../records.ts';
import { hostileDocument, HOSTILE } from '../hostile.ts';

const WIDE = { width: 100, colour: false, unicode: true };
const NARROW = { width: 40, colour: false, unicode: false };

describe('the terminal report', () => {
  it.each([
    ['check-dkim-missing.1.wide', failedDocument(), { ...WIDE, verbose: false }],
    ['check-dkim-missing.1.narrow', failedDocument(), { ...NARROW, verbose: false }],
    ['ses-limitation.0.wide', certifiedDocument(), { ...WIDE, verbose: false }],
    ['ses-limitation.0.verbose', certifiedDocument(), { ...WIDE, verbose: true }],
  ])('looks like golden/%s.txt', async (name, record, options) => {
    await expect(terminalReport(record, options)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('says the decision before anything else and the next action last', () => {
    const text = terminalReport(failedDocument(), { ...WIDE, verbose: false });
    expect(text.indexOf('NOT CERTIFIED')).toBeLessThan(text.indexOf('dkim-tokens'));
    expect(text.trimEnd().split('\n').slice(-3).join('\n')).toContain('Publish the missing DKIM record.');
  });

  it('names after a walk each cause with what follows from it, once more', () => {
    const follower = finding({ check: 'live-receipt', title: 'It was sent', status: 'fail', cause: 'dkim-tokens' });
    const record = failedDocument({ findings: [...failedDocument().findings, follower] });
    const text = terminalReport(record, { ...WIDE, verbose: false, walked: true });
    expect(text).toMatch(/The causes?\n {2}✖ .*\(dkim-tokens\)\n {4}Who /);
    expect(text).toMatch(/And +1 more follows from it: It was sent \(live-receipt\)/);
    expect(text.indexOf('The cause')).toBeLessThan(text.indexOf('NOT CERTIFIED'));
  });

  it('breaks its headings between words too', () => {
    const text = terminalReport(failedDocument(), { ...NARROW, verbose: false });
    expect(text.split('\n').filter((line) => /^ {2}Steps/.test(line) && line.length > 40)).toEqual([]);
  });

  it('puts a record to paste on a line of its own, whole at any width', () => {
    for (const style of [WIDE, NARROW]) {
      expect(
        findingBlock(missingToken, style)
          .split('\n')
          .map((line) => line.trim()),
      ).toContain('def._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.');
    }
  });

  it('gives what passes one line', () =>
    expect(findingBlock(finding({ check: 'a' }), WIDE)).toBe('  ✔ SES has verified the identity in the region'));

  it('writes no escape sequence without colour, and only ASCII without Unicode', () => {
    const text = terminalReport(certifiedDocument(), { ...NARROW, verbose: true });
    expect(text).toMatch(/^[\n -~]*$/);
  });

  it('uses colour only to repeat what words say', () => {
    const plain = decisionBlock(failedDocument().decision, {}, WIDE);
    const coloured = decisionBlock(failedDocument().decision, {}, { ...WIDE, colour: true });
    expect(coloured).toContain('\x1b[');
    // oxlint would refuse the control character in a literal expression.
    expect(
      coloured
        .split('\x1b')
        .map((part, n) => (n === 0 ? part : part.replace(/^\[\d+m/, '')))
        .join(''),
    ).toBe(plain);
  });

  it.each(HOSTILE)('shows %j as text', (hostile) => {
    for (const options of [
      { ...WIDE, verbose: true },
      { ...NARROW, verbose: true },
    ]) {
      const text = terminalReport(hostileDocument(hostile), options);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
      expect(text).not.toMatch(/^\s*::.*::/m);
      expect(text).not.toMatch(/##[\w.]*\[/);
      expect(text).not.toMatch(/^\s*✔ CERTIFIED/m);
    }
  });
});
