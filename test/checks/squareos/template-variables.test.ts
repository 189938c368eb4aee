import { describe, expect, it } from 'vitest';
import { templateVariables } from '../../../src/checks/squareos/template-variables.ts';
import type { TemplateSeen } from '../../../src/facts/template.ts';
import { toldBy } from '../told-by.ts';
import { ABSENT, DENIED, facts, item, lostFacts, REFUSED, toldFacts } from './template-items.ts';

const judged = (given: ReturnType<typeof facts>) => toldBy(templateVariables, templateVariables.evaluate(given));

describe('template-variables', () => {
  it.each<readonly [says: string, item: TemplateSeen, status: string, reason: string, fix: string]>([
    ['a good one', item(), 'pass', 'ok', ''],
    ['a mark that is left', item({}, { left: ['{first_name}'] }), 'fail', 'left-unfilled', '{first_name}'],
    ['data that nothing uses', item({ unused: ['Name'] }), 'warn', 'unused-data', '`Name`'],
    ['one that was not rendered', item({}, {}, { rendered: REFUSED }), 'not-applicable', 'not-rendered', ''],
    ['one that is not there', item({}, {}, { stored: ABSENT, rendered: null }), 'not-applicable', 'not-rendered', ''],
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

  it('does not judge what is too old (export-old)', () => {
    expect(judged(toldFacts([item()], false))).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });
});
