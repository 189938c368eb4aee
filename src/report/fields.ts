// The SquareOS mapping that a record gives: Channel Account, Sender Account and templates; compared with an export.
import type { JsonValue } from '../core/json.ts';
import { stepsOf, type Reportable } from './outline.ts';
import { isObject, parsedJson } from '../text/unknown-json.ts';

export type SquareosObject = 'Channel Account' | 'Sender Account' | 'Template';

export interface Field {
  readonly object: SquareosObject;
  /** Path as SquareOS names it, such as `configJson.region`. */
  readonly field: string;
  /** Null: nothing was observed or declared, leave it empty. For a secret: where it is kept. */
  readonly value: string | null;
  readonly secret: boolean;
}

const SECRET = /(?:secretAccessKey|sessionToken|password|webhookVerifyToken)$/;
const SENDER = /^(?:senderValue|replyTo|returnPath)$/;
/** Rows of a delivery, not settings. */
const DELIVERY = /^(?:DeliveryAttempt|Message|CampaignDeliveryLog)\./;
const TEMPLATE = /^template/i;

const ORDER: readonly string[] = ['channel', 'provider', 'accountName', 'externalAccountId', 'fakeModeEnabled'];

const rank = (field: string): number => {
  const at = ORDER.indexOf(field);
  return at === -1 ? ORDER.length + (field.startsWith('credentialsJson') ? 1 : 0) : at;
};

const objectOf = (field: string): SquareosObject =>
  TEMPLATE.test(field) ? 'Template' : SENDER.test(field) ? 'Sender Account' : 'Channel Account';

/** One field a row: Channel Account first, in the order of its form. A field recorded twice keeps the first value that was there. */
export const fieldsOf = (record: Reportable): readonly Field[] => {
  const found = new Map<string, string | null>([['channel', 'EMAIL']]);
  for (const { squareosField, value } of stepsOf(record).flatMap((step) => step.values)) {
    if (squareosField === null || DELIVERY.test(squareosField)) continue;
    found.set(squareosField, found.get(squareosField) ?? value);
  }
  const rows = [...found].flatMap(([field, value]): readonly Field[] =>
    TEMPLATE.test(field) ? templates(value) : [{ object: objectOf(field), field, value, secret: SECRET.test(field) }],
  );
  const objects: readonly SquareosObject[] = ['Channel Account', 'Sender Account', 'Template'];
  return objects.flatMap((object) =>
    rows.filter((row) => row.object === object).toSorted((a, b) => rank(a.field) - rank(b.field)),
  );
};

/** The mapping is recorded as JSON, or as `invoice tpl_1, …`; each template becomes a row. */
const templates = (value: string | null): readonly Field[] => {
  const read = value === null ? null : parsedJson(value);
  const pairs: readonly (readonly [string, string])[] = isObject(read)
    ? Object.entries(read).map(([name, id]) => [name, typeof id === 'string' ? id : JSON.stringify(id)])
    : [['templates', value ?? '']];
  return pairs.map(([name, id]) => ({ object: 'Template', field: name, value: id === '' ? null : id, secret: false }));
};

export interface FieldComparison extends Field {
  readonly state: 'same' | 'different' | 'missing' | 'unexpected' | 'kept' | 'not-kept';
  /** As exported; null when it is secret or not there. */
  readonly found: string | null;
}

/** Every scalar of an export by its path; JSON inside text (`configJson`) is opened. */
const exported = (value: JsonValue, path: string): readonly (readonly [string, string])[] => {
  const opened = typeof value === 'string' && /^\s*[{[]/.test(value) ? (parsedJson(value) ?? value) : value;
  if (Array.isArray(opened)) return (opened as readonly JsonValue[]).flatMap((item, n) => exported(item, `${path}.${n}`));
  if (isObject(opened))
    return Object.entries(opened).flatMap(([key, inner]) =>
      inner === undefined ? [] : exported(inner, path === '' ? key : `${path}.${key}`),
    );
  return [[path, opened === null ? '' : typeof opened === 'string' ? opened : JSON.stringify(opened)]];
};

/** The last four characters are all that a record keeps of an access key id. */
const sameValue = (field: string, wanted: string, found: string): boolean =>
  field.endsWith('accessKeyId') && wanted.includes('…')
    ? found.endsWith(wanted.slice(wanted.indexOf('…') + 1))
    : wanted.trim() === found.trim();

/** An export from SquareOS, whatever it wraps the objects in: fields are found by the end of their path. Secret values are not looked at beyond being there. */
export const compareFields = (fields: readonly Field[], export_: JsonValue): readonly FieldComparison[] => {
  const paths = exported(export_, '');
  return fields.map((field): FieldComparison => {
    const found = paths.find(([path]) => path === field.field || path.endsWith(`.${field.field}`))?.[1] ?? '';
    if (field.secret) {
      const wanted = field.value !== null;
      const state = found === '' ? (wanted ? 'not-kept' : 'same') : wanted ? 'kept' : 'unexpected';
      return { ...field, state, found: null };
    }
    if (field.value === null)
      return { ...field, state: found === '' ? 'same' : 'unexpected', found: found === '' ? null : found };
    if (found === '') return { ...field, state: 'missing', found: null };
    return {
      ...field,
      state: sameValue(field.field, field.value, found) ? 'same' : 'different',
      found: field.field.endsWith('accessKeyId') ? `…${found.slice(-4)}` : found,
    };
  });
};
