// Every EMAIL template is mapped, or declared unused with a reason.
import { TEMPLATE_NAMES, type TemplateName } from '../../core/profile.ts';
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

const LABELS: { readonly [K in TemplateName]: string } = {
  invoice: 'invoice',
  paymentLink: 'payment link',
  renewal: 'renewal',
  trial: 'trial',
  freezeCancellation: 'freeze/cancellation',
  appointmentReminder: 'appointment reminder',
  campaign: 'campaign',
};

export const templatesMapped = defineCheck({
  id: 'templates-mapped',
  title: 'Every EMAIL template is mapped, or declared unused',
  severity: 'blocker',
  why: 'A workflow without a template fails on the day it is first needed, in front of a customer.',
  owner: 'SquareOS admin',
  references: [requirement('R33')],
  needs: ['profile.tenant'],
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const { templates } = seen.value.squareos;
    const missing = TEMPLATE_NAMES.filter((name) => templates[name] === undefined);
    const unused = TEMPLATE_NAMES.filter((name) => templates[name]?.startsWith('unused') === true);
    if (missing.length === 0) return { status: 'pass', reason: 'ok', observed: { unused } };
    const names = missing.map((name) => LABELS[name]).join(', ');
    const lines = missing.map((name) => `${name}: <template id>`).join(', ');
    return {
      status: 'fail',
      reason: missing.length === TEMPLATE_NAMES.length ? 'none-mapped' : 'some-missing',
      observed: { missing, unused },
      expected: 'A template id for each, or `unused:` and the reason.',
      fix:
        `In SquareOS Admin / Email Setting / Templates, map an EMAIL template for: ${names}. ` +
        `Then write under \`squareos.templates\`: {${lines}}; for one the gym does not use, "unused: the reason".`,
    };
  },
});
