// The probes of `certify dns`: whatever would ask a provider says that it was not asked, so that no credential is needed or used.
import { NotAsked } from '../core/probe.ts';
import { type FactKey, type Party, party } from '../facts/index.ts';
import { type AnyProbe, defineProbe } from '../probes/probe.ts';
import type { ProbeLoaders } from './plan.ts';

const ABOUT_DNS: ReadonlySet<Party> = new Set(['dns', 'profile', 'run']);

const silent = (key: FactKey): AnyProbe =>
  defineProbe({
    key,
    needs: [],
    permissions: [],
    ask: () => Promise.resolve(new NotAsked('certify dns asks DNS alone, and no provider.')),
  });

/** The same keys; those that are not about DNS are answered without asking anybody. */
export const onlyDns = (probes: ProbeLoaders): ProbeLoaders =>
  Object.fromEntries(
    (Object.entries(probes) as [FactKey, () => Promise<AnyProbe>][]).map(([key, load]) => [
      key,
      ABOUT_DNS.has(party(key)) ? load : () => Promise.resolve(silent(key)),
    ]),
  );
