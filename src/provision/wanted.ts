// What the plan of one tenant is made from, and the words its parts share.
import type { Act, Change, LeftOut } from '../core/provision.ts';
import type { Answer } from '../core/observation.ts';
import type { Observed } from '../facts/fact.ts';
import type { Facts } from '../facts/index.ts';
import { commandOf } from './command.ts';
import { replacing, type Stood } from './replaced.ts';

export const TENANT_TAG = 'certify:tenant';

/** What certify makes says whose it is. */
export const tagsOf = ({ tenant }: { readonly tenant: string }) => [{ Key: TENANT_TAG, Value: tenant }];

/** What the profile names, and whose it may be. */
type Named = 'configuration set' | 'identity' | 'topic';
/** null: there is none, or nobody looked. */
export type TagsSeen = { readonly [N in Named]: Answer<{ readonly [key: string]: string }> | null };

type Ses = NonNullable<Facts['profile.tenant']['ses']>;

export interface Wanted {
  readonly tenant: string;
  readonly tags: TagsSeen;
  readonly observed: Observed;
  readonly ses: Ses;
  readonly callback: Facts['profile.tenant']['callback'];
  readonly marketing: boolean;
  /** The account that was asked; null: not seen. */
  readonly account: string | null;
  /** Checks that failed in the same look. */
  readonly failed: ReadonlySet<string>;
}

/** What one part of the account needs. */
export interface Part {
  readonly changes: readonly Change[];
  readonly leftOut: readonly LeftOut[];
  /** Facts without which nothing can be said. */
  readonly needs: readonly string[];
}

export const NOTHING: Part = { changes: [], leftOut: [], needs: [] };

export const unseen = (...needs: readonly string[]): Part => ({ ...NOTHING, needs });
export const changes = (...list: readonly Change[]): Part => ({ ...NOTHING, changes: list });
export const left = (what: string, why: string, owner: LeftOut['owner'] = 'AWS admin'): Part => ({
  ...NOTHING,
  leftOut: [{ what, why, owner }],
});

/**
 * What the profile names is the tenant's unless its tag says otherwise: then nothing is done to it, nor to what belongs to it. Where nobody
 * could see the tag, nothing is changed.
 */
export const owned = ({ tags, tenant }: Wanted, what: Named, name: string | null, part: Part): Part => {
  const seen = tags[what];
  if (seen === null || part.changes.every(({ action }) => action === 'keep')) return part;
  if (seen.state !== 'observed') return unseen(`tags.${what.replace(' ', '-')}`);
  const tag = seen.value[TENANT_TAG];
  if (tag === undefined || tag === tenant) return part;
  return left(
    `The ${what} ${name ?? ''} is not touched, nor what belongs to it.`,
    `Its tag ${TENANT_TAG} says ${tag}: name another in the profile, or have who tagged it correct the tag.`,
  );
};

/** Where the region itself is in doubt nothing is made in it. */
export const elsewhere = ({ failed, ses }: Wanted, what: string): Part | null =>
  failed.has('ses-region')
    ? left(
        what,
        `The profile says ${ses.region}, and what else is known of the tenant says otherwise: mend ses-region first.`,
        'implementation engineer',
      )
    : null;

/** One difference with the act that ends it. */
export interface Difference {
  readonly says: string;
  readonly act: Act;
  /** What was read where the act writes. */
  readonly stood: Stood;
  readonly mends: string | null;
}

/** What is told of a resource besides its difference. */
interface Resource {
  readonly resource: string;
  readonly name: string;
  /** Where its commands are asked. */
  readonly region: string;
  readonly after?: readonly string[];
}

const worded = ({ region }: Resource, acts: readonly Act[]): Pick<Change, 'acts' | 'commands'> => ({
  acts,
  commands: acts.map((act) => commandOf(act, region)),
});

/** Kept where nothing differs. */
export const changed = (about: Resource, differences: readonly Difference[]): Change => ({
  action: differences.length === 0 ? 'keep' : 'change',
  resource: about.resource,
  name: about.name,
  differences: differences.map(({ says }) => says),
  ...worded(
    about,
    differences.map(({ act, stood }) => replacing(act, stood)),
  ),
  permissions: differences.map(({ act }) => act.action),
  after: about.after ?? [],
  mends: differences.flatMap(({ mends }) => mends ?? []),
});

interface Creation {
  readonly differences: readonly string[];
  readonly act: Act;
  /** Permissions besides the act's own. */
  readonly also?: readonly string[];
  readonly mends: readonly string[];
}

export const created = (about: Resource, { differences, act, also = [], mends }: Creation): Change => ({
  action: 'create',
  resource: about.resource,
  name: about.name,
  differences,
  ...worded(about, [act]),
  permissions: [act.action, ...also],
  after: about.after ?? [],
  mends,
});
