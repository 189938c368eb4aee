// The folders of the mailbox and what lies in them; whoever has one open hears of what comes.

export interface StoredMessage {
  readonly uid: number;
  readonly raw: Buffer;
  readonly storedAt: Date;
}

export interface StoredFolder {
  readonly path: string;
  /** Special use, such as `\Junk`; null: none. */
  readonly use: string | null;
  readonly messages: StoredMessage[];
}

const USES: { readonly [path: string]: string } = {
  Junk: '\\Junk',
  Archive: '\\Archive',
  All: '\\All',
  Trash: '\\Trash',
  Sent: '\\Sent',
};

export class MailStore {
  readonly folders: readonly StoredFolder[];
  readonly #listeners = new Set<(folder: string) => void>();

  constructor(names: readonly string[], specialUse: boolean) {
    const use = (path: string): string | null => (specialUse ? (USES[path] ?? null) : null);
    this.folders = ['INBOX', ...names].map((path) => ({ path, use: use(path), messages: [] }));
  }

  folder(path: string): StoredFolder | undefined {
    return this.folders.find((one) => one.path === path || (path.toUpperCase() === 'INBOX' && one.path === 'INBOX'));
  }

  add(path: string, text: string, storedAt: Date): void {
    const folder = this.folder(path);
    if (folder === undefined) throw new Error(`the mailbox has no folder ${path}`);
    folder.messages.push({ uid: (folder.messages.at(-1)?.uid ?? 0) + 1, raw: Buffer.from(text, 'latin1'), storedAt });
    for (const heard of this.#listeners) heard(folder.path);
  }

  /** Ends with the function that it gives. */
  listen(heard: (folder: string) => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }
}
