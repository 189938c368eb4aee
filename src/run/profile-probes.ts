// The facts that the profile itself answers; nobody is asked.
import { NotGiven } from '../core/probe.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { defineProbe } from '../probes/probe.ts';
import { secretForms } from '../profile/secret-forms.ts';
import { tenantFact } from '../profile/tenant.ts';
import type { ProbeLoaders } from './plan.ts';

const notGiven = async (): Promise<NotGiven> => new NotGiven('what only a profile says', '`certify init` writes one');

/** Without a profile both facts are not given. */
export const profileProbes = (loaded: LoadedProfile | null): ProbeLoaders => ({
  'profile.tenant': async () =>
    defineProbe({
      key: 'profile.tenant',
      needs: [],
      permissions: [],
      ask: loaded === null ? notGiven : async () => tenantFact(loaded.profile),
    }),
  'profile.secrets': async () =>
    defineProbe({
      key: 'profile.secrets',
      needs: [],
      permissions: [],
      ask: loaded === null ? notGiven : async ({ secrets }) => secretForms(loaded, secrets),
    }),
});
