// The refusal of one reference: with its place in the profile, and never with a value.
import { UsageError } from '../../core/errors.ts';
import type { SecretHolder } from '../../core/profile.ts';

export type Holder = SecretHolder<string>;
export type Named = Holder['secrets'][number];

/** `message` begins after the reference: "env:X (smtp.password) …". */
export const refused = (holder: Holder, named: Named, code: string, message: string, fix: string): UsageError =>
  new UsageError({
    code,
    message: `${holder.path}:${named.line}:${named.column}: ${named.ref.text} (${named.name}) ${message}`,
    fix,
    place: { file: holder.path, line: named.line, column: named.column },
  });
