// While the provider is not ready, SquareOS keeps email to customers off; it says so itself, where it is asked.
import type { Observation } from '../../core/observation.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { squareosField } from '../remedy.ts';
import { requirement } from '../requirement.ts';
import { cannotJudge } from '../unseen.ts';
import { EXPORT_OLD_TOO, heldBySquareos } from './held.ts';

/** What must hold before customers get email, as the provider says it; null: it was not seen, or not told. */
type Condition = readonly [name: string, holds: boolean | null];

const verified = (identity: Observation<Facts['ses.identity']>): boolean | null => {
  if (identity.state !== 'observed') return null;
  const governing = governingOf(identity.value);
  if (governing.kind === 'none') return false;
  return governing.kind === 'known' ? governing.detail.verifiedForSending : null;
};

const conditions = (
  identity: Observation<Facts['ses.identity']>,
  account: Observation<Facts['ses.account']>,
): readonly Condition[] => {
  const of = account.state === 'observed' ? account.value : null;
  return [
    ['the identity is verified', verified(identity)],
    ['production access is granted', of?.productionAccess ?? null],
    ['sending is enabled', of?.sendingEnabled ?? null],
  ];
};

/** Where nobody can say that the provider is ready, these say why. */
const UNSEEN_BY = ['ses-identity-verified', 'ses-production-access', 'ses-sending-enabled'] as const;

export const customerEmailOff = defineCheck({
  id: 'customer-email-off',
  title: 'SquareOS keeps email to customers off until the provider is ready',
  severity: 'blocker',
  why: 'A sandbox or an unverified identity refuses real customers: staff promise an invoice that nobody ever gets.',
  owner: 'SquareOS admin',
  references: [requirement('R23')],
  reasons: {
    'email-on': { status: ['fail'], says: 'Email to customers is on in SquareOS, and the provider is not ready for it.' },
    'export-old': EXPORT_OLD_TOO,
    'provider-ready': { status: ['not-applicable'], says: 'The provider is ready, so that email to customers may be on.' },
    'not-told': {
      status: ['not-applicable'],
      says: 'SquareOS does not tell whether email to customers is on: a person is asked.',
    },
    'other-provider': { status: ['not-applicable'], says: 'The provider knows neither sandbox nor verified identities.' },
  },
  needs: ['profile.tenant'],
  uses: ['squareos.state', 'ses.identity', 'ses.account'],
  evaluate(facts) {
    const { provider, smtp, squareos } = facts['profile.tenant'].value;
    if (provider === 'SMTP' && smtp?.ses == null) return { status: 'not-applicable', reason: 'other-provider' };
    const all = conditions(facts['ses.identity'], facts['ses.account']);
    if (all.every(([, holds]) => holds === true)) return { status: 'not-applicable', reason: 'provider-ready' };
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const enabled = held.kind === 'held' ? held.state.customerEmailEnabled : null;
    if (enabled == null) return { status: 'not-applicable', reason: 'not-told' };
    const missing = all.flatMap(([name, holds]) => (holds === false ? [name] : []));
    const observed = { customerEmailEnabled: enabled, notSo: missing, saidBy: 'SquareOS' };
    if (!enabled) return { status: 'pass', reason: 'ok', observed };
    if (missing.length === 0)
      return { ...cannotJudge('whether the provider is ready for email to customers', observed), follows: UNSEEN_BY };
    return {
      status: 'fail',
      reason: 'email-on',
      observed,
      expected: `Email to customers is off until ${missing.join(', and ')}.`,
      remedy: [
        squareosField(
          `In SquareOS Admin / Email Setting, switch email to customers of "${squareos.accountName}" off, and tell staff which email actions are off.`,
          'customerEmailEnabled',
          'false',
        ),
      ],
    };
  },
});
