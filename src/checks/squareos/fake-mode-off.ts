// Fake mode is off: with it the platform writes rows as if it had sent, and sends nothing.
import { defineCheck } from '../check.ts';
import { EXPORT_OLD_TOO, emailAccount, heldBySquareos } from './held.ts';
import { profileField, squareosField } from '../remedy.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

export const fakeModeOff = defineCheck({
  id: 'fake-mode-off',
  title: 'Fake mode is off',
  severity: 'blocker',
  why: 'In fake mode SquareOS records a send and sends nothing: every later proof would be of nothing.',
  owner: 'SquareOS admin',
  references: [requirement('R7')],
  reasons: {
    'fake-mode-on': { status: ['fail'], says: 'Fake mode is on, so SquareOS sends nothing.' },
    'export-old': EXPORT_OLD_TOO,
    development: { status: ['not-applicable'], says: 'A development tenant may have fake mode on.' },
  },
  needs: ['profile.tenant'],
  uses: ['squareos.state'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { environment, squareos } = seen.value;
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const account = held.kind === 'held' ? emailAccount(held.state.channelAccounts ?? [], seen.value) : null;
    // What SquareOS says of itself counts before what the profile says of it.
    const fakeMode = account?.fakeModeEnabled ?? squareos.fakeModeEnabled;
    const saidBy = typeof account?.fakeModeEnabled === 'boolean' ? 'SquareOS' : 'profile';
    const observed = { fakeModeEnabled: fakeMode, declared: squareos.fakeModeEnabled, saidBy, environment };
    if (!fakeMode) return { status: 'pass', reason: 'ok', observed };
    if (environment === 'development') return { status: 'not-applicable', reason: 'development', observed };
    return {
      status: 'fail',
      reason: 'fake-mode-on',
      observed,
      expected: 'fakeModeEnabled is false.',
      remedy: [
        squareosField(`In ${CHANNEL_ACCOUNT} "${squareos.accountName}", turn fake mode off.`, 'fakeModeEnabled', 'false'),
        profileField('Then write the same into the profile.', 'squareos.fakeModeEnabled', 'false'),
      ],
    };
  },
});
