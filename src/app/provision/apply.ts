// `provision ses --apply`: looks, asks once, performs what is missing under one lock and one journal, and ends with `check`.
import { AbortError } from '../../core/errors.ts';
import type { ActOutcome, PerformedAct, ProvisionPlan } from '../../core/provision.ts';
import type { RunDocument } from '../../core/record.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import { createFiles } from '../../world/files/files.ts';
import { renewed } from '../../world/shared.ts';
import type { Caller } from '../caller.ts';
import { laterFault } from '../later-fault.ts';
import { labStands, type ProfileSource, withSource } from '../lab/source.ts';
import { profileLooked } from '../look.ts';
import type { RecordOptions, SubjectOptions } from '../options.ts';
import { operatorOf } from '../operator.ts';
import { sesProfile } from '../ses-look.ts';
import type { Setting } from '../setting.ts';
import { openTenant, type Tenant } from '../tenant.ts';
import { lookWaiting } from '../waiting.ts';
import { type AsksCredential, refuseOtherAccount, refuseUnattended, remembering, writingTarget } from './credential.ts';
import { awaitConfirmation } from './confirmation.ts';
import { type ApplyJournal, type ApplyState, openApply, unfinishedApply } from './journal.ts';
import { performAll } from './perform.ts';
import { LACKING, mattersTo, planIn, type Scope } from './plan.ts';

export interface ApplyOptions extends SubjectOptions, RecordOptions {
  /** As typed. */
  readonly command: string;
  /** What of the account is made, and looked at again in the end. */
  readonly scope: Scope;
  /** Nobody is asked whether the plan is to be carried out. */
  readonly yes: boolean;
  /** Milliseconds that the check at the end waits for what is pending; null: one look. */
  readonly waitMs: number | null;
}

/** Who is asked and told while it is applied. */
export interface Applying extends AsksCredential {
  /** The plan, and what an earlier apply that was killed left open. */
  onPlan(plan: ProvisionPlan, left: Pick<ApplyState, 'open' | 'done'> | null): void;
  /** False: nothing is to be changed. */
  confirm(plan: ProvisionPlan): Promise<boolean>;
  onAct(act: Omit<PerformedAct, 'outcome'>, outcome: ActOutcome | null): void;
}

export interface Applied {
  readonly plan: ProvisionPlan;
  /** null: nobody agreed. */
  readonly acts: readonly PerformedAct[] | null;
  /** null: nothing was done, so nothing was looked at again. */
  readonly check: RunDocument | null;
  readonly exitCode: number;
}

interface Prepared {
  readonly setting: Setting;
  readonly caller: Caller;
  readonly source: ProfileSource;
  readonly options: ApplyOptions;
  readonly applying: Applying;
  readonly loaded: LoadedProfile;
  readonly going: ApplyState | null;
  readonly plan: ProvisionPlan;
}

const begin = async (journal: ApplyJournal, runId: string, given: Prepared, account: string): Promise<void> => {
  const { setting, caller, source, options, loaded, going, plan } = given;
  const operator = operatorOf(options.operator, { interactive: caller.interactive, lab: true });
  const { pid } = process;
  if (going !== null) return journal.append({ type: 'apply-resumed', operator, pid });
  const { tenant, region } = plan;
  const { digest: profileDigest } = loaded;
  const { version: certify } = setting;
  return journal.append({
    type: 'apply-started',
    runId,
    tenant,
    region,
    account,
    typed: source.typed,
    profileDigest,
    operator,
    certify,
    pid,
  });
};

const count = (acts: readonly PerformedAct[], kind: ActOutcome['kind']): number =>
  acts.filter(({ outcome }) => outcome.kind === kind).length;

/** Everything that is missing, one act after the other. */
const performIn = async (opened: Tenant, given: Prepared): Promise<readonly PerformedAct[]> => {
  const { caller, options, applying, loaded, going, plan } = given;
  const { account } = opened.world;
  if (account === null) throw new Error('provisioning was opened without its door');
  const writes = await account.account();
  refuseOtherAccount(writes, plan, loaded);
  const { runId, journal } = await openApply(createFiles(), options.evidenceDir, going, () => caller.gate());
  try {
    await begin(journal, runId, given, writes);
    const acts = await performAll(plan.changes, {
      account,
      aws: opened.world.reads.aws,
      journal,
      resumed: going !== null,
      mask: opened.mask,
      signal: caller.signal,
      onAct: (act, outcome) => applying.onAct(act, outcome),
    });
    await journal.append({ type: 'apply-ended', refused: count(acts, 'refused'), ambiguous: count(acts, 'ambiguous') });
    await awaitConfirmation(opened, acts, caller.signal);
    return acts;
  } catch (error) {
    if (error instanceof AbortError) await journal.append({ type: 'interrupted' });
    throw error instanceof AbortError ? error : laterFault(error, `certify ${options.command} ${given.source.typed}`);
  } finally {
    await journal.close();
  }
};

/** The apply that was killed had come to its end, or somebody else brought it there. */
const nothingLeft = async ({ going, caller, options }: Prepared): Promise<readonly PerformedAct[]> => {
  if (going === null) return [];
  const { journal } = await openApply(createFiles(), options.evidenceDir, going, () => caller.gate());
  await journal.append({ type: 'apply-ended', refused: 0, ambiguous: 0 });
  await journal.close();
  return [];
};

const performing = async (given: Prepared): Promise<readonly PerformedAct[]> => {
  const { setting, caller, options, applying, loaded } = given;
  if (given.plan.changes.every(({ acts }) => acts.length === 0)) return nothingLeft(given);
  const target = await writingTarget(loaded, applying, caller);
  const { tenant, evidenceDir } = options;
  const opened = await openTenant(target, {
    setting,
    caller,
    tenant,
    evidenceDir,
    runId: given.going?.runId ?? 'provision',
    sends: false,
    provisions: true,
  });
  try {
    return await performIn(opened, given);
  } finally {
    await opened.close();
  }
};

const exitOf = (acts: readonly PerformedAct[], check: RunDocument): number => {
  if (count(acts, 'refused') > 0) return 1;
  return count(acts, 'ambiguous') > 0 ? 3 : check.decision.exitCode;
};

/** Looks, asks, performs and looks again, while nobody else provisions this tenant. */
const applyLocked = async (given: Omit<Prepared, 'going' | 'plan'>): Promise<Applied> => {
  const { setting, caller, source, options, applying, loaded } = given;
  const { tenant } = loaded.profile;
  const region = loaded.profile.ses?.region ?? '';
  const going = await unfinishedApply(createFiles(), options.evidenceDir, { tenant, region });
  const plan = await planIn(setting, caller, source, options.tenant, options.scope);
  applying.onPlan(plan, going);
  const pending = plan.changes.some(({ acts }) => acts.length > 0);
  if (pending && !options.yes && !(await applying.confirm(plan))) return { plan, acts: null, check: null, exitCode: 3 };
  const acts = await performing({ ...given, going, plan });
  const anew = { ...setting, shared: renewed(setting.shared) };
  const { evidenceDir, operator, signKey, waitMs } = options;
  const look = {
    evidenceDir,
    operator,
    signKey,
    command: 'check',
    source: profileLooked(source),
    tenant: options.tenant,
    // A part of the checks proves nothing that a record could say.
    stores: options.scope === 'all',
    ...(options.scope === 'all' ? {} : { keep: mattersTo(options.scope) }),
  } as const;
  const check = await lookWaiting(anew, caller, look, waitMs);
  return { plan, acts, check, exitCode: exitOf(acts, check) };
};

export const provisionLock = (evidenceDir: string, tenant: string): string =>
  `${evidenceDir}/.locks/provision-${encodeURIComponent(tenant)}.lock`;

/** A process that was just killed may still be on its way out. */
export const LOCK_MS = 1_000;

/** The lab of an apply that was killed is still there, as it left it. */
const goesOnInLab = async ({ lab, scenario, evidenceDir }: ApplyOptions): Promise<boolean> => {
  if (!lab && scenario === null) return false;
  const name = scenario ?? 'healthy-ses';
  const unfinished = await unfinishedApply(createFiles(), evidenceDir, { typed: `--lab --scenario ${name}` });
  return unfinished !== null && labStands(evidenceDir, name);
};

export const applyProvision = async (
  setting: Setting,
  given: Caller,
  options: ApplyOptions,
  applying: Applying,
): Promise<Applied> => {
  const caller = remembering(given);
  const resuming = await goesOnInLab(options);
  return withSource(setting, { ...options, provider: null, resuming }, async (source) => {
    const loaded = await sesProfile(source, LACKING);
    refuseUnattended(loaded, options, caller);
    const lock = await createFiles().lock(provisionLock(options.evidenceDir, loaded.profile.tenant), { waitMs: LOCK_MS });
    try {
      return await applyLocked({ setting, caller, source, options, applying, loaded });
    } finally {
      await lock.release();
    }
  });
};
