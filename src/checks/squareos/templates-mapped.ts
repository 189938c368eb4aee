// Every EMAIL template is mapped, or declared unused with a reason.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { TEMPLATE_NAMES } from '../../core/profile.ts';
import { defineCheck } from '../check.ts';
import { EXPORT_OLD_TOO, type HeldState, heldBySquareos } from './held.ts';
import { TEMPLATE_LABELS } from './looked-templates.ts';
import { profileField, squareosField } from '../remedy.ts';
import { requirement } from '../requirement.ts';

type Declared = Facts['profile.tenant']['squareos']['templates'];

/** A template that is declared unused is one that SquareOS need not have; null: nothing told is wrong. */
const heldFault = ({ templates: held }: HeldState, declared: Declared): Judgement<'differs'> | null => {
  if (held === undefined) return null;
  const wrong = TEMPLATE_NAMES.filter((name) => {
    const said = declared[name];
    return said !== undefined && !said.startsWith('unused') && (held[name] ?? null) !== said;
  });
  if (wrong.length === 0) return null;
  return {
    status: 'fail',
    reason: 'differs',
    observed: Object.fromEntries(
      wrong.map((name) => [name, { inSquareos: held[name] ?? null, inProfile: declared[name] ?? null }]),
    ),
    expected: 'SquareOS maps each template that the profile names.',
    remedy: wrong.map((name) =>
      squareosField(
        `In SquareOS Admin / Email Setting / Templates, map the ${TEMPLATE_LABELS[name]} template; or change squareos.templates.${name} in the profile.`,
        `template ${name}`,
        declared[name] ?? null,
      ),
    ),
  };
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
    'export-old': EXPORT_OLD_TOO,
    differs: { status: ['fail'], says: 'SquareOS maps other templates than the profile says.' },
    'some-missing': { status: ['fail'], says: 'Some EMAIL templates are neither mapped nor declared unused.' },
  },
  needs: ['profile.tenant'],
  uses: ['squareos.state'],
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { templates } = seen.value.squareos;
    const unused = TEMPLATE_NAMES.filter((name) => templates[name]?.startsWith('unused') === true);
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const fault = held.kind === 'held' ? heldFault(held.state, templates) : null;
    if (fault !== null) return fault;
    const told = held.kind === 'held' ? held.state.templates : undefined;
    const missing = TEMPLATE_NAMES.filter((name) => templates[name] === undefined && (told?.[name] ?? null) === null);
    const saidBy = told === undefined ? 'profile' : 'SquareOS';
    if (missing.length === 0) return { status: 'pass', reason: 'ok', observed: { unused, saidBy } };
    const names = missing.map((name) => TEMPLATE_LABELS[name]).join(', ');
    return {
      status: 'fail',
      reason: missing.length === TEMPLATE_NAMES.length ? 'none-mapped' : 'some-missing',
      observed: { missing, unused },
      expected: 'A template id for each, or `unused:` and the reason.',
      remedy: [
        { say: `In SquareOS Admin / Email Setting / Templates, map an EMAIL template for: ${names}.` },
        ...missing.map((name) =>
          profileField(
            `Write the id of the ${TEMPLATE_LABELS[name]} template, or, if the gym does not use it, “unused:” and the reason.`,
            `squareos.templates.${name}`,
            null,
          ),
        ),
      ],
    };
  },
});
