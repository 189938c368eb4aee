// What stands in an evidence directory: records, heads, certify's own folders, and what is none of these and is passed over.
import { UsageError } from '../core/errors.ts';
import type { Entry, Files } from '../core/ports/files.ts';
import { isObject, parsedJson, textOr, withoutMark } from '../text/unknown-json.ts';
import { chainOfHead, HEADS, lookAtHead, type Head } from './head.ts';
import type { Break, ReadRecord } from './verify-record.ts';
import { whyUnread } from './why-unread.ts';

export interface PassedOver {
  readonly place: string;
  /** What it is, in a few words. */
  readonly what: string;
}

/** What a chain's head says; null: there is none, or it cannot be taken at its word and `told` says so already. */
export interface Pin {
  readonly path: string;
  readonly head: Head | null;
  readonly told: boolean;
}

export interface Inventory {
  /** Each as it was judged when it was read: no text is kept. */
  readonly reads: readonly ReadRecord[];
  /** By the name of the chain. */
  readonly pins: ReadonlyMap<string, Pin>;
  /** No pin can be read: `.heads` itself is broken. */
  readonly unpinned: boolean;
  /** Whether certify ran here: records alone may have been sent by mail. */
  readonly isStore: boolean;
  readonly breaks: readonly Break[];
  readonly passedOver: readonly PassedOver[];
}

/** As `recordId` writes it. */
const RECORD_NAME = /^\d{8}T\d{6}Z-[a-z0-9-]+-[0-9a-f]{8}\.json$/;
/** As `chainName` writes it. */
const HEAD_NAME = /-[0-9a-f]{8}\.json$/;
/** Beside the records and in none of them: whoever has a record alone cannot try out values against its marks. */
export const COMPARING_KEY = '.comparing-key';
const OWN: ReadonlySet<string> = new Set([HEADS, '.runs', '.locks', '.ledger', COMPARING_KEY]);
const LEFT_BEHIND = /^\..+\.[0-9a-f-]{36}\.tmp$/;

const KIND: { readonly [K in Entry['kind']]: string } = {
  file: 'no evidence record',
  directory: 'a folder; what is in it was not looked at',
  link: 'a link',
  other: 'no file',
};

/** A report as JSON has the schema of a record, but no seal. */
const isSealed = (text: string): boolean => {
  const value = parsedJson(withoutMark(text));
  return isObject(value) && (textOr(value['schema']) ?? '').startsWith('certify.run/') && 'seal' in value;
};

const RESTORE = 'Put the file back from where you keep copies.';
const NO_FILE: { readonly [K in Exclude<Entry['kind'], 'file'>]: readonly [code: string, reason: string] } = {
  directory: ['not-a-file', `A folder stands where a record should. ${RESTORE}`],
  link: ['link', `It is a link: what it leads to can be changed without touching this directory. ${RESTORE}`],
  other: ['not-a-file', `It is no regular file, although it has a record’s name. ${RESTORE}`],
};

class Taking {
  readonly reads: ReadRecord[] = [];
  readonly pins = new Map<string, Pin>();
  readonly breaks: Break[] = [];
  readonly passedOver: PassedOver[] = [];
  unpinned = false;
  isStore = false;
  readonly #files: Files;
  readonly #read: (text: string, path: string) => ReadRecord;

  constructor(files: Files, read: (text: string, path: string) => ReadRecord) {
    this.#files = files;
    this.#read = read;
  }

  async directory(directory: string): Promise<void> {
    for (const entry of await this.#files.entries(directory)) {
      const path = `${directory}/${entry.name}`;
      if (OWN.has(entry.name)) this.isStore = true;
      if (entry.name === HEADS) await this.#heads(path, entry);
      else if (!OWN.has(entry.name)) await this.#entry(path, entry);
    }
  }

  async #entry(path: string, { name, kind }: Entry): Promise<void> {
    const named = RECORD_NAME.test(name);
    if (named && kind !== 'file') return this.#broken(path, ...NO_FILE[kind]);
    if (kind !== 'file' || name.startsWith('.') || !name.endsWith('.json')) return this.#over(path, name, KIND[kind]);
    let text: string | null;
    try {
      text = await this.#files.readText(path);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return named
        ? this.#broken(path, error.code, `${error.message} ${error.fix}`)
        : this.#over(path, name, whyUnread(error, path));
    }
    if (text === null) return;
    if (named || isSealed(text)) this.reads.push(this.#read(text, path));
    else this.#over(path, name, KIND.file);
  }

  async #heads(directory: string, { kind }: Entry): Promise<void> {
    if (kind !== 'directory') {
      this.unpinned = true;
      return this.#unreadable(
        directory,
        kind === 'link' ? 'the folder of the heads is a link' : 'a file stands where the folder of the heads should',
      );
    }
    for (const { name, kind: inner } of await this.#files.entries(directory)) {
      const path = `${directory}/${name}`;
      const found =
        inner === 'file' ? await lookAtHead(this.#files, path) : ({ state: 'unreadable', why: `it is ${KIND[inner]}` } as const);
      if (found.state === 'absent') continue;
      if (found.state === 'read') this.#pin(path, name, found.head);
      else if (HEAD_NAME.test(name)) this.#unreadable(path, found.why);
      else this.#over(path, name, 'no head of a chain');
    }
  }

  #pin(path: string, name: string, head: Head): void {
    const chain = chainOfHead(head);
    if (name === `${chain}.json`) return void this.pins.set(chain, { path, head, told: false });
    const whose = `the head of ${head.tenant} · ${head.provider ?? 'none'} · ${head.mode}`;
    this.#broken(
      path,
      'head-name',
      `It is ${whose}, under another chain’s name: it was renamed, changed or put in another’s place. ${MEND_HEAD}`,
    );
    this.#told(path, name);
  }

  #unreadable(path: string, why: string): void {
    this.#broken(
      path,
      'head-unreadable',
      `The head of the chain cannot be read, so a missing end would not be noticed: ${why}. ${MEND_HEAD}`,
    );
    this.#told(path, path.split('/').at(-1) ?? '');
  }

  #told(path: string, name: string): void {
    this.pins.set(name.replace(/\.json$/, ''), { path, head: null, told: true });
  }

  #broken(place: string, code: string, reason: string): void {
    this.breaks.push({ code, place, reason });
  }

  #over(place: string, name: string, what: string): void {
    this.passedOver.push({ place, what: LEFT_BEHIND.test(name) ? 'left behind by a write that was ended; remove it' : what });
  }
}

const MEND_HEAD = 'Put it back from a copy; if every record is known to be here, remove it, and the next run writes it anew.';

/** Reads all of it, each record judged by `read`; nothing in it is followed or changed. */
export const takeInventory = async (
  files: Files,
  directory: string,
  read: (text: string, path: string) => ReadRecord,
): Promise<Inventory> => {
  const taking = new Taking(files, read);
  await taking.directory(directory);
  return taking;
};
