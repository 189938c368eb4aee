// The words all reports share: reasons, statuses, outcomes, times.
import { called } from '../core/owner.ts';
import type { Decision, Outcome } from '../core/decision.ts';
import type { Finding, Status } from '../core/finding.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { UsedLimitation } from '../core/record.ts';
import type { Act } from '../core/remedy.ts';
import { actParts, type RemedyPart } from '../text/remedy-text.ts';
import { isObject } from '../text/unknown-json.ts';

export const STATUS_WORD: { readonly [S in Status]: string } = {
  pass: 'passed',
  fail: 'failed',
  warn: 'warning',
  pending: 'pending',
  inconclusive: 'could not be judged',
  'not-applicable': 'does not apply',
};

export const OUTCOME_MEANING: { readonly [O in Outcome]: string } = {
  CERTIFIED: 'Ready for production: a live message went out and its verified callback updated the platform’s rows.',
  CERTIFIED_WITH_LIMITATIONS: 'Ready for production under the limitations listed here.',
  LAB_ONLY: 'Everything passed against simulated parties. This says nothing about the real provider.',
  READY: 'Everything that can be observed is in order. Nothing was sent, so nothing is certified.',
  LOOKED: 'What was looked at again is in order. It is a part of the checks, and no go-ahead for the whole.',
  INCONCLUSIVE: 'Something that decides could not be seen, or has not happened yet.',
  NOT_CERTIFIED: 'Not ready for production: something that must hold does not.',
};

/** The sign and colour of an outcome are those of a finding's status. */
export const OUTCOME_STATUS: { readonly [O in Outcome]: Status } = {
  CERTIFIED: 'pass',
  CERTIFIED_WITH_LIMITATIONS: 'warn',
  // Never in the colour of a certificate: simulated parties prove nothing.
  LAB_ONLY: 'not-applicable',
  READY: 'pass',
  // Never in the colour of a go-ahead.
  LOOKED: 'not-applicable',
  INCONCLUSIVE: 'inconclusive',
  NOT_CERTIFIED: 'fail',
};

export const LIMITATION_STATE: { readonly [S in UsedLimitation['state']]: string } = {
  used: 'accepted',
  unused: 'not needed',
  expired: 'expired',
  'not-waivable': 'cannot be accepted',
  'no-longer-failing': 'no longer needed',
};

/** `one-missing` → `one missing`; the plain `ok` of a pass needs no word. */
export const reasonWords = (reason: string): string => (reason === 'ok' ? '' : reason.replaceAll('-', ' '));

/** `lastUsedDate` → `last used date`. */
export const keyWords = (key: string): string =>
  /^[a-z0-9]+(?:[A-Z][a-z0-9]*)+$/.test(key) ? key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : key;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20 Nov 2026, 20:16:55 UTC`; a text that is no ISO 8601 time in UTC stays as it is. */
export const when = (iso: string): string => {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?Z)?$/.exec(iso);
  if (match === null) return iso;
  const day = `${Number(match[3])} ${MONTHS[Number(match[2]) - 1] ?? '?'} ${match[1] ?? ''}`;
  return match[4] === undefined ? day : `${day}, ${match[4]} UTC`;
};

/** Milliseconds for people: `480 ms`, `2.1 s`, `3 min 5 s`, `2 h 10 min`, `3 days`. */
export const span = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  if (seconds < 3600) return pair(seconds, 60, 'min', 's');
  if (seconds < 172_800) return pair(seconds / 60, 60, 'h', 'min');
  return `${Math.round(seconds / 86_400)} days`;
};

const pair = (units: number, size: number, big: string, small: string): string => {
  const rest = Math.round(units) % size;
  return `${Math.floor(Math.round(units) / size)} ${big}${rest === 0 ? '' : ` ${rest} ${small}`}`;
};

/** `2.1 s later`, or an empty text when the times cannot be compared. */
export const later = (from: string, to: string): string => {
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isFinite(ms) && ms >= 0 ? `${span(ms)} later` : '';
};

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

const scalar = (value: JsonValue): string =>
  value === null
    ? 'none'
    : typeof value === 'boolean'
      ? yesOrNo(value)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);

/** What certify itself calls by a name of several words; what stands under other keys is somebody's own name. */
const CALLED = /^(?:state|cause|stage|where|fault|event|kind|authorised|ours)$/;

/** One value on one line: `a, b` and `name x; state missing`. `under`: its key. */
export const inline = (value: JsonValue, under = ''): string => {
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : (value as readonly JsonValue[]).map((one) => inline(one, under)).join(', ');
  if (typeof value === 'string' && CALLED.test(under) && /^[a-z]+(?:-[a-z]+)+$/.test(value)) return value.replaceAll('-', ' ');
  if (!isObject(value)) return scalar(value);
  return Object.entries(value)
    .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
    .map(([key, inner]) => `${keyWords(key)} ${inline(inner, key)}`)
    .join('; ');
};

/** Beside what is wrong, an item that is in order needs its name alone. */
const brief = (item: JsonObject): JsonObject =>
  item['state'] === 'ok' ? Object.fromEntries([...Object.entries(item).slice(0, 1), ['state', 'ok']]) : item;

/** What a finding saw, as rows: lists of objects become a row each. */
export const observedRows = (observed: JsonObject | undefined): readonly (readonly [string, string])[] =>
  Object.entries(observed ?? {}).flatMap(([key, value]): readonly (readonly [string, string])[] => {
    if (value === undefined) return [];
    const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
    if (items.length > 0 && items.every(isObject))
      return items.map((item, n) => [`${keyWords(key)} ${n + 1}`, inline(brief(item))]);
    return [[keyWords(key), inline(value, key)]];
  });

/** Name and role of whoever acts. */
export const whose = ({ owner, who }: { readonly owner: string; readonly who?: string }): string => called(owner, who);

/** What to do and what to paste, of all acts of a finding, each with its owner; a follower says where its act stands. */
export const remedyOf = (finding: Pick<Finding, 'remedy' | 'cause' | 'owner' | 'who'>): readonly Told[] =>
  finding.cause === null
    ? finding.remedy.map(told)
    : [{ owner: whose(finding), parts: [{ kind: 'say', text: `This follows from ${finding.cause}: mend that first.` }] }];

/** One act as it is told to a person. */
export interface Told {
  readonly owner: string;
  readonly parts: readonly RemedyPart[];
}

const told = (act: Act): Told => ({ owner: whose(act), parts: actParts(act) });

/** The one next action: an act of a finding, or a sentence of the decision's own. */
export const nextOf = ({ next }: Decision): readonly RemedyPart[] =>
  next.act === null ? [{ kind: 'say', text: next.action }] : actParts(next.act);

/** With a full stop, and no second one. */
export const ended = (sentence: string): string => (sentence.endsWith('.') ? sentence : `${sentence}.`);

/** As `certify explain` takes it: the check, and why its finding is as it is. */
export const codeOf = ({ check, reason, says }: Pick<Finding, 'check' | 'reason' | 'says'>): string =>
  says === undefined ? check : `${check}/${reason}`;

/** `failed: One of the CNAMEs is not in DNS.`; in words of the code alone where a record of an older certify does not say more. */
export const stateSentence = ({ status, reason, says }: Pick<Finding, 'status' | 'reason' | 'says'>): string => {
  const because = says ?? (reason === status ? '' : reasonWords(reason));
  return because === '' ? STATUS_WORD[status] : `${STATUS_WORD[status]}: ${because}`;
};

/** `failed, blocker`, where a sentence says why beside it, else with the reason’s words; what does not apply has no weight, and no word stands twice. */
export const stateWords = (finding: Pick<Finding, 'status' | 'reason' | 'severity' | 'says'>): readonly string[] => {
  const { status, reason, severity, says } = finding;
  const because = says !== undefined || (status === 'not-applicable' && reason === 'not-applicable') ? '' : reasonWords(reason);
  const weight = status === 'pass' || status === 'not-applicable' ? '' : severity;
  return [STATUS_WORD[status], because, weight].filter((word, n, all) => word !== '' && all.indexOf(word) === n);
};

/** Findings a person must do something about, in the order in which they weigh. */
export const needsWork = (finding: Finding): boolean => finding.status !== 'pass' && finding.status !== 'not-applicable';
