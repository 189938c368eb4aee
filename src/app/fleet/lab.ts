// The fleet of the embedded lab: started for one night, and compared with what was declared of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError } from '../../core/errors.ts';
import type { TenantLook } from '../../core/fleet.ts';
import type { LabTenant, Shown } from '../../lab/fleet/tenants.ts';
import type { Setting } from '../setting.ts';
import type { NightRows } from './rows.ts';

export interface LabFleet {
  /** fleet.yaml of the lab. */
  readonly config: string;
  /** What a night found beside what the lab declares. */
  compare(night: string, rows: NightRows): Promise<LabComparison>;
}

interface LabComparison {
  /** Fault → tenants that it was declared for. */
  readonly declared: readonly (readonly [string, number])[];
  /** One sentence for each tenant that was found otherwise. */
  readonly differs: readonly string[];
}

const READS_PER_SECOND = 10;

const difference = (tenant: LabTenant, shown: Shown | null, row: TenantLook | undefined): string | null => {
  if (row === undefined) return `${tenant.name} was not looked at`;
  const found = row.findings.map(({ check, reason }) => `${check} (${reason})`);
  const said = `exit ${row.exitCode}${found.length === 0 ? '' : `: ${found.join(', ')}`}`;
  if (shown === null)
    return row.exitCode === 0 && found.length === 0 ? null : `${tenant.name} is in order, but was found with ${said}`;
  const [first] = shown.checks;
  const right =
    row.exitCode === shown.exitCode &&
    row.findings.some(({ check }) => check === first) &&
    row.findings.every(({ check }) => shown.checks.includes(check));
  return right ? null : `${tenant.name} (${tenant.fault ?? tenant.account.fault ?? ''}) was found with ${said}`;
};

/** The lab's fleet ends with its call, and so does what was looked at. */
const nothingKept = (error: unknown): unknown =>
  error instanceof AbortError && error.code === 'interrupted'
    ? new AbortError({
        code: error.code,
        message: 'The night of the lab’s fleet was interrupted; nothing of it is kept.',
        fix: 'Begin another: `certify fleet check --lab`',
        exitCode: error.exitCode,
        cause: error,
      })
    : error;

/** Works while the lab's fleet is up. */
export const withLabFleet = async <T>(setting: Setting, tenants: number, work: (fleet: LabFleet) => Promise<T>): Promise<T> => {
  const { startLabFleet } = await import('../../lab/fleet/world.ts');
  const { shownBy } = await import('../../lab/fleet/tenants.ts');
  const stateDir = await mkdtemp(join(tmpdir(), 'certify-fleet-'));
  try {
    const fleet = await startLabFleet({ tenants, stateDir, root: setting.root, readsPerSecond: READS_PER_SECOND });
    try {
      return await work({
        config: fleet.config,
        compare: async (night, rows) => {
          const left = new Map(fleet.tenants.map((tenant) => [tenant.name, tenant]));
          const differs: string[] = [];
          for await (const row of rows.looks(night)) {
            const tenant = left.get(row.tenant);
            const wrong = tenant === undefined ? `${row.tenant} is not of this lab` : difference(tenant, shownBy(tenant), row);
            left.delete(row.tenant);
            if (wrong !== null) differs.push(wrong);
          }
          for (const tenant of left.values()) differs.push(`${tenant.name} was not looked at`);
          const counts = new Map<string, number>();
          for (const tenant of fleet.tenants) {
            const fault = tenant.fault ?? tenant.account.fault ?? 'nothing';
            counts.set(fault, (counts.get(fault) ?? 0) + 1);
          }
          return { declared: [...counts], differs };
        },
      });
    } catch (error) {
      throw nothingKept(error);
    } finally {
      await fleet.stop();
    }
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
};
