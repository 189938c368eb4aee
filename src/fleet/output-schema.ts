// Every document and line that a command of the fleet prints with `--json`, and the alert that a webhook gets: what `certify schema
// night` gives out.
import { nullable, object, picklist, pipe, literal, regex, string, variant } from 'valibot';
import {
  changeSchema,
  CLASS,
  count,
  counts,
  end,
  exitCode,
  finding,
  listOf,
  lookLine,
  nightLine,
  nightSchema,
  optionalCounts,
  owner,
  partLineSchema,
  place,
  text,
  time,
  totals,
  validity,
  WEIGHT,
} from './night-schema.ts';

export const weekSchema = object({
  schema: literal('certify.fleet-week/1'),
  fleet: text(),
  from: text(),
  to: text(),
  nights: listOf(object({ name: text(), startedAt: time(), exitCode: nullable(exitCode()), totals })),
  missing: listOf(end()),
  came: listOf(changeSchema),
  open: listOf(changeSchema),
  mended: listOf(changeSchema),
  events: listOf(changeSchema),
  expected: count(),
});

export const alertSchema = object({
  schema: literal('certify.fleet-alert/1'),
  id: pipe(string(), regex(/^[0-9a-f]{32}$/)),
  fleet: text(),
  night: text(),
  class: picklist(CLASS),
  weight: picklist(WEIGHT),
  says: text(),
  check: nullable(text()),
  reason: nullable(text()),
  place: nullable(text()),
  owner: owner(),
  who: nullable(string()),
  firstSeen: time(),
  tenants: object({ count: count(), names: listOf(text()) }),
  fix: nullable(string()),
});

export const statusDocument = object({
  schema: literal('certify.fleet-status/1'),
  fleet: text(),
  nights: listOf(
    object({
      night: nightSchema,
      state: picklist(['running', 'complete', 'broken']),
      acceptedAt: nullable(time()),
      looked: count(),
      partsDone: count(),
    }),
  ),
  baseline: nullable(text()),
  open: optionalCounts(CLASS),
  sinks: listOf(object({ name: text(), offSince: nullable(time()), waiting: count(), said: nullable(string()) })),
});

export const workedLine = object({
  schema: literal('certify.fleet-work/1'),
  night: text(),
  place: text(),
  tenants: count(),
  looked: count(),
  exits: counts(),
  tookMs: count(),
});

const accepted = object({ schema: literal('certify.fleet-accepted/1'), night: text(), exitCode: nullable(exitCode()) });

/** Whatever a command of the fleet prints with `--json`, one line or document at a time, and the alert that a webhook gets. */
export const outputSchema = variant('schema', [
  lookLine,
  nightLine,
  partLineSchema,
  weekSchema,
  statusDocument,
  accepted,
  workedLine,
  alertSchema,
]);

/** What several of them hold: each stands once in the JSON schema. */
export const outputParts = { change: changeSchema, finding, validity, place, totals, night: nightSchema } as const;
