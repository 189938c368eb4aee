// What a run works with and how its journal begins: built here alone, for the walk that sends and for the looks that do not.
import { checks } from '../checks/index.ts';
import type { AnyCheck } from '../checks/check.ts';
import type { NewEntry } from '../core/journal.ts';
import { probes } from '../probes/index.ts';
import type { LookContext } from '../run/context.ts';
import { modeOf } from '../run/mode.ts';
import { newNonce } from '../world/ids.ts';
import { type Caller, peopleOf, type Watcher } from './caller.ts';
import type { TenantOptions } from './options.ts';
import type { Setting } from './setting.ts';
import type { Tenant } from './tenant.ts';

export const CHECKS: ReadonlyMap<string, AnyCheck> = new Map(checks.map((check) => [check.id, check]));

type Own = 'command' | 'runbook' | 'beforehand' | 'rerunOf' | 'part' | 'history' | 'timing';

interface Given extends Pick<LookContext, Own>, Partial<Pick<LookContext, 'probes' | 'carried' | 'unwatched'>> {
  readonly setting: Setting;
  readonly caller: Caller;
  /** Its world has writes only where the run may send. */
  readonly opened: Tenant;
  readonly tenant: TenantOptions;
  readonly watcher: Watcher;
  /** Empty where nobody answers for the run. */
  readonly operator: string;
  /** What a person types after the command. */
  readonly typed: string;
}

export const runContext = ({ setting, caller, opened, tenant, watcher, operator, typed, ...own }: Given): LookContext => ({
  probes,
  ...own,
  invocation: `certify ${own.command} ${typed}`,
  certify: setting.version,
  subject: opened.target.subject,
  loaded: opened.target.loaded,
  checks: CHECKS,
  reads: opened.world.reads,
  writes: opened.world.writes,
  mode: modeOf(opened.target.places),
  failOnWarning: tenant.failOnWarning,
  mask: opened.mask,
  people: peopleOf(watcher, operator),
  signal: caller.signal,
});

/** The first line of a journal. */
export const runStarted = (ctx: LookContext, runId: string, operator: string): NewEntry => ({
  type: 'run-started',
  runId,
  command: ctx.command,
  tenant: ctx.subject.tenant,
  provider: ctx.subject.provider ?? 'none',
  nonce: newNonce(),
  profileDigest: ctx.loaded?.digest ?? '',
  runbookDigest: ctx.runbook.digest,
  operator,
  certify: ctx.certify,
  pid: process.pid,
});
