// What a lab must not forget: its keys and ports (one file), and an append-only journal, each line durable before the next act.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { makeDirectory } from './directories.ts';

const writeDurable = (file: string, text: string): void => {
  const temporary = `${file}.tmp`;
  const fd = openSync(temporary, 'w', 0o600);
  writeSync(fd, text);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(temporary, file);
};

/** Whole lines only: what a crash cut short at the end never happened. */
const readLines = <T>(file: string): T[] => {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
};

/** Small values that a second start on the same directory finds again. */
interface Settings {
  get(key: string): JsonValue | undefined;
  /** Durable when it returns. */
  set(values: JsonObject): void;
}

export interface LabState {
  readonly directory: string;
  readonly settings: Settings;
  /** Everything appended before, oldest first. */
  readonly past: readonly JournalLine[];
  /** Durable when it returns. */
  append(line: JournalLine): void;
  /** Writes a 0600 file beside the state and gives its path. */
  file(name: string, text: string): string;
  close(): void;
}

type StoredDelivery = JsonObject & { readonly id: string };

type JournalLine =
  | { readonly type: 'accepted'; readonly message: JsonObject; readonly deliveries: readonly StoredDelivery[] }
  | { readonly type: 'delivery'; readonly delivery: StoredDelivery }
  | { readonly type: 'settled'; readonly id: string; readonly result: string }
  | { readonly type: 'subscription'; readonly arn: string; readonly subscription: JsonObject }
  | { readonly type: 'region'; readonly name: string; readonly region: JsonObject }
  | { readonly type: 'iam'; readonly users: JsonObject; readonly roles: JsonObject }
  | { readonly type: 'relayed'; readonly message: JsonObject }
  | { readonly type: 'reported'; readonly id: string }
  | { readonly type: 'order'; readonly key: string; readonly answer: JsonObject };

/** Opens (or makes) the state of a lab. A last line that was cut by a crash is closed off, so that the next one stands alone. */
export const openState = (directory: string): LabState => {
  makeDirectory(directory);
  const settingsFile = path.join(directory, 'lab.json');
  const journalFile = path.join(directory, 'journal.jsonl');
  const values: { [key: string]: JsonValue | undefined } = existsSync(settingsFile)
    ? (JSON.parse(readFileSync(settingsFile, 'utf8')) as { [key: string]: JsonValue })
    : {};
  const past = readLines<JournalLine>(journalFile);
  const fd = openSync(journalFile, 'a', 0o600);
  const existing = readFileSync(journalFile, 'utf8');
  if (existing !== '' && !existing.endsWith('\n')) writeSync(fd, '\n');
  let open = true;
  return {
    directory,
    settings: {
      get: (key) => values[key],
      set: (given) => {
        const before = JSON.stringify(values);
        Object.assign(values, given);
        if (JSON.stringify(values) !== before) writeDurable(settingsFile, `${JSON.stringify(values, null, 2)}\n`);
      },
    },
    past,
    append: (line) => {
      if (!open) return;
      writeSync(fd, `${JSON.stringify(line)}\n`);
      fsyncSync(fd);
    },
    file: (name, text) => {
      const target = path.join(directory, name);
      if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeDurable(target, text);
      return target;
    },
    close: () => {
      if (open) closeSync(fd);
      open = false;
    },
  };
};
