// Asks SquareOS what it holds: Channel Accounts, Sender Accounts, templates, fake mode, readiness.
import { ObservationError } from '../../core/errors.ts';
import { NotAsked } from '../../core/probe.ts';
import { readSquareosState } from '../../text/squareos-state.ts';
import { defineProbe } from '../probe.ts';
import { looksOnly } from '../ses/purpose.ts';

const MINUTE_MS = 60_000;
const LOOK_MS = 24 * 60 * MINUTE_MS;
/** As long as a resumed run takes an observation for fresh. */
const LIVE_MS = 15 * MINUTE_MS;

export const squareosStateProbe = defineProbe({
  key: 'squareos.state',
  needs: [],
  uses: ['run.purpose'],
  permissions: [],
  ask: async ({ squareos, clock }, facts) => {
    if (squareos === null) return new NotAsked('The profile does not say where SquareOS’s own fields are read (squareos.state).');
    const state = readSquareosState(await squareos.state());
    if ('problem' in state) {
      const message = `What SquareOS holds is not told as certify.squareos-state/1: ${state.problem}`;
      throw new ObservationError({ state: 'failed', code: 'not-a-state', message });
    }
    const age = clock.now().getTime() - Date.parse(state.exportedAt);
    const fresh = age <= (looksOnly(facts['run.purpose']) ? LOOK_MS : LIVE_MS) && age > -5 * MINUTE_MS;
    return { state, fresh };
  },
});
