import { describe, expect, it } from 'vitest';
import { templateRenders } from '../../../src/checks/squareos/template-renders.ts';
import type { TemplateSeen } from '../../../src/facts/template.ts';
import { toldBy } from '../told-by.ts';
import { told } from './tenant.ts';
import { DENIED, facts, failed, HELD, item, lostFacts, REFUSED, toldFacts } from './template-items.ts';

const BROKEN = [{ part: 'html', line: 7, says: 'the block `{{#if a}}` is never closed' }] as const;

const judged = (given: ReturnType<typeof facts>) => toldBy(templateRenders, templateRenders.evaluate(given));

describe('template-renders', () => {
  it.each<readonly [says: string, item: TemplateSeen, status: string, reason: string, fix: string]>([
    ['a good one', item(), 'pass', 'ok', ''],
    [
      'one that is not there',
      item({}, {}, { stored: { state: 'absent', code: 'NotFoundException', message: 'none' }, rendered: null }),
      'fail',
      'no-such-template',
      'gym-invoice-v2',
    ],
    [
      'a broken block',
      item({ problems: BROKEN }, {}, { rendered: failed('BadRequestException', 'Template syntax is invalid') }),
      'fail',
      'syntax',
      'html, line 7',
    ],
    ['a broken block that nobody but us read', item({ problems: BROKEN }, {}, { rendered: DENIED }), 'fail', 'syntax', 'line 7'],
    ['what SES renders although we cannot read it', item({ problems: BROKEN }), 'pass', 'ok', ''],
    [
      'a value that is missing',
      item({ missing: [{ part: 'text', line: 3, name: 'due' }] }, {}, { rendered: REFUSED }),
      'fail',
      'missing-variable',
      '`due` (text, line 3)',
    ],
    [
      'a value that is missing in both parts',
      item(
        {
          missing: [
            { part: 'text', line: 3, name: 'due' },
            { part: 'html', line: 9, name: 'due' },
          ],
        },
        {},
        { rendered: REFUSED },
      ),
      'fail',
      'missing-variable',
      'pass `due` (text, line 3; html, line 9) to',
    ],
    ['what SES renders although we would not', item({ missing: [{ part: 'text', line: 3, name: 'due' }] }), 'pass', 'ok', ''],
    [
      'a refusal in other words',
      item({}, {}, { rendered: failed('BadRequestException', 'Template rendering data is invalid') }),
      'fail',
      'not-rendered',
      'rendering data is invalid',
    ],
    [
      'a throttle',
      item({}, {}, { rendered: failed('TooManyRequestsException', 'slow down') }),
      'inconclusive',
      'partly-observed',
      '',
    ],
    ['a refused read of one that SES rendered: it is there', item({}, {}, { stored: DENIED }), 'pass', 'ok', ''],
    [
      'one that may be neither read nor rendered',
      item({}, {}, { stored: DENIED, rendered: DENIED }),
      'inconclusive',
      'partly-observed',
      '',
    ],
  ])('judges %s', (_says, one, status, reason, fix) => {
    const finding = judged(facts([one]));
    expect(finding).toMatchObject({ status, reason });
    expect(finding.fix ?? '').toContain(fix);
  });

  it('tells what is wrong in one place, and passes nothing, where the other could not be seen', () => {
    expect(judged(lostFacts([item()]))).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judged(lostFacts(null))).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    const absent = item({}, {}, { stored: { state: 'absent', code: 'NotFoundException', message: 'none' }, rendered: null });
    expect(judged(lostFacts([absent]))).toMatchObject({ status: 'fail', reason: 'no-such-template' });
    expect(judged(facts([item()], [item()], told(HELD, false)))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });

  it('does not apply where nothing was looked at', () => {
    expect(judged(facts(null))).toMatchObject({ status: 'not-applicable', reason: 'not-looked' });
  });

  it('judges what SquareOS tells by our own reading, and not when it is old (export-old)', () => {
    const lacking = item({ missing: [{ part: 'text', line: 1, name: 'due' }] }, { by: 'certify' });
    expect(judged(toldFacts([lacking]))).toMatchObject({ status: 'fail', reason: 'missing-variable' });
    expect(judged(toldFacts([lacking], false))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });
});
