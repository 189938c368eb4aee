import { describe, expect, it } from 'vitest';
import { templatesMapped } from '../../../src/checks/squareos/templates-mapped.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

describe('templates-mapped', () => {
  it('passes when each is mapped or unused with a reason', () => {
    expect(toldBy(templatesMapped, templatesMapped.evaluate(ses()))).toMatchObject({
      status: 'pass',
      observed: { unused: ['renewal'] },
    });
  });

  it('fails for what is missing, and names it for SquareOS and for the profile', () => {
    const judged = toldBy(templatesMapped, templatesMapped.evaluate(smtp()));
    expect(judged).toMatchObject({ status: 'fail', reason: 'some-missing' });
    expect(judged.observed?.['missing']).toEqual(['renewal', 'trial', 'freezeCancellation', 'appointmentReminder', 'campaign']);
    expect(judged.fix).toContain('renewal, trial, freeze/cancellation, appointment reminder, campaign');
  });

  it('fails when none is mapped', () => {
    const none = ['  templates: {invoice: tpl_1, paymentLink: tpl_2}\n', ''] as const;
    expect(toldBy(templatesMapped, templatesMapped.evaluate(smtp(none)))).toMatchObject({
      status: 'fail',
      reason: 'none-mapped',
    });
  });
});
