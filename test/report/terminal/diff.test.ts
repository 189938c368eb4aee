// A comparison as text.
import { describe, expect, it } from 'vitest';
import type { RecordDiff } from '../../../src/core/diff.ts';
import { diffMarkdown, diffReport } from '../../../src/report/terminal/diff.ts';
import { HOSTILE } from '../hostile.ts';

const STYLE = { width: 80, colour: false, unicode: true };
const diff = (text = 'All DKIM CNAMEs of SES are in DNS'): RecordDiff => ({
  schema: 'certify.diff/1',
  before: { id: 'ev-18', at: '2026-11-18T02:01:00.000Z', outcome: 'READY' },
  after: { id: 'ev-20', at: '2026-11-20T02:01:00.000Z', outcome: 'NOT_CERTIFIED' },
  direction: 'worse',
  findings: [
    {
      check: 'dkim-tokens',
      step: 's',
      title: text,
      direction: 'worse',
      before: { status: 'pass', reason: 'ok', severity: 'blocker' },
      after: { status: 'fail', reason: 'one-missing', severity: 'blocker' },
      since: { id: 'ev-19', at: '2026-11-19T02:01:00.000Z' },
      remedy: [
        {
          say: 'Add this record:',
          owner: 'DNS admin',
          records: [
            {
              name: 'def._domainkey.example.com',
              type: 'CNAME',
              ttl: 300,
              add: ['def.dkim.amazonses.com'],
              remove: [],
              keep: [],
            },
          ],
        },
      ],
      fix: 'as printed',
      cause: null,
      owner: 'DNS admin',
    },
  ],
  facts: [
    { key: 'dns.dkim', path: '/records/1/cname/outcome', items: ['def._domainkey.example.com'], before: 'found', after: text },
  ],
  context: ['The profile changed in between.'],
});

describe('a comparison', () => {
  it('says direction, date and what to do', () => {
    const text = diffReport(diff(), STYLE);
    expect(text.split('\n')[0]).toBe('  Worse: from READY to NOT CERTIFIED.');
    expect(text).toContain('passed; now failed: one missing. (dkim-tokens)');
    expect(text).toContain('19 Nov 2026, 02:01:00 UTC');
    expect(text.split('\n')).toContain('    def._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'What was seen, and changed Asked DNS about the DKIM records def._domainkey.example.com, CNAME: there, now All DKIM',
    );
  });

  it('says that nothing changed', () => {
    const still = {
      ...diff(),
      before: { ...diff().before, outcome: 'NOT_CERTIFIED' as const },
      direction: 'same' as const,
      findings: [],
      facts: [],
      context: [],
    } as const;
    for (const text of [diffReport(still, STYLE), diffMarkdown(still)]) {
      expect(text).toContain('Still NOT CERTIFIED; nothing changed.');
      expect(text).not.toContain('Nothing else');
    }
    const other = { ...still, context: ['The profile changed in between.'] };
    expect(diffReport(other, STYLE)).toMatch(/Still NOT CERTIFIED\.\n[^]*changed in between\.\n\n {2}Nothing else changed\.\n$/);
  });

  it('lists once what does not apply any more, without sign of a warning and without dates', () => {
    const idle = (check: string, title: string) => ({
      ...diff().findings[0]!,
      check,
      title,
      direction: 'changed' as const,
      after: { status: 'not-applicable' as const, reason: 'not-applicable', severity: 'blocker' as const },
      remedy: [],
    });
    const withheld = {
      ...diff(),
      findings: [...diff().findings, idle('inbox-tls', 'TLS'), idle('live-rows', 'Rows')],
      facts: [],
    };
    const text = diffReport(withheld, STYLE);
    expect(text).toMatch(/\n\n {2}Does not apply this time\n {4}\S TLS \(inbox-tls\)\n {4}\S Rows \(live-rows\)\n$/);
    expect(text).not.toContain('not applicable');
    expect(text.split('Since')).toHaveLength(2);
    expect(diffMarkdown(withheld)).toContain('Does not apply this time: `inbox-tls`, `live-rows`.');
  });

  it('names the cause of a follower, as nobody’s act', () => {
    const follower = { ...diff(), findings: [{ ...diff().findings[0]!, check: 'live-receipt', cause: 'dkim-tokens' }] };
    const text = diffReport(follower, STYLE);
    expect(text).toContain('From       It follows from dkim-tokens: mend that first.');
    expect(text).not.toContain('Fix');
  });

  it('leaves no two lines empty after a record', () => {
    const twice = { ...diff(), findings: [...diff().findings, ...diff().findings] };
    expect(diffReport(twice, STYLE)).not.toContain('\n\n\n');
  });

  it.each(HOSTILE)('shows %j as text', (hostile) => {
    for (const text of [diffReport(diff(hostile), STYLE), diffMarkdown(diff(hostile))]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
      expect(text).not.toMatch(/^\s*::.*::/m);
    }
  });
});
