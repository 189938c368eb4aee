// The facts that the profile itself answers; nobody is asked.
import type { LoadedProfile } from '../core/profile.ts';
import { defineProbe } from '../probes/probe.ts';
import { secretForms } from '../profile/secret-forms.ts';
import { tenantFact } from '../profile/tenant.ts';
import type { ProbeLoaders } from './plan.ts';

export const profileProbes = ({ profile, secrets: named }: LoadedProfile): ProbeLoaders => ({
  'profile.tenant': async () =>
    defineProbe({ key: 'profile.tenant', needs: [], permissions: [], ask: async () => tenantFact(profile) }),
  'profile.secrets': async () =>
    defineProbe({
      key: 'profile.secrets',
      needs: [],
      permissions: [],
      ask: async ({ secrets }) => secretForms(named, secrets),
    }),
});
