// The sending credential, or the relay login, is this gym's alone.
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

export const credentialNotShared = defineCheck({
  id: 'credential-not-shared',
  title: 'No other tenant sends with this credential or relay login',
  severity: 'warning',
  why: 'One credential for two gyms mixes their reputation, suppression and billing, and a leak at one stops both.',
  owner: 'AWS admin',
  references: [requirement('R44')],
  reasons: { shared: { status: ['warn'], says: 'Another tenant’s record names the same sending credential or relay login.' } },
  needs: ['run.neighbours'],
  evaluate(facts) {
    const seen = facts['run.neighbours'];
    const sharing = seen.value.sharing;
    if (sharing.length === 0) return { status: 'pass', reason: 'ok' };
    return {
      status: 'warn',
      reason: 'shared',
      observed: { sharing },
      expected: 'Each gym has a sending credential of its own.',
      remedy: [
        {
          say: `Create a credential for this gym alone, or have support record the written approval: the records of ${sharing.join(', ')} name the same one (key ids are compared by their last four characters).`,
        },
      ],
    };
  },
});
