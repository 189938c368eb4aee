import { describe, expect, it } from 'vitest';
import { templateForm } from '../../../src/checks/squareos/template-form.ts';
import type { TemplateSeen } from '../../../src/facts/template.ts';
import { toldBy } from '../told-by.ts';
import { ABSENT, DENIED, facts, item, lostFacts, REFUSED, relayFacts, toldFacts } from './template-items.ts';

const judged = (given: ReturnType<typeof facts>) => toldBy(templateForm, templateForm.evaluate(given));

describe('template-form', () => {
  it.each<readonly [says: string, item: TemplateSeen, status: string, reason: string, fix: string]>([
    ['a good one', item(), 'pass', 'ok', ''],
    ['one that is too large', item({ bytes: 512_001 }), 'fail', 'too-large', '501 KB'],
    ['one that is nearly too large', item({ bytes: 500_000 }), 'warn', 'nearly-too-large', '500 KB'],
    ['no subject', item({}, { subjectLength: 0 }), 'fail', 'no-subject', 'comes out empty'],
    ['a long subject', item({}, { subjectLength: 141 }), 'warn', 'long-subject', '141 characters'],
    ['a subject on two lines', item({}, { subjectBreaks: true }), 'warn', 'broken-subject', 'on one line'],
    ['neither text nor HTML', item({ parts: ['subject'] }), 'fail', 'no-body', 'holds neither'],
    ['HTML alone', item({ parts: ['subject', 'html'] }), 'warn', 'no-text', 'text part'],
    ['one that was not rendered', item({}, {}, { rendered: REFUSED }), 'inconclusive', 'not-rendered', 'template-renders'],
    [
      'one that is not there',
      item({}, {}, { stored: ABSENT, rendered: null }),
      'inconclusive',
      'not-rendered',
      'invoice template',
    ],
    ['one that may not be rendered', item({}, {}, { rendered: DENIED }), 'inconclusive', 'partly-observed', ''],
  ])('judges %s', (_says, one, status, reason, fix) => {
    const finding = judged(facts([one]));
    expect(finding).toMatchObject({ status, reason });
    expect(finding.fix ?? '').toContain(fix);
  });

  it('passes nothing while one of several could not be seen, and tells what is wrong with the others', () => {
    for (const rendered of [REFUSED, DENIED])
      expect(judged(facts([item(), item({}, {}, { rendered })])).status).toBe('inconclusive');
    expect(judged(lostFacts([item()]))).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judged(lostFacts(null))).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });

  it('does not apply where nothing was looked at', () => {
    expect(judged(facts(null))).toMatchObject({ status: 'not-applicable', reason: 'not-looked' });
  });

  it('takes what SquareOS tells no part of for not told', () => {
    expect(judged(toldFacts([item({ parts: ['subject'] })]))).toMatchObject({ status: 'pass' });
  });

  it('does not judge what is too old (export-old)', () => {
    expect(judged(toldFacts([item()], false))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });

  it('holds what SquareOS tells to the limit of what goes with a send, and knows none where a relay takes the message', () => {
    expect(judged(toldFacts([item({ bytes: 600_000 })]))).toMatchObject({ status: 'pass' });
    expect(judged(toldFacts([item({ bytes: 1_048_577 })]))).toMatchObject({ status: 'fail', reason: 'too-large' });
    expect(judged(relayFacts([item({ bytes: 3_000_000 })]))).toMatchObject({
      status: 'pass',
      observed: { templates: [{ limit: null }] },
    });
  });
});
