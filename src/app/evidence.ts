// Records on disk: list, read, compare, prove, and copy for somebody else.
import { stat } from 'node:fs/promises';
import { type Mode, type Outcome, outcomeWord } from '../core/decision.ts';
import type { RecordDiff } from '../core/diff.ts';
import { didYouMeanFile } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import { type EvidenceRecord, isRecordId } from '../core/record.ts';
import { diffRecords } from '../evidence/diff.ts';
import { HEADS } from '../evidence/head.ts';
import { otherRules, RECORDED_OTHERWISE } from '../evidence/other-rules.ts';
import { FACTS_VERSION } from '../facts/index.ts';
import { selectRecords } from '../evidence/select.ts';
import { inTotoStatement } from '../evidence/statement.ts';
import { chainName, chainOf } from '../evidence/seal.ts';
import { trustedKeys } from '../evidence/sign.ts';
import {
  listRecordFiles,
  listRecords,
  readRecord,
  readStore,
  recordPath,
  type Unread,
  unreadRecords,
} from '../evidence/store.ts';
import { isCertifying, validityAt, validUntilOf } from '../evidence/validity.ts';
import { verifyDirectory, verifyFile, type Verification } from '../evidence/verify.ts';
import { certificatePage } from '../report/html/certificate.ts';
import { systemClock } from '../world/clock.ts';
import { safeJson } from '../masking/json-text.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import type { Setting } from './setting.ts';

export type { Verification };

export interface ListOptions {
  readonly evidenceDir: string;
  readonly tenant: string | null;
  readonly ticket: string | null;
  /** Any of these; empty: all. */
  readonly outcomes: readonly Outcome[];
  readonly mode: Mode | null;
  /** Only what began then or later; a number: so many milliseconds ago. */
  readonly since: Date | number | null;
  /** Only certifications that cease to hold within so many milliseconds, or have; null: all records. */
  readonly expiringMs: number | null;
}

export interface Listed {
  /** Newest first. */
  readonly records: readonly ListedRecord[];
  /** How many there are with those that were not asked for. */
  readonly of: number;
  /** Whose they are. */
  readonly tenants: readonly string[];
  /** Files that should be records and cannot be read: whoever lists must not take them for absent. */
  readonly unread: readonly Unread[];
}

interface ListedRecord {
  readonly record: EvidenceRecord;
  /** ISO 8601. */
  readonly validUntil: string;
  /** By the clock of this machine; `ahead`: the record ended after what it says. */
  readonly validity: ReturnType<typeof validityAt>;
}

/** The records of a directory that were asked for. */
export const listEvidence = async ({ evidenceDir, expiringMs, since, ...asked }: ListOptions): Promise<Listed> => {
  const now = systemClock.now();
  // What says that a tenant may go live is believed only where its digest holds: an edited record would show a certification that
  // there was not, or hide one that ends.
  const { records, unread } = await readStore(createFiles(), evidenceDir, isCertifying);
  const from = (ms: number): Date => new Date(now.getTime() + ms);
  const selection = {
    ...asked,
    since: typeof since === 'number' ? from(-since) : since,
    expiringBy: expiringMs === null ? null : from(expiringMs),
  };
  const chosen = selectRecords(records, selection, now);
  return {
    records: chosen.map((record) => ({ record, validUntil: validUntilOf(record), validity: validityAt(record, now) })),
    of: records.length,
    tenants: [...new Set(records.map((record) => record.tenant))],
    unread,
  };
};

/** By id or path; UsageError when there is none. */
export const readEvidence = (evidenceDir: string, idOrPath: string): Promise<EvidenceRecord> =>
  readRecord(createFiles(), evidenceDir, idOrPath);

/**
 * What is said beside a record that was judged by other rules than those of this certify; null: by the same. Its runbook may be one of the
 * user's own, and is not compared.
 */
export const rulesNote = async ({ run }: EvidenceRecord, { version }: Pick<Setting, 'version'>): Promise<string | null> => {
  const { rulesDigest } = await import('../run/rules-digest.ts');
  const ours = { certify: version, facts: FACTS_VERSION, rules: rulesDigest(), runbook: null };
  return otherRules(run, ours) ? RECORDED_OTHERWISE : null;
};

/** By the clock here its run has not ended yet. */
const endsAhead = ({ run, evidence }: EvidenceRecord): UsageError =>
  new UsageError({
    code: 'record-ahead',
    message: `Record ${evidence?.id ?? ''} ended at ${run.finishedAt}, which is later than the clock here says (${systemClock.now().toISOString()}): one of two clocks is wrong, and the record is not counted.`,
    fix: 'Set the clock of this machine, or certify again if the clock that wrote the record was wrong.',
  });

/** One page about a record that certifies; of the lab's it says that it is a rehearsal. UsageError for any other outcome. */
export const certificateOf = async (evidenceDir: string, idOrPath: string): Promise<string> => {
  const record = await readEvidence(evidenceDir, idOrPath);
  const { outcome } = record.decision;
  const validity = validityAt(record, systemClock.now());
  if (validity === 'ahead') throw endsAhead(record);
  if (isCertifying(record) || outcome === 'LAB_ONLY') return certificatePage(record, validUntilOf(record), validity === 'over');
  throw new UsageError({
    code: 'not-certified',
    message: `Record ${record.evidence?.id ?? idOrPath} ended ${outcomeWord(outcome)}: there is nothing to certify.`,
    fix: `See what was found with \`certify evidence report ${idOrPath} --report html=report.html\`.`,
  });
};

/** What changed from one record to another; the other records of the chain date it. */
export const diffEvidence = async (evidenceDir: string, before: string, after: string): Promise<RecordDiff> => {
  const records = [await readEvidence(evidenceDir, before), await readEvidence(evidenceDir, after)] as const;
  const [, { tenant, provider }] = records;
  const history = await listRecords(createFiles(), evidenceDir, (one) => one.tenant === tenant && one.provider === provider);
  return diffRecords(...records, history);
};

export interface VerifyOptions {
  /** A record by path or by id, or a directory; null: the evidence directory. */
  readonly place: string | null;
  /** Where a record of that id lies. */
  readonly evidenceDir: string;
  /** PEM files of public keys whose signatures prove. */
  readonly trust: readonly string[];
  /** The digest that must be the head of the chain; null: none is expected. */
  readonly expectHead: string | null;
  /** Hears of each record of a directory, counted from 1, before it is looked at. */
  readonly onRecord?: ((nth: number) => void) | undefined;
}

const readKeys = async (paths: readonly string[]): Promise<ReturnType<typeof trustedKeys>> => {
  const files = createFiles();
  const keys = await Promise.all(
    paths.map(async (path) => {
      const pem = await files.readText(path);
      if (pem !== null) return { name: path, pem };
      throw new UsageError({
        code: 'key-not-found',
        message: `There is no key ${path}.`,
        fix: `${await didYouMeanFile(files, path)}Name a PEM file with a public key.`,
      });
    }),
  );
  return trustedKeys(keys);
};

const placeOf = ({ place, evidenceDir }: VerifyOptions): string => {
  if (place === null) return evidenceDir;
  return isRecordId(place) ? recordPath(evidenceDir, place) : place;
};

/** Proves offline that records are whole and in their chain. UsageError when there is nothing to prove. */
export const verifyEvidence = async (options: VerifyOptions): Promise<Verification> => {
  const { trust, expectHead, onRecord } = options;
  const place = placeOf(options);
  const trusted = { keys: await readKeys(trust), expectHead: expectHead ?? undefined, now: systemClock.now() };
  const isDirectory = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const found = await (isDirectory
    ? verifyDirectory(createFiles(), place, trusted, onRecord)
    : verifyFile(createFiles(), place, trusted));
  if (found.breaks.length > 0 || found.records.length > 0) return found;
  const others = found.passedOver.length;
  throw new UsageError({
    code: 'evidence-none',
    message: `${place} holds no evidence record${others === 0 ? '' : `, only ${others === 1 ? 'a file' : `${others} files`} of others`}, so there is nothing to prove.`,
    fix: 'Name a record, or the directory that holds them.',
    place: { file: place },
  });
};

export interface ExportOptions {
  readonly evidenceDir: string;
  /** Where to copy to; made when missing. */
  readonly folder: string;
  /** Only this tenant's records; null: all. */
  readonly tenant: string | null;
  /** `in-toto`: a Statement beside each record, where the copy verifies; null: records and heads alone. */
  readonly format: 'in-toto' | null;
}

/** Each file with the name of its copy: one that was renamed has its record's again, unless another stands under it. */
const namesOf = (records: Awaited<ReturnType<typeof listRecordFiles>>): ReadonlyMap<string, string> => {
  const taken = new Set(records.map(({ name }) => name));
  const names = new Map<string, string>();
  for (const { name, record } of records) {
    const id = record.evidence?.id ?? '';
    const isFree = isRecordId(id) && !taken.has(`${id}.json`);
    names.set(name, isFree ? `${id}.json` : name);
    taken.add(names.get(name) ?? name);
  }
  return names;
};

/** Copies records with the heads of their chains, and proves the copy. */
export const exportEvidence = async (
  caller: Pick<Caller, 'gate'>,
  { evidenceDir, folder, tenant, format }: ExportOptions,
): Promise<{ readonly records: number; readonly unread: readonly Unread[]; readonly verification: Verification }> => {
  const files = createFiles();
  const records = await listRecordFiles(files, evidenceDir, (record) => tenant === null || record.tenant === tenant);
  if (records.length === 0) {
    throw new UsageError({
      code: 'evidence-none',
      message: `${evidenceDir} holds no evidence record${tenant === null ? '' : ` of ${tenant}`}, so nothing was copied.`,
      fix: 'List what there is with `certify evidence list`, or name another directory with --evidence-dir.',
    });
  }
  const heads = [...new Set(records.map(({ record }) => `${HEADS}/${chainName(chainOf(record))}.json`))];
  const copy = async (path: string, text: string): Promise<void> => {
    caller.gate().check(text, path);
    await files.writeAtomic(path, text);
  };
  const named = namesOf(records);
  for (const [from, to] of [...named, ...heads.map((head) => [head, head] as const)]) {
    const text = await files.readText(`${evidenceDir}/${from}`);
    if (text !== null) await copy(`${folder}/${to}`, text);
  }
  const verification = await verifyDirectory(files, folder);
  // Of records that do not verify nothing is stated.
  for (const { name: from, record } of format === null || !verification.ok ? [] : records) {
    const name = named.get(from) ?? from;
    const text = (await files.readText(`${folder}/${name}`)) ?? '';
    await copy(`${folder}/${name.replace(/\.json$/, '.intoto.json')}`, `${safeJson(inTotoStatement(name, text, record), 2)}\n`);
  }
  return { records: records.length, unread: await unreadRecords(files, evidenceDir), verification };
};
