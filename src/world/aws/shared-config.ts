// The shared config files of this machine, by key names alone: the SDK's chain says little of why they gave no credential.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Settings = ReadonlyMap<string, string>;

const FILES = [
  { variable: 'AWS_CONFIG_FILE', name: 'config' },
  { variable: 'AWS_SHARED_CREDENTIALS_FILE', name: 'credentials' },
] as const;

/** What stands in the brackets of a section's first line; null for any other line. */
const headerIn = (line: string): string | null => /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1] ?? null;

/** The `key = value` lines of the sections that are meant; null when there is none. */
const sectionOf = (text: string, isMeant: (header: string) => boolean): Settings | null => {
  const settings = new Map<string, string>();
  let found = false;
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const header = headerIn(line);
    if (header !== null) {
      inside = isMeant(header);
      found ||= inside;
      continue;
    }
    const [, key, value] = /^([A-Za-z_]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (inside && key !== undefined && value !== undefined) settings.set(key, value);
  }
  return found ? settings : null;
};

const unquoted = (name: string): string => name.replace(/^["']|["']$/g, '');

export interface SharedConfig {
  /** `[profile X]` and `[X]` are both taken; null: none of the files has such a section. */
  readonly profile: (name: string) => Settings | null;
  readonly ssoSession: (name: string) => Settings | null;
  /** A file that is there and cannot be read, with the system's code; null: there is none. */
  readonly unread: { readonly path: string; readonly code: string } | null;
}

const readOne = async (path: string): Promise<{ readonly text: string; readonly code: string | null }> => {
  try {
    return { text: await readFile(path, 'utf8'), code: null };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // No such file holds no such profile.
    return { text: '', code: code === 'ENOENT' || code === 'ENOTDIR' ? null : code };
  }
};

export const sharedConfig = async (): Promise<SharedConfig> => {
  const paths = FILES.map(({ variable, name }) => process.env[variable] ?? join(homedir(), '.aws', name));
  const files = await Promise.all(paths.map(async (path) => ({ path, ...(await readOne(path)) })));
  const merged = (isMeant: (header: string) => boolean): Settings | null => {
    const present = files.map(({ text }) => sectionOf(text, isMeant)).filter((section) => section !== null);
    return present.length === 0 ? null : new Map(present.flatMap((section) => [...section]));
  };
  const shut = files.find(({ code }) => code !== null);
  return {
    profile: (name) =>
      merged((header) => !/^(sso-session|services)\s/.test(header) && unquoted(header.replace(/^profile\s+/, '')) === name),
    ssoSession: (name) =>
      merged((header) => /^sso-session\s/.test(header) && unquoted(header.replace(/^sso-session\s+/, '')) === name),
    unread: shut?.code == null ? null : { path: shut.path, code: shut.code },
  };
};

/** The profile that the credential begins with: a role is assumed with another one, whose role may be assumed too. */
export const firstProfile = (name: string, { profile }: SharedConfig): string => {
  const passed = new Set<string>();
  let at = name;
  for (;;) {
    passed.add(at);
    const next = profile(at)?.get('source_profile');
    if (next === undefined || passed.has(next)) return at;
    at = next;
  }
};
