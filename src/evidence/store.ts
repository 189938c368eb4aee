// Records on disk: one file a run, whole or absent, never overwritten; a head file names the newest of each chain.
import { AbortError, UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import type { Gate } from '../masking/gate.ts';
import { didYouMean, didYouMeanFile, editDistance } from '../text/nearest.ts';
import { isWhole } from './digest.ts';
import { headPath, readHead, writeHead } from './head.ts';
import { parseRecord, parseWritten } from './parse.ts';
import { whyUnread } from './why-unread.ts';
import { chainName, chainOf, isNamedFor, recordText, sealRecord, type ChainKey, type SealOptions } from './seal.ts';

export const recordPath = (directory: string, id: string): string => `${directory.replace(/\/+$/, '')}/${id}.json`;

/** The name of a file without `.json`; a record's id when it is one. */
export const idOfFile = (name: string): string | null =>
  name.endsWith('.json') && !name.startsWith('.') ? name.slice(0, -5) : null;

/** Writes one record. Rejects with AbortError when the gate finds a secret (nothing is on disk then) or a record of that id exists. */
export const storeRecord = async (files: Files, directory: string, record: EvidenceRecord, gate: Gate): Promise<string> => {
  const path = recordPath(directory, record.evidence?.id ?? '');
  const text = recordText(record);
  gate.check(text, path);
  if (await files.exists(path)) {
    throw new AbortError({
      code: 'evidence-exists',
      message: `${path} exists already; a record is never overwritten.`,
      fix: 'Start a new run: it gets an id of its own.',
      exitCode: 4,
    });
  }
  await files.writeAtomic(path, text);
  return path;
};

/**
 * Seals a document onto the head of its chain, stores it and moves the head, under the chain's lock: what every command
 * that writes evidence calls. The document must be masked.
 */
export const writeRecord = async (
  files: Files,
  document: RunDocument,
  options: Omit<SealOptions, 'previous'> & { readonly gate: Gate },
): Promise<EvidenceRecord> => {
  const key = chainOf(document);
  const lock = await files.lock(`${options.directory}/.locks/chain-${chainName(key)}.lock`, { waitMs: 30_000 });
  try {
    // A run that died between its record and the head would otherwise be branched off from.
    const previous = await endOf(files, options.directory, key, lock.takenOver);
    const record = sealRecord(document, { ...options, previous });
    await storeRecord(files, options.directory, record, options.gate);
    await writeHead(files, options.directory, record);
    return record;
  } finally {
    await lock.release();
  }
};

/** The end of a sentence that begins with the file's name. */
const ALTERED = 'was edited after it was sealed: its content does not match its digest';

const isPath = (idOrPath: string): boolean => idOrPath.includes('/') || idOrPath.endsWith('.json');

/**
 * The file of the record that is meant. A record's id is what it says of itself and what `list` shows, whatever its file is called; a name
 * that somebody gave the file is taken where no record has that id. null: there is none.
 */
const fileMeant = async (files: Files, directory: string, id: string): Promise<string | null> => {
  const path = recordPath(directory, id);
  const text = await files.readText(path);
  const says = text === null ? null : idSaid(text, path);
  if (text !== null && (says === null || says === id)) return path;
  const [other] = await listRecordFiles(files, directory, ({ evidence }) => evidence?.id === id);
  if (other !== undefined) return `${directory}/${other.name}`;
  if (says === null || !LOOKS_LIKE_RECORD.test(`${id}.json`)) return text === null ? null : path;
  throw new UsageError({
    code: 'evidence-renamed',
    message: `${path} holds another record, ${says}: it was renamed or put in another’s place, and record ${id} is not here.`,
    fix: `Restore ${id} from where you keep copies, or name the record that is meant.`,
    place: { file: path },
  });
};

/** null: it is no record to be read, which reading it says. */
const idSaid = (text: string, path: string): string | null => {
  try {
    return parseRecord(text, path).evidence?.id ?? null;
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
};

const notFound = async (files: Files, directory: string, idOrPath: string): Promise<UsageError> => {
  const path = isPath(idOrPath) ? idOrPath : recordPath(directory, idOrPath);
  const ids = isPath(idOrPath) ? [] : (await listRecords(files, directory)).flatMap(({ evidence }) => evidence?.id ?? []);
  // Ids of one tenant are alike: another run of it is not what was meant.
  const near = ids.filter((id) => id.includes(idOrPath) || editDistance(id, idOrPath) <= MOST_SLIPS);
  return new UsageError({
    code: 'evidence-not-found',
    message: `There is no evidence record ${path}.`,
    fix: `${isPath(idOrPath) ? await didYouMeanFile(files, path) : didYouMean(idOrPath, near)}List the records with \`certify evidence list --evidence-dir ${directory}\`.`,
    place: { file: path },
  });
};

const MOST_SLIPS = 3;

/** A record by id, or by path when it has a slash or ends in `.json`. UsageError when there is none, it cannot be read as one, or it was edited. */
export const readRecord = async (files: Files, directory: string, idOrPath: string): Promise<EvidenceRecord> => {
  const path = isPath(idOrPath) ? idOrPath : await fileMeant(files, directory, idOrPath);
  const text = path === null ? null : await files.readText(path);
  if (path === null || text === null) throw await notFound(files, directory, idOrPath);
  const { record, written } = parseWritten(text, path);
  if (isWhole(written)) return record;
  throw new UsageError({
    code: 'evidence-altered',
    message: `${path} ${ALTERED}.`,
    fix: `See what is broken with \`certify evidence verify ${directory}\`, and restore the file from where you keep copies.`,
    place: { file: path },
  });
};

/**
 * What the next record of a chain goes on from: the newest of its records and what its head says. A record that the head names
 * and that is gone stays missed: whoever goes on from an older one would cover up that it was removed.
 */
const endOf = async (
  files: Files,
  directory: string,
  key: ChainKey,
  readAll: boolean,
): Promise<Pick<EvidenceRecord, 'seal'> | null> => {
  const head = await readHead(files, headPath(directory, key));
  const [newest] = await recordsOf(files, directory, key, readAll || head === null ? null : head.id);
  if (head === null || (newest !== undefined && newest.seal.sequence > head.sequence)) return newest ?? null;
  const { digest, sequence } = head;
  return { seal: { digest, sequence, previous: null, signature: null } };
};

/** The newest record of a chain, or null. Asks the head file; without one (or when it names a record that is gone) reads the directory. */
export const latestOf = async (files: Files, directory: string, key: ChainKey): Promise<EvidenceRecord | null> => {
  const head = await readHead(files, headPath(directory, key));
  const path = head === null ? null : recordPath(directory, head.id);
  const text = path === null ? null : await files.readText(path);
  const isNamed = head !== null && text !== null && [null, head.id].includes(idSaid(text, path ?? ''));
  const [newest] = await recordsOf(files, directory, key, isNamed ? head.id : null);
  if (!isNamed || (newest !== undefined && newest.seal.sequence > head.sequence)) return newest ?? null;
  return parseRecord(text, path ?? '');
};

/** Newest first; `since`: only those that began after the record of that id, which the head of a restored copy does not know. */
const recordsOf = (files: Files, directory: string, key: ChainKey, since: string | null): Promise<readonly EvidenceRecord[]> => {
  const name = chainName(key);
  // By their names, so that in a fleet's directory the records of others are not read.
  const isCandidate = since === null ? undefined : (id: string) => id > since && isNamedFor(id, key);
  return listRecords(files, directory, (record) => chainName(chainOf(record)) === name, isCandidate);
};

/** Every readable record that passes the filter, newest first: by place in the chain, then by time. What is no record is left out; `isCandidate` says by the name which files are read at all. */
export const listRecords = async (
  files: Files,
  directory: string,
  filter: (record: EvidenceRecord) => boolean = () => true,
  isCandidate: (id: string) => boolean = () => true,
): Promise<readonly EvidenceRecord[]> =>
  (await listRecordFiles(files, directory, filter, isCandidate)).map(({ record }) => record);

/** The same with the names of the files, which a record that was tampered with need not tell. */
export const listRecordFiles = async (
  files: Files,
  directory: string,
  filter: (record: EvidenceRecord) => boolean = () => true,
  isCandidate: (id: string) => boolean = () => true,
): Promise<readonly { readonly name: string; readonly record: EvidenceRecord }[]> => {
  const found: { name: string; record: EvidenceRecord }[] = [];
  for (const { name, kind } of await files.entries(directory)) {
    const id = kind === 'file' || kind === 'link' ? idOfFile(name) : null;
    const record = id === null || !isCandidate(id) ? null : await readOrNull(files, `${directory}/${name}`);
    if (record !== null && filter(record)) found.push({ name, record });
  }
  return found.sort((a, b) => newestFirst(a.record, b.record));
};

/** A file that stands among records and cannot be read as one. */
export interface Unread {
  readonly name: string;
  /** Why, as the end of a sentence that begins with the file's name. */
  readonly why: string;
}

/** Named as certify names its records. */
const LOOKS_LIKE_RECORD = /^\d{8}T\d{6}Z-[^/]+\.json$/;
const STATEMENT = /\.intoto\.json$/;

/** What a list of the records would leave out in silence: records that were cut, are not to be read, or of a later certify. */
export const unreadRecords = async (files: Files, directory: string): Promise<readonly Unread[]> =>
  (await readStore(files, directory, () => false)).unread;

/** What a directory holds, each file read and parsed once. */
export interface Store {
  /** Newest first. */
  readonly records: readonly EvidenceRecord[];
  /** Those that cannot be read, then those whose digest does not hold. */
  readonly unread: readonly Unread[];
}

/** `isProven` says of which records the digest must hold; the others stand as they are, and `evidence verify` proves them all. */
export const readStore = async (
  files: Files,
  directory: string,
  isProven: (record: EvidenceRecord) => boolean,
): Promise<Store> => {
  const records: EvidenceRecord[] = [];
  const unread: Unread[] = [];
  const altered: { name: string; record: EvidenceRecord }[] = [];
  for (const { name, kind } of await files.entries(directory)) {
    if (!(kind === 'file' || kind === 'link') || idOfFile(name) === null) continue;
    const path = `${directory}/${name}`;
    try {
      const { record, written } = parseWritten((await files.readText(path)) ?? '', path);
      if (isProven(record) && !isWhole(written)) altered.push({ name, record });
      else records.push(record);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (!isOthers(name, error)) unread.push({ name, why: whyUnread(error, path) });
    }
  }
  altered.sort((a, b) => newestFirst(a.record, b.record));
  return { records: records.sort(newestFirst), unread: [...unread, ...altered.map(({ name }) => ({ name, why: ALTERED }))] };
};

/** JSON of somebody else may lie among records too; a name of ours is a record that should be one. */
const isOthers = (name: string, { code, message }: UsageError): boolean =>
  STATEMENT.test(name) || (code === 'evidence-schema' && !LOOKS_LIKE_RECORD.test(name) && !message.includes(' has schema '));

const newestFirst = (a: EvidenceRecord, b: EvidenceRecord): number =>
  chainName(chainOf(a)) === chainName(chainOf(b)) && a.seal.sequence !== b.seal.sequence
    ? b.seal.sequence - a.seal.sequence
    : b.run.finishedAt.localeCompare(a.run.finishedAt);

const readOrNull = async (files: Files, path: string): Promise<EvidenceRecord | null> => {
  try {
    const text = await files.readText(path);
    return text === null ? null : parseRecord(text, path);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
};
