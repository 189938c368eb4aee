// certify rerun EVIDENCE-ID · --ticket ID
import { UsageError } from '../../core/errors.ts';
import type { EvidenceRecord } from '../../core/record.ts';
import { diffRecords } from '../../evidence/diff.ts';
import { listRecords, readRecord } from '../../evidence/store.ts';
import { diffReport } from '../../report/terminal/diff.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Invocation, Run } from '../command.ts';
import { commonFlags, tenantFlags } from '../flags.ts';
import type { ProfileSource } from '../lab-source.ts';
import { printDocument } from '../look-command.ts';
import type { Look } from '../run-look.ts';
import { runAgain } from '../run-provider.ts';
import { readRunbook } from '../runbooks.ts';
import { readProfile } from '../tenant.ts';
import { lookWaiting } from '../waiting.ts';

const text = (invocation: Invocation, name: string): string | null => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const list = (invocation: Invocation, name: string): readonly string[] => {
  const value = invocation.flags[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

const recordOf = async (invocation: Invocation): Promise<EvidenceRecord> => {
  const { evidenceDir } = commonFlags(invocation.flags);
  const ticket = text(invocation, 'ticket');
  const id = invocation.args[0];
  if (id !== undefined) return readRecord(createFiles(), evidenceDir, id);
  if (ticket === null) {
    throw new UsageError({
      code: 'evidence-missing',
      message: 'It was not said what to observe again.',
      fix: 'Name an evidence id, or --ticket ID.',
    });
  }
  const found = (await listRecords(createFiles(), evidenceDir)).find((record) => record.extraction?.ticket === ticket);
  if (found !== undefined) return found;
  throw new UsageError({
    code: 'ticket-unknown',
    message: `No record in ${evidenceDir} carries the ticket ${ticket}.`,
    fix: 'Check the ticket, or list the records with `certify evidence list`.',
  });
};

/** Only what was asked for, refused when it names nothing of the record. */
const keeper = (invocation: Invocation, record: EvidenceRecord): Look['keep'] => {
  const checks = list(invocation, 'check');
  const steps = list(invocation, 'step');
  const unknown = [
    ...checks.filter((id) => !record.findings.some((finding) => finding.check === id)),
    ...steps.filter((id) => !record.steps.some((step) => step.id === id)),
  ];
  if (unknown.length > 0) {
    throw new UsageError({
      code: 'not-in-record',
      message: `The record has no ${unknown.join(', ')}.`,
      fix: `See its checks and steps with: certify evidence show ${record.evidence?.id ?? ''} --json`,
    });
  }
  if (checks.length === 0 && steps.length === 0) return () => true;
  return (check, step) => checks.includes(check.id) || steps.includes(step.id);
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

export const run: Run = async (invocation) => {
  const { io } = invocation;
  const flags = commonFlags(invocation.flags);
  const record = await recordOf(invocation);
  const keep = keeper(invocation, record);
  const path = text(invocation, 'profile') ?? record.profile.path;
  const loaded = await readProfile(path, { flags: tenantFlags(invocation.flags), command: 'rerun' });
  const source: ProfileSource = { load: async () => loaded, waitMs: null, retryMs: null, lab: false, typed: path };
  const id = record.evidence?.id ?? '';
  if (invocation.flags['live'] === true) {
    requireFreshOptIn(record, loaded.profile.live.optIn.at, path);
    return runAgain(invocation, loaded.profile.provider, source, id);
  }
  const document = await lookWaiting(invocation, {
    command: 'rerun',
    source,
    runbook: (provider) => readRunbook(invocation.root, provider),
    keep,
    rerunOf: id,
    record: true,
  });
  const history = await listRecords(
    createFiles(),
    flags.evidenceDir,
    (one) => one.tenant === record.tenant && one.provider === record.provider,
  );
  const diff = diffRecords(record, document, history);
  if (flags.json && invocation.flags['diff'] === true) io.out(`${JSON.stringify(diff, null, 2)}\n`);
  else if (flags.json) await printDocument(invocation, document);
  else {
    if (invocation.flags['diff'] !== true) await printDocument(invocation, document);
    io.out(diffReport(diff, io.style));
  }
  return document.decision.exitCode;
};
