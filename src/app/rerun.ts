// Observes again what a record observed, and says what changed; proves it again with a live message only when asked to.
import { didYouMean } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import type { RecordDiff } from '../core/diff.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import { diffRecords } from '../evidence/diff.ts';
import { listRecords } from '../evidence/store.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import { runOn } from './certify.ts';
import { fileSource } from './lab/source.ts';
import { profileLooked, type Look } from './look.ts';
import type { RecordOptions, TenantOptions } from './options.ts';
import { chosenRecord, profileAgain, refuseOtherTenant, type RecordChoice } from './record-choice.ts';
import type { Setting } from './setting.ts';
import { lookWaiting } from './waiting.ts';

interface AgainOptions extends RecordOptions, RecordChoice {
  readonly tenant: TenantOptions;
  /** The profile, when it is not where the record says; null: it is. */
  readonly profile: string | null;
}

export interface RerunOptions extends AgainOptions {
  readonly waitMs: number | null;
  /** Only these checks and the checks of these steps; both empty: all. */
  readonly checks: readonly string[];
  readonly steps: readonly string[];
}

export interface Rerun {
  readonly document: RunDocument;
  readonly diff: RecordDiff;
}

/** Only what was asked for, refused when it names nothing of the record. */
const keeper = ({ checks, steps }: RerunOptions, record: EvidenceRecord): NonNullable<Look['keep']> => {
  const known = { check: record.findings.map(({ check }) => check), step: record.steps.map(({ id }) => id) };
  const unknown = [
    ...checks.map((id) => ({ what: 'check', id, known: known.check })),
    ...steps.map((id) => ({ what: 'step', id, known: known.step })),
  ].filter((one) => !one.known.includes(one.id));
  if (unknown.length > 0) {
    throw new UsageError({
      code: 'not-in-record',
      message: `The record has ${unknown.map(({ what, id }) => `no ${what} ${id}`).join(', ')}.`,
      fix: `${unknown.map((one) => didYouMean(one.id, one.known)).join('')}See its checks and steps with \`certify evidence show ${record.evidence?.id ?? ''} --json\`.`,
    });
  }
  if (checks.length === 0 && steps.length === 0) return () => true;
  return (check, step) => checks.includes(check.id) || steps.includes(step.id);
};

const sourceOf = async (setting: Setting, options: AgainOptions, record: EvidenceRecord) => {
  const profile = await profileAgain(options, record, options.profile);
  const source = fileSource(setting, { profile, tenant: options.tenant, command: 'rerun' });
  const loaded = await source.load();
  refuseOtherTenant(record, loaded);
  return { ...source, load: async () => loaded };
};

/** Looks again, and compares with the record. Stored as a record of its own when an operator answers for it. */
export const rerun = async (setting: Setting, caller: Caller, options: RerunOptions): Promise<Rerun> => {
  const record = await chosenRecord(options);
  const keep = keeper(options, record);
  const source = await sourceOf(setting, options, record);
  const rerunOf = record.evidence?.id ?? '';
  const look: Look = { ...options, command: 'rerun', source: profileLooked(source), keep, rerunOf, stores: true };
  const document = await lookWaiting(setting, caller, look, options.waitMs);
  const history = await listRecords(
    createFiles(),
    options.evidenceDir,
    (one) => one.tenant === record.tenant && one.provider === record.provider,
  );
  return { document, diff: diffRecords(record, document, history) };
};

/** A live message needs an opt-in given since the record. */
const requireFreshOptIn = (record: EvidenceRecord, at: string, profilePath: string): void => {
  if (at >= record.run.startedAt.slice(0, 10)) return;
  throw new UsageError({
    code: 'opt-in-old',
    message: `live.optIn was given on ${at}, before the record of ${record.run.startedAt.slice(0, 10)}.`,
    fix: 'Ask the recipient again and write the new date and reference to live.optIn, or leave out --live.',
    place: { file: profilePath },
  });
};

/** The whole run again, with a live message. */
export const proveAgain = async (
  setting: Setting,
  caller: Caller,
  options: AgainOptions & { readonly callbackMs: number | null },
): Promise<RunDocument | EvidenceRecord> => {
  const record = await chosenRecord(options);
  const source = await sourceOf(setting, options, record);
  const { profile } = await source.load();
  requireFreshOptIn(record, profile.live.optIn.at, source.typed);
  const { provider } = profile;
  return runOn(setting, caller, source, {
    ...options,
    provider,
    resume: null,
    templates: [],
    rerunOf: record.evidence?.id ?? '',
  });
};
