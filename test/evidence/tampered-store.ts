// A store on the disk with several chains, signed or not, and the hands of somebody who tampers with it.
import { generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { EvidenceRecord, RunDocument } from '../../src/core/record.ts';
import { recordDigest } from '../../src/evidence/digest.ts';
import { headPath } from '../../src/evidence/head.ts';
import { chainOf, recordText, sealRecord, type SealOptions } from '../../src/evidence/seal.ts';
import { createSigner, trustedKeys, type Signer } from '../../src/evidence/sign.ts';
import { recordPath, writeRecord } from '../../src/evidence/store.ts';
import { verifyDirectory, type Verification } from '../../src/evidence/verify.ts';
import { createGate } from '../../src/masking/gate.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { certifiedDocument } from '../records.ts';
import { memoryFiles } from './memory-files.ts';

const profile = { path: 'gym.yaml', digest: 'sha256:0', loaded: { tenant: 'main-gym' } };

/** A run of half a minute (or more) that begins at that minute. */
export const runAt = (minute: number, over: Partial<RunDocument> = {}, seconds = 30): RunDocument => {
  const from = Date.UTC(2026, 10, 20, 20, minute);
  const [startedAt, finishedAt] = [from, from + seconds * 1000].map((ms) => new Date(ms).toISOString());
  const { run } = certifiedDocument();
  return certifiedDocument({
    ...over,
    run: { ...run, id: `run-${minute}-${seconds}`, startedAt: startedAt ?? '', finishedAt: finishedAt ?? '', ...over.run },
  });
};

const newSigner = (): Signer => createSigner(generateKeyPairSync('ed25519').privateKey);
export const TEAM = newSigner();
export const STRANGER = newSigner();
export const trusting = (signer: Signer) => ({ keys: trustedKeys([{ name: 'evidence.pub', pem: signer.publicKey }]) });

/** Three chains: four live records, two over SMTP, two of another gym. */
const CHAINS: { readonly [name: string]: readonly RunDocument[] } = {
  live: [1, 3, 5, 7].map((minute) => runAt(minute)),
  smtp: [2, 4].map((minute) => runAt(minute, { provider: 'SMTP' })),
  other: [6, 8].map((minute) => runAt(minute, { tenant: 'other-gym' })),
};

interface Written {
  readonly texts: ReadonlyMap<string, string>;
  readonly records: ReadonlyMap<string, EvidenceRecord>;
}

const write = async (signer?: Signer): Promise<Written> => {
  const files = memoryFiles();
  const records = new Map<string, EvidenceRecord>();
  for (const [name, documents] of Object.entries(CHAINS)) {
    for (const [n, document] of documents.entries()) {
      records.set(
        `${name} ${n + 1}`,
        await writeRecord(files, document, { profile, directory: 'e', gate: createGate([]), signer }),
      );
    }
  }
  return { texts: files.texts, records };
};

const WRITTEN = { unsigned: await write(), signed: await write(TEAM) };

export type Change = (record: EvidenceRecord) => unknown;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Names are `live 2` for the second record of a chain, `head live` for its head; anything else is a path in the store. */
export class TamperedStore {
  readonly home = mkdtempSync(join(tmpdir(), 'certify-tampered-'));
  readonly dir = join(this.home, 'evidence');
  readonly #written: Written;
  readonly #signer: Signer | undefined;

  constructor(kind: keyof typeof WRITTEN = 'unsigned') {
    this.#written = WRITTEN[kind];
    this.#signer = kind === 'signed' ? TEAM : undefined;
    for (const [path, text] of this.#written.texts) this.put(path.replace(/^e\//, ''), text);
    for (const own of ['.runs', '.locks']) mkdirSync(join(this.dir, own));
    this.put('.comparing-key', 'of this directory');
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  record(name: string): EvidenceRecord {
    const found = this.#written.records.get(name);
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  }

  path(name: string): string {
    if (name.startsWith('head ')) return headPath(this.dir, chainOf(this.record(`${name.slice(5)} 1`)));
    return this.#written.records.has(name) ? recordPath(this.dir, this.record(name).evidence?.id ?? '') : join(this.dir, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  put(name: string, text: string | Buffer): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  remove(...names: readonly string[]): void {
    for (const name of names) rmSync(this.path(name), { recursive: true });
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(this.path(to)), { recursive: true });
    renameSync(this.path(from), this.path(to));
  }

  copy(from: string, to: string): void {
    cpSync(this.path(from), this.path(to), { recursive: true });
  }

  swap(one: string, two: string): void {
    const [first, second] = [this.text(one), this.text(two)];
    this.put(one, second);
    this.put(two, first);
  }

  /** The file goes elsewhere, and a link to it takes its place. */
  linked(name: string): void {
    const away = join(this.home, basename(this.path(name)));
    renameSync(this.path(name), away);
    symlinkSync(away, this.path(name));
  }

  link(name: string, to: string): void {
    symlinkSync(to, this.path(name));
  }

  folder(name: string): void {
    if (existsSync(this.path(name))) this.remove(name);
    mkdirSync(this.path(name), { recursive: true });
  }

  replace(name: string, from: string | RegExp, to: string): void {
    const [before, after] = [this.text(name), this.text(name).replace(from, to)];
    if (before === after) throw new Error(`${name} does not hold ${String(from)}.`);
    this.put(name, after);
  }

  /** Edits the JSON and leaves the seal as it was. */
  edit(name: string, change: (value: never) => unknown): void {
    const value = JSON.parse(this.text(name)) as never;
    change(value);
    this.put(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Edits, and seals anew in the same place, as one who knows how but lacks the key (or has it, in an unsigned store). */
  forge(name: string, change: Change, signature: EvidenceRecord['seal']['signature'] | Signer = null): EvidenceRecord {
    const record = plain(this.record(name));
    change(record);
    const digest = recordDigest(record);
    const forged = {
      ...record,
      seal: { ...record.seal, digest, signature: signature !== null && 'sign' in signature ? signature.sign(digest) : signature },
    };
    this.put(name, recordText(forged));
    return forged;
  }

  /** A record that certify never sealed here. */
  add(document: RunDocument, previous: SealOptions['previous'], signer: Signer | null = this.#signer ?? null): string {
    const record = sealRecord(document, { profile, directory: 'e', previous, signer: signer ?? undefined });
    const name = `${record.evidence?.id ?? ''}.json`;
    this.put(name, recordText(record));
    return name;
  }

  /** As a run on this store would. */
  run(document: RunDocument): Promise<EvidenceRecord> {
    return writeRecord(createFiles(), document, { profile, directory: this.dir, gate: createGate([]), signer: this.#signer });
  }

  verify(trust?: Parameters<typeof verifyDirectory>[2]): Promise<Verification> {
    return verifyDirectory(createFiles(), this.dir, trust);
  }
}
