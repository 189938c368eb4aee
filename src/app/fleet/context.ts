// What every tenant of a night is looked at with.
import type { Runbook } from '../../core/runbook.ts';
import type { Facts } from '../../facts/index.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';
import type { PulseJournal } from '../../fleet/pulse-journal.ts';
import type { FleetState } from '../../fleet/state.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import type { SendTurns } from './turns.ts';

export interface NightContext {
  readonly setting: Setting;
  readonly state: FleetState;
  readonly tenant: TenantOptions;
  readonly night: string;
  /** ISO 8601 */
  readonly startedAt: string;
  /** SES is asked about everybody. */
  readonly full: boolean;
  readonly runbooks: { readonly ses: Runbook; readonly smtp: Runbook };
  /** Account and region → what its suppression list grew by; asked once a night. */
  readonly suppressed: Map<string, Promise<number | null>>;
  /** undefined: nobody said where records are. */
  readonly certified: ReadonlyMap<string, string> | undefined;
  /** Milliseconds that a tenant may take. */
  readonly tenantMs: number;
  readonly evidenceDir: string;
  /** What other tenants of the fleet share with one of them. */
  readonly neighbours: (tenant: InventoryTenant) => Facts['run.neighbours'];
  /** Of the one message that a tenant gets in the night. */
  readonly journal: (key: string) => PulseJournal;
  /** Whose turn it is to send; null: nobody is sent anything. */
  readonly pulse: SendTurns | null;
  readonly signal: AbortSignal;
}
