// Observe and judge, send nothing: what `check`, `dns`, `rerun` and every fleet ask of one tenant.
import type { AnyCheck } from '../checks/check.ts';
import type { Facts } from '../facts/index.ts';
import type { MessagePort } from '../core/ports/message.ts';
import type { Reads } from '../core/ports/reads.ts';
import type { RunDocument } from '../core/record.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import { type Target, targetOf } from '../profile/target.ts';
import { composeDocument } from '../run/compose.ts';
import type { LookContext, Part } from '../run/context.ts';
import { memorySession } from '../run/journal.ts';
import { modeOf } from '../run/mode.ts';
import type { ProbeLoaders } from '../run/plan.ts';
import { type Aim, lookOnly, readOnlyRunbook } from '../run/read-only.ts';
import { systemClock } from '../world/clock.ts';
import { createFiles } from '../world/files/files.ts';
import { newRunId } from '../world/ids.ts';
import { beforehandOf } from './beforehand.ts';
import type { Caller } from './caller.ts';
import { refuseClockBehindChain } from './clock-behind.ts';
import { storeDocument } from './conclude.ts';
import { CHECKS, runContext, runStarted } from './context.ts';
import type { ProfileSource } from './lab/source.ts';
import { laterFault } from './later-fault.ts';
import type { RecordOptions, TenantOptions } from './options.ts';
import { readRunbook } from './runbooks.ts';
import type { Setting } from './setting.ts';
import { openTenant } from './tenant.ts';

/** Who is looked at. */
export interface LookSource {
  load(): Promise<Target>;
  /** What stands after the command's name, such as `gym.yaml` or `--lab`. */
  readonly typed: string;
}

/** `templates`: their content is looked at although nothing is sent. */
export const profileLooked = (source: ProfileSource, templates = false): LookSource => ({
  load: async () => {
    const target = targetOf(await source.load());
    return templates
      ? { ...target, sender: { ...target.sender, templates: { ...target.sender.templates, look: true } } }
      : target;
  },
  typed: source.typed,
});

export interface Look extends RecordOptions {
  readonly command: 'check' | 'dns' | 'message' | 'rerun';
  readonly source: LookSource;
  readonly tenant: TenantOptions;
  /** Another runbook than the provider's; what is left out of it follows from `keep`. */
  readonly runbook?: Runbook;
  readonly keep?: (check: AnyCheck, step: Step) => boolean;
  /** Whose row the webhook's negative tests aim at; null: they are not made. */
  readonly aim?: Aim | null;
  /** The record that is observed again. */
  readonly rerunOf?: string;
  /** Other probes than all. */
  readonly probes?: ProbeLoaders;
  /** What is taken over from an earlier look instead of being asked. */
  readonly carried?: (reads: Reads, mask: LookContext['mask']) => Promise<NonNullable<LookContext['carried']>>;
  /** A received message that is to be judged. */
  readonly message?: MessagePort;
  /** Nobody watches it, and whoever keeps something of it asks the gate then. */
  readonly unwatched?: boolean;
  /** What other tenants share with this one, where a fleet knows it; else it is read from the records. */
  readonly neighbours?: Facts['run.neighbours'];
  /** False: never stored. True: stored when an operator answers for it. */
  readonly stores: boolean;
  /** Asked of what is to be stored: false leaves it unstored, for a look that is followed by another. */
  readonly isLast?: (document: RunDocument) => boolean;
}

const checksIn = (runbook: Runbook): number => new Set(runbook.steps.flatMap((step) => step.checks)).size;

/** null when nothing of what can be observed is left out. */
const partOf = (judged: Runbook, whole: Runbook): Part | null => {
  const part = { judged: checksIn(judged), of: checksIn(whole) };
  return part.judged < part.of ? part : null;
};

/** Observes and judges once; the document is stored as a record when somebody answers for it. */
export const lookAt = async (setting: Setting, caller: Caller, look: Look): Promise<RunDocument> => {
  const target = await look.source.load();
  const { subject, loaded } = target;
  const whole = look.runbook ?? (await readRunbook(setting.root, subject.provider === 'SES' ? 'ses' : 'smtp'));
  const runbook = readOnlyRunbook(whole, CHECKS, look.keep, (look.aim ?? null) !== null);
  const runId = newRunId();
  const { tenant, evidenceDir } = look;
  const mode = modeOf(target.places);
  if (look.stores && loaded !== null)
    await refuseClockBehindChain(createFiles(), evidenceDir, { ...loaded.profile, mode }, systemClock.now());
  const opened = await openTenant(target, {
    setting,
    caller,
    tenant,
    evidenceDir,
    runId,
    sends: false,
    ...(look.message === undefined ? {} : { message: look.message }),
  });
  const session = memorySession({
    clock: systemClock,
    gate: (line, path) => (look.unwatched === true ? undefined : caller.gate().check(line, path)),
    onEntry: () => undefined,
  });
  let ended = (): void => undefined;
  // Whoever is stopped asks nobody further: what waits for its turn, or for an answer, ends now.
  const shut = (): void => void opened.close().catch(() => undefined);
  caller.signal.addEventListener('abort', shut, { once: true });
  if (caller.signal.aborted) shut();
  try {
    const watcher = await caller.watch('look');
    ended = () => watcher.onEnd();
    const ctx = runContext({
      setting,
      caller,
      opened,
      tenant,
      watcher,
      operator: '',
      command: look.command,
      typed: look.source.typed,
      runbook,
      ...(look.probes === undefined ? {} : { probes: look.probes }),
      unwatched: look.unwatched === true,
      ...(look.carried === undefined ? {} : { carried: await look.carried(opened.world.reads, opened.mask) }),
      beforehand:
        loaded === null
          ? null
          : {
              ...(await beforehandOf({
                loaded,
                runbook: whole,
                mode,
                evidenceDir,
                secrets: opened.world.reads.secrets,
                stores: look.stores,
              })),
              ...(look.neighbours === undefined ? {} : { 'run.neighbours': look.neighbours }),
            },
      history: { openSends: [], unread: [] },
      rerunOf: look.rerunOf ?? null,
      part: look.rerunOf === undefined ? null : partOf(runbook, readOnlyRunbook(whole, CHECKS)),
      timing: { waitMs: null, retryMs: 0, rowsGraceMs: 0 },
    });
    await session.append(runStarted(ctx, runId, look.operator ?? ''));
    await lookOnly(ctx, session, look.aim ?? null);
    const unstored = (): RunDocument => composeDocument(ctx, session.state(), null);
    if (!look.stores || look.operator === null || loaded === null) return unstored();
    if (look.isLast !== undefined && !look.isLast(unstored())) return unstored();
    const ending = { ctx: { ...ctx, loaded }, session, files: createFiles(), setting, caller, record: look };
    return await storeDocument(ending).catch((error: unknown) => Promise.reject(laterFault(error, null)));
  } finally {
    caller.signal.removeEventListener('abort', shut);
    ended();
    await session.close();
    await opened.close();
  }
};
