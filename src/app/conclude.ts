// The end of a run: compose, seal, store, fill in the extraction row.
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import type { Files } from '../core/ports/files.ts';
import { recordId } from '../evidence/seal.ts';
import { readRecord, recordPath, writeRecord } from '../evidence/store.ts';
import { updateSheet } from '../evidence/sheet.ts';
import { sheetRows } from '../evidence/sheet-rows.ts';
import { ownersOf } from '../profile/tenant.ts';
import { composeDocument, profileForRecord } from '../run/compose.ts';
import type { RunContext } from '../run/context.ts';
import type { OpenSession } from '../run/journal.ts';
import type { Caller } from './caller.ts';
import type { RecordOptions } from './options.ts';
import type { Setting } from './setting.ts';
import { changeSheet, sheetPath } from './sheet.ts';
import { signerOf } from './signer.ts';

export interface Ending {
  readonly ctx: RunContext;
  readonly session: OpenSession;
  readonly files: Files;
  readonly setting: Setting;
  readonly caller: Caller;
  readonly record: RecordOptions;
}

const evidenceOf = (document: RunDocument, directory: string): NonNullable<RunDocument['evidence']> => {
  const id = recordId(document);
  return { id, path: recordPath(directory, id) };
};

/** The record of this run: the one on disk when an earlier life of the run already wrote it. */
export const storeDocument = async ({ ctx, session, files, setting, caller, record }: Ending): Promise<EvidenceRecord> => {
  const document = composeDocument(ctx, session.state(), null);
  const evidence = evidenceOf(document, record.evidenceDir);
  if (await files.exists(evidence.path)) return readRecord(files, record.evidenceDir, evidence.path);
  const { loaded } = ctx;
  return writeRecord(
    files,
    { ...document, evidence },
    {
      profile: { path: loaded.path, digest: loaded.digest, loaded: profileForRecord(ctx) },
      directory: record.evidenceDir,
      validDays: ctx.runbook.validDays,
      gate: caller.gate(),
      signer: await signerOf(record.signKey, setting.env),
    },
  );
};

/** Fills in the rows of the extraction sheet beside the profile, when the profile names one. */
const fillSheet = async ({ ctx, caller }: Ending, record: EvidenceRecord): Promise<void> => {
  const { extraction } = ctx.loaded.profile;
  if (extraction === undefined) return;
  const { sheet, row } = extraction;
  const values = sheetRows(ctx.runbook, { ticket: extraction.ticket ?? null, owners: ownersOf(ctx.loaded.profile) }, record);
  await changeSheet(sheetPath(ctx.loaded, sheet), caller, (text) => updateSheet({ text, path: sheet, row, values }));
};

/** A run whose question was put off: its document as it stands, unsealed. The journal stays open, and nothing else is written. */
export const leaveOpen = ({ ctx, session }: Pick<Ending, 'ctx' | 'session'>): RunDocument =>
  composeDocument(ctx, session.state(), null);

/** Writes what a finished run leaves in its evidence directory and sheet, and closes its journal's story. */
export const concludeRun = async (ending: Ending): Promise<EvidenceRecord> => {
  const { session } = ending;
  const record = await storeDocument(ending);
  const evidence = record.evidence ?? { id: '', path: '' };
  if (session.state().recordWritten === null) {
    await session.append({ type: 'record-written', evidenceId: evidence.id, path: evidence.path });
  }
  await fillSheet(ending, record);
  const last = ending.ctx.runbook.steps.find((step) => step.kind === 'record');
  if (last !== undefined && !session.state().stepsDone.includes(last.id))
    await session.append({ type: 'step-done', step: last.id });
  await session.append({ type: 'run-ended', exitCode: record.decision.exitCode });
  return record;
};
