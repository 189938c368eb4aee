// A secret's reference: where the value is, never the value.
import { pipe, rawTransform, regex, string } from 'valibot';
import type { SecretRef } from '../core/profile.ts';
import { looksLikeSecret } from '../text/secret-shape.ts';

/** Ends the sentence "`smtp.password` …". */
export const LITERAL = 'holds a literal where a reference belongs';

const PATTERN = /^(env|file|cmd|prompt):[ \t]*([^\r\n]*)$/;

/** A variable's name, as far as it cannot be a value that somebody put behind `env:`. */
const isVariable = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name) && !looksLikeSecret(name);

/** null when the text is no reference. */
export const parseSecretRef = (given: string): SecretRef | null => {
  const [, kind, rest = ''] = PATTERN.exec(given) ?? [];
  const target = rest.trim();
  if (kind !== 'env' && kind !== 'file' && kind !== 'cmd' && kind !== 'prompt') return null;
  if (kind === 'env' && !isVariable(target)) return null;
  if (kind !== 'prompt' && target === '') return null;
  // What stands in the file is shown in errors and in the record: it must itself be free of credentials.
  return looksLikeSecret(target) ? null : { kind, target, text: `${kind}:${target}` };
};

/** `env:NAME`, `file:PATH`, `cmd:COMMAND` or `prompt:`, taken apart. */
export const secretRef = () =>
  pipe(
    string(LITERAL),
    regex(/^(env|file|cmd|prompt):/, LITERAL),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const ref = parseSecretRef(dataset.value);
      if (ref !== null) return ref;
      addIssue({ message: LITERAL });
      return NEVER;
    }),
  );
