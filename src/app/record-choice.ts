// Which record support means: by id or path, the newest of a ticket, or the last that was green.
import { stat } from 'node:fs/promises';
import type { Outcome } from '../core/decision.ts';
import { didYouMean } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { isObject } from '../text/unknown-json.ts';
import { isNamedFor } from '../evidence/seal.ts';
import { listRecords, readRecord, type Unread, unreadRecords } from '../evidence/store.ts';
import { createFiles } from '../world/files/files.ts';
import { listed } from '../text/listed.ts';

export interface RecordChoice {
  readonly id: string | null;
  /** The newest record with this ticket. */
  readonly ticket: string | null;
  /** Whose last record, green or any; null: none is asked for. */
  readonly last: { readonly tenant: string; readonly provider: string | null; readonly green: boolean } | null;
  readonly evidenceDir: string;
}

const refuse = (code: string, message: string, fix: string): UsageError => new UsageError({ code, message, fix });

const LIST = 'List the records with `certify evidence list`, or name another directory with --evidence-dir.';

/** A record of the lab proves nothing of the tenant: it is taken only where there is none of the real world. */
const livingFirst = (records: readonly EvidenceRecord[]): EvidenceRecord | null =>
  records.find(({ run }) => run.mode === 'live') ?? records[0] ?? null;

/** A file that cannot be read as a record, and that by its name may be newer than what was found. */
const refuseNewer = async (
  evidenceDir: string,
  found: EvidenceRecord | null,
  isCandidate: (id: string) => boolean,
): Promise<void> => {
  const than = found?.evidence?.id ?? '';
  const isNewer = ({ name }: Unread): boolean =>
    isCandidate(name.slice(0, -'.json'.length)) && (!/^\d{8}T/.test(name) || name > than);
  const missed = (await unreadRecords(createFiles(), evidenceDir)).filter(isNewer);
  if (missed.length === 0) return;
  const told = missed.map(({ name, why }) => `${name} ${why}`).join('; ');
  throw refuse(
    'records-unread',
    `The record that is meant may be one that cannot be read in ${evidenceDir}: ${told}.`,
    'Name the record that is meant by its id, or restore the file from where you keep copies, or move it away.',
  );
};

const ofTicket = async (ticket: string, evidenceDir: string): Promise<EvidenceRecord> => {
  const found = livingFirst(await listRecords(createFiles(), evidenceDir, (record) => record.extraction?.ticket === ticket));
  await refuseNewer(evidenceDir, found, () => true);
  if (found !== null) return found;
  const tickets = (await listRecords(createFiles(), evidenceDir)).flatMap(({ extraction }) => extraction?.ticket ?? []);
  throw refuse(
    'ticket-unknown',
    `No record in ${evidenceDir} carries the ticket ${ticket}.`,
    `${didYouMean(ticket, [...new Set(tickets)]) || 'Check the ticket. '}${LIST}`,
  );
};

const GREEN: ReadonlySet<Outcome> = new Set<Outcome>(['READY', 'CERTIFIED']);

/** A look at a part of the checks is LOOKED, so a green record is a whole one; compared with any is the newest whole one. */
const lastOf = async (
  choice: RecordChoice,
  { tenant, provider, green }: NonNullable<RecordChoice['last']>,
): Promise<EvidenceRecord> => {
  const { evidenceDir } = choice;
  const found = await listRecords(
    createFiles(),
    evidenceDir,
    (record) =>
      record.tenant === tenant &&
      (provider === null || record.provider === provider) &&
      record.run.mode === 'live' &&
      (green ? GREEN.has(record.decision.outcome) : record.decision.outcome !== 'LOOKED'),
  );
  const chains = (['SES', 'SMTP'] as const).map((one) => ({ tenant, provider: one, mode: 'live' }) as const);
  await refuseNewer(
    evidenceDir,
    found[0] ?? null,
    (id) => !/^\d{8}T/.test(id) || chains.some((key) => (provider ?? key.provider) === key.provider && isNamedFor(id, key)),
  );
  const providers = [...new Set(found.flatMap((record) => record.provider ?? []))];
  if (providers.length > 1) {
    throw refuse(
      'provider-missing',
      `${tenant} has ${green ? 'green ' : ''}records of ${listed(providers)}.`,
      `Say which is meant: ${providers.map((one) => `--provider ${one.toLowerCase()}`).join(' or ')}.`,
    );
  }
  if (found[0] !== undefined) return found[0];
  const tenants = (await listRecords(createFiles(), evidenceDir)).map((record) => record.tenant);
  const other = tenants.includes(tenant) ? '' : didYouMean(tenant, [...new Set(tenants)]);
  throw refuse(
    green ? 'never-green' : 'never-recorded',
    `${evidenceDir} holds no live record of ${tenant}${provider === null ? '' : ` on ${provider}`}${green ? ' that ended READY or CERTIFIED' : ''}.`,
    `${other}${LIST}`,
  );
};

/** The record that is meant; UsageError when there is none, or none was named. */
export const chosenRecord = async (choice: RecordChoice): Promise<EvidenceRecord> => {
  const { id, ticket, last, evidenceDir } = choice;
  if (id !== null) return readRecord(createFiles(), evidenceDir, id);
  if (last !== null) return lastOf(choice, last);
  if (ticket !== null) return ofTicket(ticket, evidenceDir);
  throw refuse(
    'evidence-missing',
    'It was not said what to observe again.',
    'Name an evidence id, or --ticket ID, or --tenant NAME --since last (or last-green).',
  );
};

/** The record as it is named on the command line. */
const named = ({ id, evidenceDir }: RecordChoice, record: EvidenceRecord): string =>
  `${id ?? record.evidence?.id ?? ''}${evidenceDir === './evidence' ? '' : ` --evidence-dir ${evidenceDir}`}`;

const labOf = ({ loaded }: EvidenceRecord['profile']): string | null => {
  const lab = isObject(loaded) ? loaded['lab'] : null;
  return isObject(lab) && typeof lab['scenario'] === 'string' ? lab['scenario'] : null;
};

const stands = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The profile to observe again with: the one that was named, else the record's where it still is. */
export const profileAgain = async (choice: RecordChoice, record: EvidenceRecord, given: string | null): Promise<string> => {
  if (given !== null) return given;
  const { path } = record.profile;
  if (await stands(path)) return path;
  const scenario = labOf(record.profile);
  if (scenario !== null) {
    throw refuse(
      'lab-record',
      `This is a record of the embedded lab (scenario ${scenario}), and the lab that it saw ended with that run: there is nothing left to observe again.`,
      `To try it: start the world with \`certify lab up --scenario ${scenario} --write-profile lab.yaml\`, and in another terminal run \`certify rerun ${named(choice, record)} --profile lab.yaml\`.`,
    );
  }
  throw refuse(
    'profile-elsewhere',
    `The profile of this record (${path}) is not on this machine.`,
    `Name the tenant’s profile as it is here: \`certify rerun ${named(choice, record)} --profile gym.yaml\``,
  );
};

/** Another tenant's profile would be compared with this tenant's past. */
export const refuseOtherTenant = (
  record: EvidenceRecord,
  { profile, path }: { readonly profile: { readonly tenant: string; readonly provider: string }; readonly path: string },
): void => {
  if (profile.tenant === record.tenant && profile.provider === record.provider) return;
  throw new UsageError({
    code: 'other-tenant',
    message: `The record is of ${record.tenant} on ${record.provider ?? 'no provider'}, and ${path} is the profile of ${profile.tenant} on ${profile.provider}.`,
    fix: 'Name the profile of the same tenant and provider with --profile.',
    place: { file: path },
  });
};
