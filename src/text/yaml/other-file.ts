// A file that is whole and another one than was asked for: said once, with the command that takes it, and not key by key.
import type { Problem } from '../../core/problem.ts';
import { isObject, textOr } from '../unknown-json.ts';

type FileKind = 'profile' | 'fleet' | 'receiver' | 'runbook' | 'sheet' | 'record' | 'state';

interface Known {
  /** In “This is …”. */
  readonly is: string;
  /** What takes it, at the end of a sentence; the file's name stands in it as `FILE`. */
  readonly takes: string;
}

const KNOWN: { readonly [K in FileKind]: Known } = {
  profile: { is: 'the profile of one gym', takes: '`certify check FILE` looks at that gym' },
  fleet: { is: 'the file of a fleet', takes: '`certify fleet check FILE` looks at its gyms' },
  receiver: { is: 'the configuration of the receiver', takes: '`certify receiver --config FILE` starts it' },
  runbook: { is: 'a runbook', takes: '`certify runbook lint FILE` proves it' },
  sheet: { is: 'an extraction sheet', takes: '`certify extraction show FILE` shows it' },
  record: { is: 'an evidence record', takes: '`certify evidence show FILE` shows it' },
  state: { is: 'an export of what SquareOS holds', takes: 'a profile names it as `squareos.state.export`' },
};

/** Sections that only a profile has; one alone may be a slip. */
const OF_PROFILE = ['environment', 'provider', 'squareos', 'callback', 'live', 'ses', 'smtp'];

/** By keys that no other file has; null: nobody can say. */
const kindOf = (value: unknown): FileKind | null => {
  if (!isObject(value)) return null;
  const schema = textOr(value['schema']) ?? '';
  if (schema.startsWith('certify.run/')) return 'record';
  if (schema.startsWith('certify.squareos-state/')) return 'state';
  const has = (key: string): boolean => key in value;
  if (has('steps') && has('purpose')) return 'runbook';
  if (has('accounts') && (has('listen') || has('readTokens'))) return 'receiver';
  if (has('tenant')) return OF_PROFILE.filter(has).length > 1 ? 'profile' : null;
  if (has('profiles')) return 'fleet';
  return has('rows') ? 'sheet' : null;
};

/** The one problem of a file of another kind than `wanted`; null where it is of that kind, or nobody can say. */
export const otherFile = (value: unknown, wanted: FileKind, path: string): Problem | null => {
  const kind = kindOf(value);
  if (kind === null || kind === wanted) return null;
  const { is, takes } = KNOWN[kind];
  return {
    code: 'other-file',
    message: `This is ${is}, not ${KNOWN[wanted].is}.`,
    fix: `Name the other file; ${takes.replace('FILE', () => path)}.`,
    line: 1,
    column: 1,
  };
};
