// SquareOS says itself whether it is ready to send for this gym, and to take callbacks.
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';
import { EXPORT_OLD_TOO, heldBySquareos } from './held.ts';

export const squareosReady = defineCheck({
  id: 'squareos-ready',
  title: 'SquareOS says that it is ready to send for this gym',
  severity: 'blocker',
  why: 'A platform that is not ready leaves invoices in its outbox, or takes no callback, however well the provider is set up.',
  owner: 'SquareOS admin',
  references: [requirement('R13')],
  reasons: {
    'not-ready': { status: ['fail'], says: 'SquareOS says that it is not ready to send for this gym.' },
    'export-old': EXPORT_OLD_TOO,
    'not-told': {
      status: ['not-applicable'],
      says: 'Nobody said where SquareOS tells it, or it tells nothing of its readiness.',
    },
  },
  needs: ['profile.tenant'],
  uses: ['squareos.state'],
  evaluate(facts) {
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
    const readiness = held.kind === 'held' ? held.state.readiness : null;
    if (readiness == null) return { status: 'not-applicable', reason: 'not-told' };
    const observed = { ready: readiness.ready, detail: readiness.detail ?? null };
    if (readiness.ready) return { status: 'pass', reason: 'ok', observed };
    const why = observed.detail === null || observed.detail === '' ? '' : ` (“${observed.detail}”)`;
    return {
      status: 'fail',
      reason: 'not-ready',
      observed,
      expected: 'readiness.ready is true.',
      remedy: [
        {
          say: `Settle in SquareOS Admin / Email Setting / Provider readiness why the platform is not ready${why}, then run again.`,
        },
      ],
    };
  },
});
