// What `certify doctor` is asked to look at.
import type { Target } from '../../profile/target.ts';
import type { TenantOptions } from '../options.ts';

export interface Patient {
  /** Of the profile; null: what a run of any gym needs. */
  readonly target: Target | null;
  /** Without a profile. */
  readonly region: string;
  readonly evidenceDir: string;
  readonly tenant: TenantOptions;
}
