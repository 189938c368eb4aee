// `identity delete`: shows what would go, refuses what is in use, has the name typed, and deletes that one identity.
import type { AccountWrites } from '../../core/ports/writes.ts';
import { ObservationError, UsageError } from '../../core/errors.ts';
import type { Files } from '../../core/ports/files.ts';
import type { ActOutcome } from '../../core/provision.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { identityDetail } from '../../probes/ses/identity.ts';
import { createFiles } from '../../world/files/files.ts';
import { systemClock } from '../../world/clock.ts';
import type { Caller } from '../caller.ts';
import { laterFault } from '../later-fault.ts';
import { type ProfileSource, withSource } from '../lab/source.ts';
import { operatorOf } from '../operator.ts';
import type { SubjectOptions } from '../options.ts';
import { sesProfile } from '../ses-look.ts';
import type { Setting } from '../setting.ts';
import { openTenant, type Tenant } from '../tenant.ts';
import { LOCK_MS, provisionLock } from './apply.ts';
import { type AsksCredential, refuseOtherAccount, remembering, writingTarget } from './credential.ts';
import { openApply } from './journal.ts';
import { profilesThatUse, recordsThatUse, type Use } from './uses.ts';

export interface RemovalOptions extends SubjectOptions {
  /** A domain or an address. */
  readonly identity: string;
  /** The name once more, for a call that nobody attends; null: it is asked for. */
  readonly confirmed: string | null;
  /** Further profiles that may use it: a path or a pattern. */
  readonly profiles: string | null;
  readonly evidenceDir: string;
  readonly operator: string | null;
}

/** What would go. */
interface Removing {
  readonly identity: string;
  readonly tenant: string;
  readonly region: string;
  readonly account: string;
  readonly detail: IdentityDetail;
}

export interface AtRemoval extends AsksCredential {
  onFound(found: Removing): void;
  /** What the person typed. */
  typed(found: Removing): Promise<string>;
}

export interface Removed {
  readonly schema: 'certify.identity-removal/1';
  readonly identity: string;
  readonly tenant: string;
  readonly region: string;
  readonly account: string;
  /** Why it is not deleted; empty: nothing uses it. */
  readonly usedBy: readonly Use[];
  /** null: SES does not know it. */
  readonly found: IdentityDetail | null;
  /** null: nothing was asked for. */
  readonly outcome: ActOutcome | null;
}

const unattended = (): UsageError =>
  new UsageError({
    code: 'delete-unconfirmed',
    message: 'Nobody is at a terminal to type the name of what is to be deleted.',
    fix: 'Add --confirm NAME with the name of the identity.',
  });

/** A name with a slip in it would read as a directory without records. Where nobody named one, none may have been made yet. */
const refuseMissing = async (evidenceDir: string, files: Pick<Files, 'exists'>): Promise<void> => {
  if (evidenceDir === './evidence' || (await files.exists(evidenceDir))) return;
  throw new UsageError({
    code: 'evidence-missing',
    message: `There is no directory ${evidenceDir}, so nobody can tell which records use the identity: nothing was deleted.`,
    fix: 'Name the directory that holds the records (--evidence-dir); make an empty one if there are none.',
  });
};

const mistyped = (identity: string): UsageError =>
  new UsageError({
    code: 'delete-unconfirmed',
    message: `What was typed is not ${identity}: nothing was deleted.`,
    fix: 'Run the command again, and type the name as it stands.',
  });

const detailOf = async ({ world }: Tenant, identity: string): Promise<IdentityDetail | null> => {
  try {
    return identityDetail(await world.reads.aws.ses.getEmailIdentity(identity));
  } catch (error) {
    if (error instanceof ObservationError && error.unseen.state === 'absent') return null;
    throw error;
  }
};

interface Prepared {
  readonly setting: Setting;
  readonly caller: Caller;
  readonly source: ProfileSource;
  readonly options: RemovalOptions;
  readonly at: AtRemoval;
  readonly tenant: string;
}

const perform = async (opened: Tenant, account: AccountWrites, found: Removing, given: Prepared): Promise<ActOutcome> => {
  const { caller, options, setting, source } = given;
  const { identity, tenant, region } = found;
  const { runId, journal } = await openApply(createFiles(), options.evidenceDir, null, () => caller.gate());
  const about = { resource: 'identity', name: identity, permission: 'ses:DeleteEmailIdentity' } as const;
  try {
    const operator = operatorOf(options.operator, { interactive: caller.interactive, lab: true });
    const { typed } = source;
    const { version: certify } = setting;
    const started = { runId, tenant, region, account: found.account, typed, identity, operator, certify };
    await journal.append({ type: 'removal-started', ...started, pid: process.pid });
    await journal.append({ type: 'act-intended', ...about });
    const act = { action: about.permission, input: { EmailIdentity: identity } };
    const said = await account.perform(act, { fresh: false, again: false, signal: caller.signal });
    const outcome = opened.mask({ ...said }) as unknown as ActOutcome;
    await journal.append({ type: 'act-ended', ...about, outcome });
    const count = (kind: ActOutcome['kind']): number => (outcome.kind === kind ? 1 : 0);
    await journal.append({ type: 'apply-ended', refused: count('refused'), ambiguous: count('ambiguous') });
    return outcome;
  } catch (error) {
    throw laterFault(error, `certify identity delete ${identity} ${source.typed}`);
  } finally {
    await journal.close();
  }
};

const removing = async (opened: Tenant, given: Prepared): Promise<Removed> => {
  const { caller, options, at, setting } = given;
  const { account: writes } = opened.world;
  const { target } = opened;
  const { loaded } = target;
  if (writes === null || loaded === null) throw new Error('a removal was opened without its door');
  const region = loaded.profile.ses?.region ?? '';
  const { identity } = options;
  const account = (await opened.world.reads.aws.sts.getCallerIdentity('probe')).Account ?? '';
  refuseOtherAccount(await writes.account(), { account, region }, loaded);
  const about = { identity, tenant: given.tenant, region, account };
  const files = createFiles();
  const wanted = { name: identity.toLowerCase(), region, account };
  const usedBy = [
    ...(await profilesThatUse(loaded.path, options.profiles, { setting, tenant: options.tenant, files, wanted })),
    ...(await recordsThatUse(files, options.evidenceDir, wanted, { now: systemClock.now().getTime(), lab: target.places.lab })),
  ];
  const detail = await detailOf(opened, identity);
  const seen = { schema: 'certify.identity-removal/1', ...about, usedBy, found: detail } as const;
  if (usedBy.length > 0 || detail === null) return { ...seen, outcome: null };
  const found = { ...about, detail };
  at.onFound(found);
  const typed = options.confirmed ?? (await at.typed(found));
  if (typed.trim().toLowerCase() !== identity.toLowerCase()) throw mistyped(identity);
  return { ...seen, outcome: await perform(opened, writes, found, { ...given, caller }) };
};

/** One identity, and nothing else: MAIL FROM domain, DKIM keys and policies go with it, sets and topics stay. */
export const removeIdentity = (setting: Setting, given: Caller, options: RemovalOptions, at: AtRemoval): Promise<Removed> => {
  const caller = remembering(given);
  return withSource(setting, { ...options, command: 'identity delete', provider: null }, async (source) => {
    const loaded = await sesProfile(source, 'SES identity');
    if (!caller.interactive && options.confirmed === null) throw unattended();
    const files = createFiles();
    const { tenant } = loaded.profile;
    await refuseMissing(options.evidenceDir, files);
    const lock = await files.lock(provisionLock(options.evidenceDir, tenant), { waitMs: LOCK_MS });
    try {
      const target = await writingTarget(loaded, at, caller);
      const open = { setting, caller, tenant: options.tenant, evidenceDir: options.evidenceDir, runId: 'removal' };
      const opened = await openTenant(target, { ...open, sends: false, provisions: true });
      try {
        return await removing(opened, { setting, caller, source, options, at, tenant });
      } finally {
        await opened.close();
      }
    } finally {
      await lock.release();
    }
  });
};

/** 0 it is gone, 1 refused by AWS, 2 in use, 3 nobody knows. */
export const removalExit = ({ usedBy, outcome }: Removed): 0 | 1 | 2 | 3 => {
  if (usedBy.length > 0) return 2;
  if (outcome?.kind === 'refused') return 1;
  return outcome?.kind === 'ambiguous' ? 3 : 0;
};
