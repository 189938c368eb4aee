// The probes of `certify dns`: whatever would ask a provider says that it was not asked, so that no credential is needed or used.
import { NotAsked } from '../core/probe.ts';
import { type FactKey, type Party, party } from '../facts/index.ts';
import { type AnyProbe, defineProbe } from '../probes/probe.ts';
import type { ProbeLoaders } from './plan.ts';

/** Whether a party is asked by `certify dns`, which has no credential and asks nobody who would need one. */
const ASKED: { readonly [P in Party]: boolean } = {
  cloudwatch: false,
  dns: true,
  iam: false,
  kms: false,
  live: false,
  message: false,
  profile: true,
  run: true,
  ses: false,
  smtp: false,
  sns: false,
  squareos: false,
  sts: false,
  webhook: false,
};

const silent = (key: FactKey): AnyProbe =>
  defineProbe({
    key,
    needs: [],
    permissions: [],
    ask: () => Promise.resolve(new NotAsked('certify dns asks DNS alone, and no provider.')),
  });

/** The same keys; those of other parties are answered without asking anybody. */
export const onlyDns = (probes: ProbeLoaders): ProbeLoaders =>
  Object.fromEntries(
    (Object.entries(probes) as [FactKey, () => Promise<AnyProbe>][]).map(([key, load]) => [
      key,
      ASKED[party(key)] ? load : () => Promise.resolve(silent(key)),
    ]),
  );
