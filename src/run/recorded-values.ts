// The values a step records: read from the facts by the pointers of the runbook, masked as the facts are.
import type { RecordedStep } from '../core/record.ts';
import type { Step } from '../core/runbook.ts';
import { observationOf, type Observed } from '../facts/fact.ts';
import { viewed } from '../facts/views.ts';
import { valueAt } from '../text/json-pointer.ts';

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** `fact.key#/json/pointer`, or `derived.view#/field` → text; null where it was not observed or is not there. */
export const recordedAt = (from: string, observations: Observed): string | null => {
  const [key = '', pointer = ''] = from.split('#');
  const view = viewed(key, pointer.slice(1), observations);
  if (view !== undefined) return view;
  const observation = observationOf(observations, key);
  if (observation === undefined || observation.state !== 'observed') return null;
  const value = valueAt(observation.value, pointer);
  return value === undefined || value === null ? null : asText(value);
};

export const recordedValues = (step: Step, observations: Observed): RecordedStep['values'] =>
  step.records.map((one) => ({
    field: one.field,
    label: one.label,
    value: one.from === undefined ? null : recordedAt(one.from, observations),
    squareosField: one.squareosField ?? null,
  }));
