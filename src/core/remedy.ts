// What mends a finding, as data: renderers print it, the hand-off collects it, nothing parses it back.
import type { JsonObject } from './json.ts';
import type { Owner } from './owner.ts';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT';

/** What one DNS record set (name and type) must become. */
export interface RecordSetChange {
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
  /** Seconds; of what is added. */
  readonly ttl: number;
  /** TXT as text, MX as `10 host`, names without the final dot. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** What else stands at the name and must stay; null when that is not known. */
  readonly keep: readonly string[] | null;
}

/** One field that somebody fills in. */
interface FieldValue {
  readonly in: 'profile' | 'SquareOS' | 'AWS' | 'relay';
  /** As it is called there, such as `ses.region` or `configJson.region`. */
  readonly name: string;
  /** null where a person has to choose, or where it is a secret. */
  readonly value: string | null;
}

/** One thing that somebody does. What can be pasted stands in its own member and never in the sentence. */
export interface Act {
  /** Imperative sentences that keep the context: where, what, and why in few words. */
  readonly say: string;
  readonly owner: Owner;
  /** The owner's name, where the profile names one. */
  readonly who?: string;
  readonly records?: readonly RecordSetChange[];
  /** Policy statements, whole. */
  readonly statement?: readonly JsonObject[];
  readonly field?: FieldValue;
  /** A shell line, or several. */
  readonly command?: string;
}

/** An act as a check writes it; the owner is the finding's unless another is named. */
export type DraftAct = Omit<Act, 'owner'> & { readonly owner?: Owner };
