// What one process hands to all its use cases: built once, by `bin` or by whoever imports the package.
import { createShared, type Shared } from '../world/shared.ts';

export interface Setting {
  /** Package root: where runbooks/ and fixtures/ are. */
  readonly root: string;
  /** certify's own version. */
  readonly version: string;
  /** The environment that profiles and flags may refer to. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Pacers and account-wide answers, for all tenants of this process. */
  readonly shared: Shared;
}

export const createSetting = (given: Omit<Setting, 'shared'>): Setting => ({ ...given, shared: createShared() });
