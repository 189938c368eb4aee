// Which facts a set of checks needs, and which probes bring them: follows from the checks, never listed by hand.
import type { AnyCheck } from '../checks/check.ts';
import type { FactKey } from '../facts/index.ts';
import type { AnyProbe } from '../probes/probe.ts';

export type ProbeLoaders = { readonly [K in FactKey]?: () => Promise<AnyProbe> };

export interface Plan {
  /** Every probe that will be asked, needs before the ones that need them. */
  readonly probes: readonly AnyProbe[];
  /** Facts that no probe brings: the run itself makes them. */
  readonly made: ReadonlySet<FactKey>;
}

/** Loads the probes for `wanted` and for what these need, each once. */
export const planFor = async (wanted: Iterable<FactKey>, loaders: ProbeLoaders): Promise<Plan> => {
  const probes = new Map<FactKey, AnyProbe>();
  const made = new Set<FactKey>();
  const visit = async (key: FactKey): Promise<void> => {
    if (probes.has(key) || made.has(key)) return;
    const load = loaders[key];
    if (load === undefined) {
      made.add(key);
      return;
    }
    const probe = await load();
    for (const need of [...probe.needs, ...(probe.uses ?? [])]) await visit(need);
    probes.set(key, probe);
  };
  for (const key of wanted) await visit(key);
  return { probes: [...probes.values()], made };
};

/** Needs and uses of the checks, each once. */
export const factsOf = (checks: readonly AnyCheck[]): ReadonlySet<FactKey> =>
  new Set(checks.flatMap((check) => [...check.needs, ...(check.uses ?? [])]));
