import { describe, expect, it } from 'vitest';
import { templateLinks } from '../../../src/checks/squareos/template-links.ts';
import type { TemplateSeen } from '../../../src/facts/template.ts';
import { toldBy } from '../told-by.ts';
import { ABSENT, DENIED, facts, HOST, item, lostFacts, REFUSED, toldFacts } from './template-items.ts';

const judged = (given: ReturnType<typeof facts>) => toldBy(templateLinks, templateLinks.evaluate(given));

describe('template-links', () => {
  it.each<readonly [says: string, item: TemplateSeen, status: string, reason: string, fix: string]>([
    ['a good one', item(), 'pass', 'ok', ''],
    [
      'an address',
      item({}, { hosts: [{ ...HOST, host: '192.0.2.1', bare: true, own: false }] }),
      'fail',
      'address-link',
      '192.0.2.1',
    ],
    ['http', item({}, { hosts: [{ ...HOST, plain: true }] }), 'fail', 'not-https', 'https instead of http'],
    [
      'a stranger',
      item({}, { hosts: [HOST, { ...HOST, host: 'pay.example.net', own: false }] }),
      'warn',
      'elsewhere',
      'pay.example.net',
    ],
    [
      'a stranger’s picture',
      item({}, { hosts: [HOST, { ...HOST, host: 'img.example.net', own: false, links: 0, pictures: 2 }] }),
      'pass',
      'ok',
      '',
    ],
    ['no link', item({}, { hosts: [] }), 'not-applicable', 'no-links', ''],
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
