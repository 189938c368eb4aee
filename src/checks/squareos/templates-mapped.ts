// Every EMAIL template is mapped, or declared unused with a reason.
import { TEMPLATE_NAMES, type TemplateName } from '../../core/profile.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
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
  reasons: {
    'none-mapped': { status: ['fail'], says: 'No EMAIL template is mapped.' },
    'some-missing': { status: ['fail'], says: 'Some EMAIL templates are neither mapped nor declared unused.' },
  },
  needs: ['profile.tenant'],
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { templates } = seen.value.squareos;
    const missing = TEMPLATE_NAMES.filter((name) => templates[name] === undefined);
    const unused = TEMPLATE_NAMES.filter((name) => templates[name]?.startsWith('unused') === true);
    if (missing.length === 0) return { status: 'pass', reason: 'ok', observed: { unused } };
    const names = missing.map((name) => LABELS[name]).join(', ');
    return {
      status: 'fail',
      reason: missing.length === TEMPLATE_NAMES.length ? 'none-mapped' : 'some-missing',
      observed: { missing, unused },
      expected: 'A template id for each, or `unused:` and the reason.',
      remedy: [
        { say: `In SquareOS Admin / Email Setting / Templates, map an EMAIL template for: ${names}.` },
        ...missing.map((name) =>
          profileField(
            `Write the id of the ${LABELS[name]} template, or, if the gym does not use it, “unused:” and the reason.`,
            `squareos.templates.${name}`,
            null,
          ),
        ),
      ],
    };
  },
});
