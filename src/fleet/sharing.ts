// What tenants of a fleet share, as their profiles alone say it: no record and no night before is needed.
import { identityArn, parseArn } from '../aws/arn.ts';
import { partitionOf } from '../aws/region.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { Facts } from '../facts/index.ts';
import { SHARED_THINGS, type SharedThing } from '../facts/run.ts';
import { credentialOf } from '../profile/credential.ts';
import type { Profile } from '../profile/profile.ts';
import { patternOf } from '../text/glob.ts';

type Neighbours = Facts['run.neighbours'];
type Values = { readonly [K in SharedThing]: string | null };
/** Equal marks are equal values; a thing of which the profile says nothing has none. */
export type Marks = { readonly [K in SharedThing]?: string };

/** What several tenants share by approval: fleet.yaml, `sharing`. */
export interface ApprovedSharing {
  /** Pattern of tenants, which share with one another. */
  readonly tenants: string;
  readonly what: readonly SharedThing[];
  readonly approvedBy: string;
  readonly reference: string;
}

interface Sharer {
  readonly tenant: string;
  readonly marks: Marks;
}

/** Tenants that are named in one finding. */
const MOST_NAMED = 20;

const accountIn = (arn: string | undefined | null): string | null => parseArn(arn ?? '')?.account ?? null;

/** One name in two regions or accounts is two identities, and one that another account lends is that account's. */
const identityOf = ({ ses }: Profile, account: string | null): string | null => {
  if (ses === undefined) return null;
  if (ses.identityArn !== undefined) return ses.identityArn;
  const { id: partition } = partitionOf(ses.region);
  return account === null ? null : identityArn({ partition, region: ses.region, account }, ses.identity.toLowerCase());
};

/** What a profile says of each thing that tenants should not share; of the verify token only its secret says it. */
export const sharedValuesOf = (profile: Profile): Omit<Values, 'webhook'> => {
  const { topicArn } = sesPlaceOf(profile);
  const { roleArn, accessKeyId } = profile.aws?.probe ?? {};
  const account = accountIn(topicArn) ?? accountIn(roleArn);
  return {
    credential: credentialOf(profile),
    topic: topicArn,
    identity: identityOf(profile, account),
    account,
    probe: roleArn ?? accessKeyId ?? null,
  };
};

/** `markOf` makes a mark of a value; it never gives the value back. */
export const marksOf = (values: Values, markOf: (thing: SharedThing, value: string) => string): Marks =>
  Object.fromEntries(
    SHARED_THINGS.flatMap((thing) => {
      const value = values[thing];
      return value === null ? [] : [[thing, markOf(thing, value)] as const];
    }),
  );

export const mapMarks = (marks: Marks, change: (mark: string) => string): Marks =>
  Object.fromEntries(SHARED_THINGS.flatMap((thing) => (marks[thing] === undefined ? [] : [[thing, change(marks[thing])]])));

interface Sharers {
  /** Of each mark that several have, who. What one has alone, as most do, is not kept for a night. */
  readonly marks: ReadonlyMap<string, readonly string[]>;
  /** How many tenants have any. */
  readonly named: number;
}

const sharersOf = (all: readonly Sharer[], thing: SharedThing): Sharers => {
  const found = new Map<string, Set<string>>();
  for (const { tenant, marks } of all) {
    const mark = marks[thing];
    if (mark !== undefined) found.set(mark, (found.get(mark) ?? new Set()).add(tenant));
  }
  const several = [...found].filter(([, tenants]) => tenants.size > 1);
  return {
    marks: new Map(several.map(([mark, tenants]) => [mark, [...tenants].sort((a, b) => (a < b ? -1 : 1))])),
    named: new Set([...found.values()].flatMap((tenants) => [...tenants])).size,
  };
};

/** The fact `run.neighbours` of each tenant of `all`. What is approved is not among what is shared; which approvals were used is told. */
export const sharingInFleet = (
  all: readonly Sharer[],
  approvals: readonly ApprovedSharing[] = [],
): ((one: Sharer) => Neighbours) => {
  const approved = approvals.map((entry) => ({ entry, tenants: patternOf(entry.tenants) }));
  const approvedFor = (tenant: string): readonly number[] =>
    approved.flatMap(({ tenants }, index) => (tenants.test(tenant) ? [index] : []));
  const byThing = new Map(SHARED_THINGS.map((thing) => [thing, sharersOf(all, thing)] as const));
  // Thousands of tenants of one account have the same others: worked out once for each set of approvals.
  const open = new Map<string, readonly string[]>();
  const openOthers = (
    thing: SharedThing,
    mark: string,
    sharing: readonly string[],
    mine: readonly number[],
  ): readonly string[] => {
    const entries = mine.filter((index) => approved[index]?.entry.what.includes(thing) === true);
    const key = JSON.stringify([thing, mark, entries]);
    const known = open.get(key);
    if (known !== undefined) return known;
    const left = sharing.filter((other) => !entries.some((index) => approved[index]?.tenants.test(other) === true));
    if (sharing.length > 1) open.set(key, left);
    return left;
  };
  return ({ tenant, marks }) => {
    const mine = approvedFor(tenant);
    const found = new Map<string, SharedThing[]>();
    const used = new Set<number>();
    const things: SharedThing[] = [];
    let compared = 0;
    for (const thing of SHARED_THINGS) {
      const [mark, known] = [marks[thing], byThing.get(thing)];
      if (mark === undefined || known === undefined || known.named < 2) continue;
      const sharers = known.marks.get(mark) ?? [tenant];
      things.push(thing);
      compared = Math.max(compared, known.named - 1);
      const others = openOthers(thing, mark, sharers, mine);
      for (const other of others.slice(0, MOST_NAMED + 1).filter((one) => one !== tenant))
        found.set(other, [...(found.get(other) ?? []), thing]);
      if (others.length < sharers.length)
        for (const index of mine) if (approved[index]?.entry.what.includes(thing) === true) used.add(index);
    }
    const sharing = [...found].map(([other, what]) => ({ tenant: other, what }));
    const declared = [...used].flatMap((index) => approved[index]?.entry ?? []);
    return {
      sharing: sharing.slice(0, MOST_NAMED),
      compared,
      things,
      inFleet: true,
      ...(declared.length === 0 ? {} : { declared }),
    };
  };
};
