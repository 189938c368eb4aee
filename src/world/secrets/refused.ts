// The refusal of one reference: with its place in the profile, and never with a value.
import { UsageError } from '../../core/errors.ts';
import type { LoadedProfile } from '../../core/profile.ts';

export type Named = LoadedProfile['secrets'][number];

/** `message` begins after the reference: "env:X (smtp.password) …". */
export const refused = (loaded: LoadedProfile, named: Named, code: string, message: string, fix: string): UsageError =>
  new UsageError({
    code,
    message: `${loaded.path}:${named.line}:${named.column}: ${named.ref.text} (${named.name}) ${message}`,
    fix,
    place: { file: loaded.path, line: named.line, column: named.column },
  });
