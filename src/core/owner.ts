// Who can mend something: the people a finding, an act or a step names.

export const OWNERS = [
  'DNS admin',
  'AWS admin',
  'SquareOS admin',
  'mail provider admin',
  'implementation engineer',
  'gym owner',
  'support',
  'network admin',
] as const;

export type Owner = (typeof OWNERS)[number];

/** Who acts for a tenant, by name, as the profile says under `owners`; null: nobody was named. */
export interface NamedOwners {
  readonly dns: string | null;
  readonly aws: string | null;
  readonly relay: string | null;
  readonly squareos: string | null;
}

const KEY_OF: { readonly [O in Owner]?: keyof NamedOwners } = {
  'DNS admin': 'dns',
  'AWS admin': 'aws',
  'mail provider admin': 'relay',
  'SquareOS admin': 'squareos',
};

const isNamed = (role: string): role is Owner => Object.hasOwn(KEY_OF, role);

/** Who has the role, by name; null: nobody was named. */
export const nameOf = (role: string, owners: NamedOwners | null): string | null => {
  const key = isNamed(role) ? KEY_OF[role] : undefined;
  return key === undefined ? null : (owners?.[key] ?? null);
};

/** `Ana Ruiz (DNS admin)`, or the role alone where nobody was named. */
export const called = (role: string, name: string | null | undefined): string => (name == null ? role : `${name} (${role})`);

export const namedOwner = (role: string, owners: NamedOwners | null): string => called(role, nameOf(role, owners));
