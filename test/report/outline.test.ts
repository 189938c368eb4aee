// What all reports share: order of what needs work, one cause told once, counts, and the timeline.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { handoff } from '../../src/report/handoff/handoff.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { countWords, openFindings, openGroups, stepsOf, stepStatus, timelineOf } from '../../src/report/outline.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import { later, observedRows, span, when } from '../../src/report/words.ts';
import { certifiedDocument, failedDocument, finding, missingToken } from '../records.ts';

const unseen = (check: string, cause: string | null, observed: Finding['observed'] & object): Finding =>
  finding({
    cause,
    check,
    title: `Title of ${check}`,
    status: 'inconclusive',
    reason: 'denied',
    observed,
    ...(cause === null ? { remedy: [{ say: 'Allow ses:GetAccount.', owner: 'AWS admin' }] } : {}),
  });
const denied = failedDocument({
  findings: [
    unseen('statistics', 'quota', { need: 'ses.statistics', root: 'ses.account' }),
    unseen('quota', null, { need: 'ses.account', code: 'AccessDenied' }),
    unseen('sandbox', 'quota', { need: 'ses.account', code: 'AccessDenied' }),
    unseen('topic', null, { need: 'sns.topic', code: 'AccessDenied' }),
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
    const groups = openGroups(denied).map((group) => [group.finding.check, ...group.followers.map(({ check }) => check)]);
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

describe('the mark of a step', () => {
  const done = { state: 'done' } as const;
  const pass = finding({ check: 'a' });
  const none = finding({ check: 'b', status: 'not-applicable' });
  const warned = finding({ check: 'c', status: 'warn' });
  it.each([
    ['✔ where a check passed', { ...done, findings: [pass, none] }, 'pass'],
    ['✔ where somebody attested it', { ...done, findings: [finding({ check: 'attestation-x' })] }, 'pass'],
    ['none where no check passed and nobody attested', { ...done, findings: [none] }, 'not-applicable'],
    ['none where there is nothing to judge', { ...done, findings: [] }, 'not-applicable'],
    [
      'none for a step that was not reached, whatever passed before',
      { state: 'not-reached', findings: [pass] },
      'not-applicable',
    ],
    ['open for a message that was held back', { state: 'withheld', findings: [pass] }, 'inconclusive'],
    ['the worst of what needs work', { ...done, findings: [pass, warned, finding({ check: 'd', status: 'fail' })] }, 'fail'],
    ['a warning where a failure is accepted', { ...done, findings: [pass, { ...warned, limitation: 'T-1' }] }, 'warn'],
  ] as const)('is %s', (_, step, status) => expect(stepStatus(step)).toBe(status));
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

  it('show nested values in rows', () => {
    expect(observedRows({ lastUsedDate: null, list: [], records: [{ name: 'a', ok: true }], tags: ['x', 'y'] })).toEqual([
      ['last used date', 'none'],
      ['list', 'none'],
      ['records 1', 'name a; ok yes'],
      ['tags', 'x, y'],
    ]);
  });
});
