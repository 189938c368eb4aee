// What all reports share: order of what needs work, one cause told once, counts, and the timeline.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { handoff } from '../../src/report/handoff/handoff.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { countWords, openFindings, openGroups, stepsOf, timelineOf } from '../../src/report/outline.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import { fixParts, later, observedRows, span, when } from '../../src/report/words.ts';
import { certifiedDocument, failedDocument, finding, missingToken } from '../records.ts';

const unseen = (check: string, observed: Finding['observed'] & object): Finding =>
  finding({
    check,
    title: `Title of ${check}`,
    status: 'inconclusive',
    reason: 'denied',
    observed,
    fix: 'Allow ses:GetAccount.',
  });
const denied = failedDocument({
  findings: [
    unseen('statistics', { need: 'ses.statistics', root: 'ses.account' }),
    unseen('quota', { need: 'ses.account', code: 'AccessDenied' }),
    unseen('sandbox', { need: 'ses.account', code: 'AccessDenied' }),
    unseen('topic', { need: 'sns.topic', code: 'AccessDenied' }),
    finding({ check: 'soft', status: 'warn', severity: 'warning' }),
    missingToken,
  ],
});

describe('what needs work', () => {
  it('stands by weight: failed blockers, what could not be judged, then warnings', () => {
    expect(openFindings(denied).map(({ check }) => check)).toEqual([
      'dkim-tokens',
      'statistics',
      'quota',
      'sandbox',
      'topic',
      'soft',
    ]);
  });

  it('names one cause once, with every check that waits for it', () => {
    const groups = openGroups(denied).map((group) => [group.finding.check, ...group.others.map(({ check }) => check)]);
    expect(groups).toEqual([['dkim-tokens'], ['quota', 'statistics', 'sandbox'], ['topic'], ['soft']]);
  });

  it('is told so in every report', () => {
    const texts = [
      terminalReport(denied, { width: 100, colour: false, unicode: true, verbose: false }),
      markdownReport(denied),
      htmlReport(denied),
    ];
    for (const text of texts) {
      expect(text).toContain('Title of sandbox');
      expect(text.split('Allow ses:GetAccount.')).toHaveLength(3);
    }
    expect(handoff(denied, 'aws-admin').split('Allow ses:GetAccount.')).toHaveLength(3);
  });
});

describe('an outline', () => {
  it('puts findings of unknown steps last, and counts accepted failures apart', () => {
    const steps = stepsOf(failedDocument({ findings: [finding({ check: 'x', step: 'not-in-runbook' })] }));
    expect(steps.map(({ id }) => id)).toEqual(['verified-identities', 'account-state', 'not-in-runbook']);
    expect(countWords(certifiedDocument().findings)).toBe('1 passed, 1 accepted');
    expect(countWords([])).toBe('no checks');
  });

  it('tells the proof in the order of time', () => {
    expect(timelineOf(certifiedDocument()).map(({ what }) => what)).toEqual([
      'Attested: customer-email-disabled',
      'Run started',
      'DeliveryAttempt registered',
      'SquareOS sent the live message',
      'Recipient’s server accepted the message',
      'Verified callback stored: delivery',
      'Run finished',
    ]);
  });
});

describe('words', () => {
  it.each([
    [480, '480 ms'],
    [2100, '2.1 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [259_200_000, '3 days'],
  ])('say %i ms as %s', (ms, text) => expect(span(ms)).toBe(text));

  it('say times in UTC, and leave what is none', () => {
    expect(when('2026-11-20T20:16:55.123Z')).toBe('20 Nov 2026, 20:16:55 UTC');
    expect(when('2026-01-05')).toBe('5 Jan 2026');
    expect(when('soon')).toBe('soon');
    expect(later('2026-11-20T20:16:00Z', '2026-11-20T20:15:00Z')).toBe('');
  });

  it('tell what is said from what is pasted', () => {
    expect(fixParts('Set the region to eu-west-1')).toEqual([{ kind: 'say', text: 'Set the region to eu-west-1' }]);
    expect(
      fixParts('Add this record:\n_dmarc.example.com. 300 IN TXT "v=DMARC1; p=none"\nThen wait for an hour.').map(
        ({ kind }) => kind,
      ),
    ).toEqual(['say', 'paste', 'say']);
    expect(fixParts('Attach this policy:\n{\n  "Version": "2012-10-17",\n\n  "Statement": []\n}')).toEqual([
      { kind: 'say', text: 'Attach this policy:' },
      { kind: 'paste', text: '{\n  "Version": "2012-10-17",\n\n  "Statement": []\n}' },
    ]);
  });

  it('show nested values in rows', () => {
    expect(observedRows({ lastUsedDate: null, list: [], records: [{ name: 'a', ok: true }], tags: ['x', 'y'] })).toEqual([
      ['last used date', 'none'],
      ['list', 'none'],
      ['records 1', 'name a; ok true'],
      ['tags', 'x, y'],
    ]);
  });
});
