// What the plan of one tenant is made from, and the words its parts share.
import type { Change, LeftOut } from '../core/provision.ts';
import type { Observed } from '../facts/fact.ts';
import type { Facts } from '../facts/index.ts';

type Ses = NonNullable<Facts['profile.tenant']['ses']>;

export interface Wanted {
  readonly observed: Observed;
  readonly ses: Ses;
  readonly callback: Facts['profile.tenant']['callback'];
  readonly marketing: boolean;
  /** The account that was asked; null: not seen. */
  readonly account: string | null;
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

/** One difference with the command that ends it. */
export interface Difference {
  readonly says: string;
  readonly command: string;
  readonly permission: string;
  readonly mends: string | null;
}

/** Kept where nothing differs. */
export const changed = (resource: string, name: string, differences: readonly Difference[]): Change => ({
  action: differences.length === 0 ? 'keep' : 'change',
  resource,
  name,
  differences: differences.map(({ says }) => says),
  commands: differences.map(({ command }) => command),
  permissions: differences.map(({ permission }) => permission),
  mends: differences.flatMap(({ mends }) => mends ?? []),
});

export const created = (
  resource: string,
  name: string,
  given: Pick<Change, 'differences' | 'commands' | 'permissions' | 'mends'>,
): Change => ({ action: 'create', resource, name, ...given });

/** One word of a shell line. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
export const jsonWord = (value: unknown): string => word(JSON.stringify(value));
