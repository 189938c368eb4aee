// Files as durable, whole things: a write is there entirely or not at all, and survives a crash once it has resolved.

/** An append-only file; every line is on the disk when `append` resolves. */
export interface DurableLog {
  /** Appends the text and waits for the disk (fdatasync). Calls are kept in order. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface Lock {
  /** The holder before this one died without giving it back: what it guarded may be half done. */
  readonly takenOver: boolean;
  /** Gives the lock back; never rejects, harmless when it was given back already or its place is no more. */
  release(): Promise<void>;
}

/** What stands in a directory, itself: a link is a link, wherever it leads. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** Every function rejects with UsageError (`file-…`, `locked`) where a person can help, naming the path. */
export interface Files {
  /** Whole text of a regular file, or null when there is none. Refuses more than `maxBytes` (default 16 MiB). */
  readText(path: string, maxBytes?: number): Promise<string | null>;
  /** Exclusive temporary file in the same directory, fsync, rename, fsync of the directory. New files get mode 0600, others keep theirs. Makes missing directories. */
  writeAtomic(path: string, text: string): Promise<void>;
  /**
   * Opens for appending, making directory and file when missing. A last line without line feed was never acknowledged
   * (the process died while writing it) and is cut off first.
   */
  openLog(path: string): Promise<DurableLog>;
  /** Names in a directory, sorted; empty when there is none. */
  list(directory: string): Promise<readonly string[]>;
  /** The same with what each is; links are not followed. */
  entries(directory: string): Promise<readonly Entry[]>;
  exists(path: string): Promise<boolean>;
  /** Removes a file; harmless when there is none. */
  remove(path: string): Promise<void>;
  /**
   * Takes an exclusive lock file that says who holds it. A lock whose process is gone (or whose pid now belongs to another
   * process) is taken over. Waits up to `waitMs` (default 0), then rejects with UsageError `locked`.
   */
  lock(path: string, options?: { readonly waitMs?: number }): Promise<Lock>;
}
