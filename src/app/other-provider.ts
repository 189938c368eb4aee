// The certification of the tenant's other provider: its profile is opened, and the newest record that proves or refuses it is read.
import { join } from 'node:path';
import type { Mode, Outcome } from '../core/decision.ts';
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { latestOf, listRecords, readRecord } from '../evidence/store.ts';
import { validUntilOf } from '../evidence/validity.ts';
import type { Facts } from '../facts/index.ts';
import { loadProfile } from '../profile/load.ts';
import type { LoadedProfile, Profile } from '../profile/profile.ts';

type Found = NonNullable<Facts['run.otherProvider']>;

interface Where {
  readonly evidenceDir: string;
  readonly mode: Mode;
}

/** Looks that send nothing say nothing about a proof: neither that it stands nor that it fell. */
const PROVES_NOTHING: ReadonlySet<Outcome> = new Set<Outcome>(['READY', 'LOOKED']);

const newest = async (files: Files, { evidenceDir, mode }: Where, profile: Profile): Promise<EvidenceRecord | null> => {
  const { tenant, provider } = profile;
  const latest = await latestOf(files, evidenceDir, { tenant, provider, mode });
  if (latest === null || !PROVES_NOTHING.has(latest.decision.outcome)) return latest;
  const all = await listRecords(
    files,
    evidenceDir,
    (one) => one.tenant === tenant && one.provider === provider && one.run.mode === mode,
  );
  return all.find(({ decision }) => !PROVES_NOTHING.has(decision.outcome)) ?? null;
};

const isWhole = (files: Files, directory: string, id: string): Promise<boolean> =>
  readRecord(files, directory, id).then(
    () => true,
    (error: unknown) => {
      if (error instanceof UsageError) return false;
      throw error;
    },
  );

const recordOf = async (files: Files, where: Where, profile: Profile): Promise<Found['record']> => {
  const record = await newest(files, where, profile);
  if (record?.evidence == null) return null;
  const { decision, run, evidence } = record;
  const whole = await isWhole(files, where.evidenceDir, evidence.id);
  return {
    id: evidence.id,
    outcome: decision.outcome,
    blockers: decision.blockers,
    finishedAt: run.finishedAt,
    validUntil: validUntilOf(record),
    whole,
  };
};

/** The profile, or why it is refused. */
const opened = (text: string, path: string, directory: string): Profile | string => {
  try {
    return loadProfile({ text, path, directory }).profile;
  } catch (error) {
    if (error instanceof UsageError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
};

/** null: the tenant has one provider. A profile that cannot be opened is said, not thrown: it is a finding. */
export const otherProvider = async (
  files: Files,
  where: Where,
  { profile, directory }: LoadedProfile,
): Promise<Facts['run.otherProvider']> => {
  if (profile.routing === undefined) return null;
  const path = profile.routing.otherProfile;
  const nothing = { profile: path, tenant: null, provider: null, record: null };
  const text = await files.readText(join(directory, path));
  if (text === null) return { ...nothing, problem: 'missing', detail: null };
  const other = opened(text, path, directory);
  if (typeof other === 'string') return { ...nothing, problem: 'refused', detail: other };
  const { tenant, provider } = other;
  if (provider === profile.provider) return { ...nothing, tenant, provider, problem: 'same-provider', detail: null };
  return { profile: path, tenant, provider, problem: null, detail: null, record: await recordOf(files, where, other) };
};
