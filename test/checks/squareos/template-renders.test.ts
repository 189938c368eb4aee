import { describe, expect, it } from 'vitest';
import { templateRenders } from '../../../src/checks/squareos/template-renders.ts';
import type { TemplateSeen } from '../../../src/facts/template.ts';
import { toldBy } from '../told-by.ts';
import { facts, failed, item, REFUSED, toldFacts } from './template-items.ts';

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
      item({ problems: [{ part: 'html', line: 7, says: 'the block `{{#if a}}` is never closed' }] }),
      'fail',
      'syntax',
      'html, line 7',
    ],
    [
      'a value that is missing',
      item({ missing: [{ part: 'text', line: 3, name: 'due' }] }, {}, { rendered: REFUSED }),
      'fail',
      'missing-variable',
      '`due` (text, line 3)',
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
    [
      'a refused read',
      item(
        {},
        {},
        {
          stored: {
            state: 'denied',
            code: 'AccessDeniedException',
            message: 'no',
            credential: 'probe',
            action: 'ses:GetEmailTemplate',
          },
        },
      ),
      'inconclusive',
      'partly-observed',
      '',
    ],
  ])('judges %s', (_says, one, status, reason, fix) => {
    const finding = judged(facts([one]));
    expect(finding).toMatchObject({ status, reason });
    expect(finding.fix ?? '').toContain(fix);
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
