// The end of a night: every row is compared with the night before, and the sum decides the exit code.
import type { Change, ChangeClass, Night, NightTotals, PlaceState, Pulse, TenantLook, Weight } from '../core/fleet.ts';
import { type Drift, tenantChanges } from './drift.ts';
import { type ExpectedFailure, type Expectations, expectations, type Window } from './expected.ts';
import { fingerprint } from './fingerprint.ts';
import { remembered } from './memory.ts';
import { placeChanges, type PlaceLines } from './place-drift.ts';
import type { FleetState, KeptNight, TroubleMemory } from './state.ts';
import type { DueDays } from './validity.ts';

/** A part of the night that cannot be counted on. */
export interface Missing {
  readonly says: string;
  readonly fix: string;
}

export interface ClosingRules {
  readonly expected: readonly ExpectedFailure[];
  /** Maintenance: what gets worse of a tenant meanwhile is nobody's news. */
  readonly windows: readonly Window[];
  readonly due: DueDays & PlaceLines;
  /** Whether the inventory still has the tenant. */
  readonly has: (key: string) => boolean;
  /** What of the night is missing, a sentence each; then nobody knows what is gone, or what matches nothing. */
  readonly missing: readonly Missing[];
}

const DONE = new Set([0, 1, 3]);

/** Since when a night is the measure: somebody accepted it then, or it is complete with 0, 1 or 3. null: it is none. */
const measureSince = ({ night, state, acceptedAt }: KeptNight): string | null =>
  acceptedAt ?? (state === 'complete' && night.exitCode !== null && DONE.has(night.exitCode) ? night.startedAt : null);

/** The night that others are compared with, before this one: what is accepted by hand is it until a newer night is complete. */
export const baselineOf = (nights: readonly KeptNight[], name: string, startedAt: string): string | null => {
  const measures = nights.flatMap((kept) => {
    const since = kept.night.name === name || kept.night.startedAt > startedAt ? null : measureSince(kept);
    return since === null ? [] : [{ name: kept.night.name, since }];
  });
  return measures.toSorted((a, b) => (a.since > b.since ? -1 : 1))[0]?.name ?? null;
};

const EXIT_OF: { readonly [W in Weight]: number } = { fault: 4, refused: 2, worse: 1, unseen: 3, none: 0 };
/** Gravest first (product rule: worst of 4, 2, 1, 3, 0). */
const GRAVEST: readonly Weight[] = ['fault', 'refused', 'worse', 'unseen', 'none'];

const BATCH = 200;

const CAME: ReadonlySet<ChangeClass> = new Set(['new-failure', 'other-cause']);

class Sum {
  readonly #changes: { [C in ChangeClass]?: number } = {};
  readonly #exits: { [exit: string]: number } = {};
  readonly #weights = new Set<Weight>();
  readonly #pulses: { [O in Pulse['outcome']]?: number } = {};
  #expected = 0;
  #looked = 0;

  look(look: TenantLook): void {
    this.#looked += 1;
    this.#exits[look.exitCode] = (this.#exits[look.exitCode] ?? 0) + 1;
    if (look.pulse !== undefined) this.#pulses[look.pulse.outcome] = (this.#pulses[look.pulse.outcome] ?? 0) + 1;
  }

  change(change: Change): void {
    this.#changes[change.class] = (this.#changes[change.class] ?? 0) + 1;
    if (change.expected !== null) this.#expected += 1;
    this.#weights.add(change.weight);
  }

  totals(tenants: number): NightTotals {
    const pulses = Object.keys(this.#pulses).length === 0 ? {} : { pulses: this.#pulses };
    return { tenants, looked: this.#looked, exits: this.#exits, changes: this.#changes, expected: this.#expected, ...pulses };
  }

  exitCode(): number {
    return EXIT_OF[GRAVEST.find((weight) => this.#weights.has(weight)) ?? 'none'];
  }
}

const fleetChange = (night: Night, given: Pick<Change, 'class' | 'weight' | 'says' | 'fingerprint' | 'root'>): Change => ({
  schema: 'certify.fleet-change/1',
  night: night.name,
  tenant: null,
  key: null,
  place: null,
  check: null,
  reason: null,
  status: null,
  severity: 'warning',
  owner: 'implementation engineer',
  who: null,
  firstSeen: { night: night.name, at: night.startedAt },
  before: null,
  after: null,
  fix: null,
  expected: null,
  ...given,
});

const brokenExpectations = (night: Night, expected: Expectations): readonly Change[] =>
  expected.broken().map(({ entry, why }) => {
    const what = `The expected failure of ${entry.check} (${entry.reason}) for ${entry.tenant}, ${entry.ticket}, line ${entry.line} of fleet.yaml,`;
    return fleetChange(night, {
      class: 'expectation',
      weight: 'worse',
      fingerprint: fingerprint('expectation', entry.tenant, entry.check, entry.reason),
      root: `expectation ${entry.tenant} ${entry.check}/${entry.reason}`,
      says:
        why === 'expired' ? `${what} expired on ${entry.expires}.` : `${what} matches nothing: it no longer fails, or never did.`,
    });
  });

const missingPart = (night: Night, { says, fix }: Missing, index: number): Change => ({
  ...fleetChange(night, {
    class: 'could-not-see',
    weight: 'fault',
    fingerprint: fingerprint('missing part', night.name, String(index)),
    root: `missing part ${index}`,
    says,
  }),
  severity: 'blocker',
  fix,
});

/** By the tenant; the provider is named where it alone tells the two apart. */
const whose = (one: TenantLook, other: TenantLook): string =>
  one.tenant === other.tenant ? `${one.tenant} on ${one.provider ?? 'no provider'}` : one.tenant;

/** What is seen of a tenant that was renamed: whether it is the same gym nobody can tell from here. `now`: whom its profile describes. */
const goneTenant = (night: Night, look: TenantLook, now: TenantLook | undefined): Change => ({
  ...fleetChange(night, {
    class: 'gone',
    weight: 'none',
    fingerprint: fingerprint(look.key, 'gone'),
    root: `${look.tenant} gone`,
    says:
      now === undefined
        ? `${look.tenant} is no longer in the inventory (${look.profile}).`
        : `${look.profile} described ${whose(look, now)} and describes ${whose(now, look)} now: what was remembered of ${look.tenant} is not ${now.tenant}’s.`,
  }),
  tenant: look.tenant,
  key: look.key,
  place: look.place,
});

const nowRead = (
  night: Night,
  look: TenantLook,
  now: TenantLook,
  troubles: ReadonlyMap<string, TroubleMemory>,
): readonly Change[] =>
  look.findings.map(({ fingerprint: print, root, check, reason, status, severity, owner, who, fix }) => {
    const since = troubles.get(print);
    const kind = { class: 'fixed', weight: 'none', fingerprint: print, root } as const;
    const says = `mended: ${look.profile} can be read and used, and describes ${now.tenant}`;
    const { tenant, key, place } = now;
    return {
      ...fleetChange(night, { ...kind, says }),
      tenant,
      key,
      place,
      check,
      reason,
      status,
      severity,
      owner,
      who,
      fix,
      ...(since === undefined ? {} : { firstSeen: { night: since.firstNight, at: since.firstAt } }),
    };
  });

/** Compares, remembers, and says how the night ended. Repeating it gives the same. */
export const closeNight = async (
  state: FleetState,
  night: Night,
  tenants: number,
  rules: ClosingRules,
): Promise<Pick<Night, 'totals' | 'exitCode'>> => {
  const sum = new Sum();
  const expected = expectations(rules, night.startedAt);
  const { baseline } = night;
  const nights = (await state.nights()).filter((one) => one.night.startedAt <= night.startedAt);
  const recent = new Set([
    night.name,
    ...nights
      .map((one) => one.night.name)
      .filter((name) => name !== night.name)
      .slice(0, 6),
  ]);
  await state.forgetChanges(night.name);
  const came = new Set<string>();
  // A tenant's memory is its own: what is kept of many at once is one durable write.
  let pending: { changes: Change[]; memories: TroubleMemory[] } = { changes: [], memories: [] };
  const flush = async (): Promise<void> => {
    const { changes, memories } = pending;
    pending = { changes: [], memories: [] };
    if (changes.length + memories.length > 0) await state.saveChanges(changes, memories);
  };
  const keep = async ({ changes, memories }: Drift, troubles: ReadonlyMap<string, TroubleMemory>): Promise<void> => {
    for (const change of changes) {
      sum.change(change);
      if (CAME.has(change.class)) came.add(`${change.place} ${change.check}`);
      const told = remembered(change, troubles.get(change.fingerprint));
      if (told !== null) pending.memories.push(told);
    }
    pending.changes.push(...changes);
    pending.memories.push(...memories);
    if (pending.changes.length + pending.memories.length >= BATCH) await flush();
  };
  for await (const now of state.looks(night.name)) {
    sum.look(now);
    expected.saw(now);
    const before = baseline === null ? null : await state.look(baseline, now.key);
    const troubles = await state.troubles(now.key);
    await keep(tenantChanges({ now, before, baseline, troubles, recent, expectations: expected, due: rules.due }), troubles);
  }
  await keep(await placesOf(state, night, rules, came), new Map());
  await keep({ changes: await fleetWide(state, night, rules, expected), memories: [] }, new Map());
  await flush();
  return { totals: sum.totals(tenants), exitCode: sum.exitCode() };
};

/** `came`: place and check of what came to fail tonight. */
const placesOf = async (state: FleetState, night: Night, rules: ClosingRules, came: ReadonlySet<string>): Promise<Drift> => {
  const { baseline } = night;
  const before = new Map<string, PlaceState>(
    baseline === null ? [] : (await state.places(baseline)).map((one) => [one.place, one]),
  );
  const all: Drift[] = [];
  for (const now of await state.places(night.name)) {
    const compared = { night: night.name, at: night.startedAt, now, before: before.get(now.place) ?? null, lines: rules.due };
    const tells = (check: string): boolean => came.has(`${now.place} ${check}`);
    all.push(placeChanges({ ...compared, tells, troubles: await state.troubles(now.place) }));
  }
  return { changes: all.flatMap(({ changes }) => changes), memories: all.flatMap(({ memories }) => memories) };
};

/** By profile, of those alone that described a tenant who is gone: a fleet may have tens of thousands. */
const described = async (
  state: FleetState,
  night: Night,
  gone: readonly TenantLook[],
): Promise<ReadonlyMap<string, TenantLook>> => {
  const profiles = new Set(gone.map(({ profile }) => profile));
  const found = new Map<string, TenantLook>();
  for await (const look of state.looks(night.name)) if (profiles.has(look.profile)) found.set(look.profile, look);
  return found;
};

const fleetWide = async (
  state: FleetState,
  night: Night,
  rules: ClosingRules,
  expected: Expectations,
): Promise<readonly Change[]> => {
  const { baseline } = night;
  const changes: Change[] = [];
  if (baseline !== null && rules.missing.length === 0) {
    const gone: TenantLook[] = [];
    for await (const look of state.looks(baseline)) if (!rules.has(look.key)) gone.push(look);
    const now = gone.length === 0 ? new Map<string, TenantLook>() : await described(state, night, gone);
    for (const look of gone) {
      const there = now.get(look.profile);
      // The row of a profile that nobody could read stood under its path: with it read, nobody has left.
      if (look.provider === null && there !== undefined)
        changes.push(...nowRead(night, look, there, await state.troubles(look.key)));
      else changes.push(goneTenant(night, look, there));
    }
  }
  changes.push(...rules.missing.map((one, index) => missingPart(night, one, index)));
  if (rules.missing.length === 0) changes.push(...brokenExpectations(night, expected));
  return changes;
};
