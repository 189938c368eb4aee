// A night for programs: one JSON line a tenant, and a summary line at the end.
import type { Change, Night, NightPart, PlaceState, TenantLook } from '../../core/fleet.ts';
import { safeJson } from '../../masking/json-text.ts';

/** A tenant's row with what changed of it. */
export const lookLine = (look: TenantLook, changes: readonly Change[]): string => `${safeJson({ ...look, changes })}\n`;

/** `changes`: of accounts and of the fleet as a whole; the tenants' stand in their own lines. */
export const nightLine = (night: Night, changes: readonly Change[], places: readonly PlaceState[]): string =>
  `${safeJson({ ...night, changes, places })}\n`;

/** What one machine of several looked at; `places`: with what each said. */
export const partLine = (part: NightPart, places: readonly PlaceState[]): string => `${safeJson({ ...part, places })}\n`;
