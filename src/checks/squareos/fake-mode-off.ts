// Fake mode is off: with it the platform writes rows as if it had sent, and sends nothing.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

export const fakeModeOff = defineCheck({
  id: 'fake-mode-off',
  title: 'Fake mode is off',
  severity: 'blocker',
  why: 'In fake mode SquareOS records a send and sends nothing: every later proof would be of nothing.',
  owner: 'SquareOS admin',
  references: [requirement('R7')],
  needs: ['profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['profile.tenant'];
    const { environment, squareos } = seen.value;
    const observed = { fakeModeEnabled: squareos.fakeModeEnabled, environment };
    if (!squareos.fakeModeEnabled) return { status: 'pass', reason: 'ok', observed };
    if (environment === 'development') return { status: 'not-applicable', reason: 'development', observed };
    return {
      status: 'fail',
      reason: 'fake-mode-on',
      observed,
      expected: 'fakeModeEnabled is false.',
      fix: `In ${CHANNEL_ACCOUNT} "${squareos.accountName}", set fakeModeEnabled to false; then write \`fakeModeEnabled: false\` under \`squareos\` in the profile.`,
    };
  },
});
