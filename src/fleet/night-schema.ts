// The lines that a night prints for programs, stated once: for `certify schema night`, and for whoever reads a part's lines back. A test
// holds them to the nouns of core: neither says what the other does not.
import {
  array,
  boolean,
  custom,
  exactOptional,
  type GenericSchema,
  integer,
  is,
  literal,
  maxValue,
  minLength,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  readonly,
  record,
  regex,
  string,
} from 'valibot';
import type { NightPart, PlaceState, TenantLook } from '../core/fleet.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { OWNERS } from '../core/owner.ts';
import { isObject } from '../text/unknown-json.ts';

export const text = () => pipe(string(), minLength(1));
export const count = () => pipe(number(), integer(), minValue(0));
export const time = () => pipe(string(), regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/));
/** A date alone ends with its day. */
export const end = () => pipe(string(), regex(/^\d{4}-\d{2}-\d{2}/));
const fingerprint = () => pipe(string(), regex(/^[0-9a-f]{16}$/));
export const listOf = <const S extends GenericSchema>(item: S) => pipe(array(item), readonly());
const value = () => custom<JsonValue>(() => true);
const values = () => record(string(), value());
const facts = (): GenericSchema<JsonObject> => values();
export const counts = () => record(string(), count());

const STATUS = ['pass', 'warn', 'fail', 'pending', 'inconclusive', 'not-applicable'] as const;
const SEVERITY = ['blocker', 'warning', 'info'] as const;
const OUTCOME = [
  'CERTIFIED',
  'CERTIFIED_WITH_LIMITATIONS',
  'LAB_ONLY',
  'READY',
  'LOOKED',
  'INCONCLUSIVE',
  'NOT_CERTIFIED',
] as const;
export const CLASS = [
  'new-failure',
  'other-cause',
  'fixed',
  'still-failing',
  'flapping',
  'could-not-see',
  'due',
  'expiring',
  'changed',
  'expectation',
  'gone',
] as const;
export const WEIGHT = ['worse', 'refused', 'unseen', 'fault', 'none'] as const;
const PULSE = ['delivered', 'not-sent', 'no-callback', 'other-event', 'unknown', 'unseen', 'none'] as const;

export const exitCode = () => pipe(number(), integer(), minValue(0), maxValue(4));
export const owner = () => picklist(OWNERS);

export const finding = object({
  fingerprint: fingerprint(),
  kind: picklist(['failing', 'unseen']),
  check: text(),
  reason: text(),
  status: picklist(STATUS),
  severity: picklist(SEVERITY),
  title: text(),
  says: exactOptional(text()),
  owner: owner(),
  who: nullable(string()),
  root: text(),
  followers: count(),
  expected: nullable(string()),
  observed: facts(),
  fix: nullable(string()),
  paste: exactOptional(listOf(count())),
});

export const validity = object({
  kind: picklist(['certification', 'certificate', 'credential', 'attestation', 'limitation', 'expected-failure']),
  subject: text(),
  expires: nullable(end()),
});

export const place = object({
  place: text(),
  account: nullable(text()),
  region: nullable(text()),
  tenants: count(),
  reads: count(),
  watched: values(),
});

export const changeSchema = object({
  schema: literal('certify.fleet-change/1'),
  night: text(),
  fingerprint: fingerprint(),
  class: picklist(CLASS),
  weight: picklist(WEIGHT),
  tenant: nullable(text()),
  key: nullable(text()),
  place: nullable(text()),
  check: nullable(text()),
  reason: nullable(text()),
  status: nullable(picklist(STATUS)),
  severity: picklist(SEVERITY),
  says: text(),
  owner: owner(),
  who: nullable(string()),
  root: text(),
  firstSeen: object({ night: text(), at: time() }),
  before: value(),
  after: value(),
  fix: nullable(string()),
  paste: exactOptional(listOf(count())),
  expected: nullable(object({ ticket: text(), expires: end() })),
});

const look = {
  schema: literal('certify.fleet-look/1'),
  night: text(),
  key: text(),
  tenant: text(),
  profile: text(),
  provider: nullable(picklist(['SES', 'SMTP'])),
  environment: nullable(picklist(['production', 'staging', 'development'])),
  place: text(),
  outcome: nullable(picklist(OUTCOME)),
  exitCode: exitCode(),
  at: time(),
  tookMs: count(),
  ses: picklist(['full', 'carried', 'none']),
  sesReadAt: nullable(time()),
  digest: text(),
  passed: count(),
  judged: count(),
  findings: listOf(finding),
  hidden: listOf(text()),
  validity: listOf(validity),
  watched: values(),
  error: nullable(
    object({
      code: text(),
      message: text(),
      fix: text(),
      file: nullable(string()),
      line: nullable(count()),
      column: nullable(count()),
    }),
  ),
  pulse: exactOptional(object({ outcome: picklist(PULSE), says: nullable(string()), messageId: nullable(string()), at: time() })),
} as const;

/** Without what changed: a row of the store, and of a part. */
export const lookSchema = object(look);

export const lookLine = object({ ...look, changes: listOf(changeSchema) });

export const optionalCounts = <const N extends readonly string[]>(names: N) =>
  object(
    Object.fromEntries(names.map((name) => [name, exactOptional(count())])) as {
      readonly [K in N[number]]: ReturnType<typeof exactOptional<ReturnType<typeof count>>>;
    },
  );

export const totals = object({
  tenants: count(),
  looked: count(),
  exits: counts(),
  changes: optionalCounts(CLASS),
  expected: count(),
  pulses: exactOptional(optionalCounts(PULSE)),
});

const night = {
  schema: literal('certify.fleet-night/1'),
  name: text(),
  fleet: text(),
  mode: picklist(['live', 'lab']),
  certify: text(),
  full: boolean(),
  pulse: exactOptional(boolean()),
  parts: nullable(pipe(number(), integer(), minValue(1))),
  startedAt: time(),
  finishedAt: nullable(time()),
  baseline: nullable(text()),
  totals,
  exitCode: nullable(exitCode()),
} as const;

export const nightSchema = object(night);

export const nightLine = object({ ...night, changes: listOf(changeSchema), places: listOf(place) });

const part = {
  schema: literal('certify.fleet-part/1'),
  night: text(),
  fleet: text(),
  mode: picklist(['live', 'lab']),
  certify: text(),
  full: boolean(),
  pulse: exactOptional(boolean()),
  shard: object({ index: pipe(number(), integer(), minValue(1)), of: pipe(number(), integer(), minValue(1)) }),
  startedAt: time(),
  finishedAt: nullable(time()),
  tenants: count(),
  looked: count(),
  exits: counts(),
  whole: object({ tenants: count(), digest: text() }),
} as const;

export const partSchema = object(part);

export const partLineSchema = object({ ...part, places: listOf(place) });

/** A name may stand in a line of a file, and must not break one of a terminal. */
const isName = (name: string): boolean => name.length <= 500 && !/\p{Cc}/u.test(name);

/** A tenant's line as a part printed it; null: it is something else. What it says of changes is left out: a part knows of none. */
export const readLook = (line: unknown): TenantLook | null => {
  // valibot takes a list for a record of its indices.
  if (!is(lookSchema, line) || !isObject(line.watched)) return null;
  const { changes: _none, ...row } = line as typeof line & { readonly changes?: unknown };
  return [row.night, row.key, row.tenant, row.profile, row.place].every(isName) ? row : null;
};

/** The last line of a part that was finished, with what each account said; null: it is something else. */
export const readPart = (line: unknown): (NightPart & { readonly places: readonly PlaceState[] }) | null => {
  if (!is(partLineSchema, line)) return null;
  const { night: of, fleet, places, finishedAt, shard } = line;
  const named = [of, fleet, ...places.map((one) => one.place)].every(isName);
  return named && finishedAt !== null && shard.index <= shard.of ? line : null;
};
