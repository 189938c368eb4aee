// Builders of acts that more than one check or the engine needs: one sentence, one form for each.
import type { Denied } from '../core/observation.ts';
import type { Owner } from '../core/owner.ts';
import type { DraftAct, RecordSetChange, RecordType } from '../core/remedy.ts';
import { DEFAULT_TTL } from '../text/zone-line.ts';

/** A record that is to stand at a name where nothing of its purpose stands. */
export const addRecord = (
  name: string,
  type: RecordType,
  value: string,
  keep: readonly string[] | null = [],
): RecordSetChange => ({
  name,
  type,
  ttl: DEFAULT_TTL,
  add: [value],
  remove: [],
  keep,
});

/** Values of one purpose at a name and type, as they stand and as they are to stand. `all`: everything there; null when not known. */
export interface SetChange {
  readonly name: string;
  readonly type: RecordType;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly all: readonly string[] | null;
}

/** null when nothing has to change. A value that stands there twice is one record; of what is the same, nothing is removed. */
export const changeRecord = ({ name, type, before, after, all }: SetChange): RecordSetChange | null => {
  const add = after.filter((value) => !before.includes(value));
  const remove = [...new Set(before)].filter((value) => !after.includes(value));
  if (add.length + remove.length === 0) return null;
  const stays = [...new Set([...(all ?? before), ...before])].filter((value) => !remove.includes(value) && !add.includes(value));
  return { name, type, ttl: DEFAULT_TTL, add, remove, keep: all === null ? null : stays };
};

/** One act for the implementation engineer: a field of the profile and its value. */
export const profileField = (say: string, name: string, value: string | null): DraftAct => ({
  say,
  field: { in: 'profile', name, value },
  owner: 'implementation engineer',
});

/** One act for the SquareOS admin. */
export const squareosField = (say: string, name: string, value: string | null): DraftAct => ({
  say,
  field: { in: 'SquareOS', name, value },
  owner: 'SquareOS admin',
});

/** Words alone. */
export const doThis = (say: string, owner?: Owner): DraftAct => ({ say, ...(owner === undefined ? {} : { owner }) });

const CREDENTIAL = { probe: 'the probing credential (aws.probe)', send: 'the sending credential (aws.send)' } as const;

/** How a credential is called in a sentence. */
export const credentialName = (role: Denied['credential']): string => (role === undefined ? 'the credential' : CREDENTIAL[role]);

/** What mends a refused read: the least statement that lets it through, or the Deny that must go first. `*` where AWS offers no resource. */
export const permitAct = (denied: Denied): DraftAct => {
  const who = credentialName(denied.credential);
  if (/explicit deny/i.test(denied.message)) {
    return {
      say: `Take ${denied.action ?? 'the action'} out of the Deny that AWS names for ${who}, then run again: an Allow does not help against a Deny.`,
      owner: 'AWS admin',
    };
  }
  if (denied.action === undefined) {
    return { say: `Give ${who} the permission that is missing, then run again.`, owner: 'AWS admin' };
  }
  return {
    say: `Add this statement to the policy of ${who}, then run again:`,
    statement: [{ Effect: 'Allow', Action: denied.action, Resource: denied.resource ?? '*' }],
    owner: 'AWS admin',
  };
};
