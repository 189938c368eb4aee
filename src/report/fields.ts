// The SquareOS mapping that a record gives: Channel Account, Sender Account and templates; compared with an export.
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

/** What the gym does not use is left empty in SquareOS: the words of the profile are never typed anywhere. */
const isUsed = (id: string): boolean => id !== '' && !id.startsWith('unused');

/** The mapping is recorded as JSON, or as `invoice tpl_1, …`; each template becomes a row. */
const templates = (value: string | null): readonly Field[] => {
  const read = value === null ? null : parsedJson(value);
  const pairs: readonly (readonly [string, string])[] = isObject(read)
    ? Object.entries(read).map(([name, id]) => [name, typeof id === 'string' ? id : JSON.stringify(id)])
    : [['templates', value ?? '']];
  return pairs.map(([name, id]) => ({ object: 'Template', field: name, value: isUsed(id) ? id : null, secret: false }));
};

export interface FieldComparison extends Field {
  /** `untold`: SquareOS leaves the field out, so that nobody can say. */
  readonly state: 'same' | 'different' | 'missing' | 'unexpected' | 'kept' | 'not-kept' | 'untold';
  /** As SquareOS tells it; null when it is secret or not there. */
  readonly found: string | null;
}

/** What SquareOS says of a field; null: it is empty there · undefined: it is not told. Of a secret, whether it is there. */
export type Held = (field: Field) => string | number | boolean | null | undefined;

/** The last four characters are all that a record keeps of an access key id. */
const sameValue = (field: string, wanted: string, found: string): boolean =>
  field.endsWith('accessKeyId') ? found.slice(-4) === wanted.slice(-4) : wanted.trim() === found.trim();

const ofSecret = (field: Field, held: unknown): FieldComparison => {
  const isThere = held === true;
  const wanted = field.value !== null;
  const state = isThere === wanted ? (wanted ? 'kept' : 'same') : wanted ? 'not-kept' : 'unexpected';
  return { ...field, state, found: null };
};

const compared = (field: Field, held: string | number | boolean | null | undefined): FieldComparison => {
  // A template that the gym does not use may be mapped or not; and what is to be empty need not be told.
  const isFree = field.value === null && (field.object === 'Template' || held === undefined);
  if (isFree) return { ...field, state: 'same', found: null };
  if (held === undefined) return { ...field, state: 'untold', found: null };
  if (field.secret) return ofSecret(field, held);
  const found = held === null ? '' : String(held);
  if (field.value === null) return { ...field, state: found === '' ? 'same' : 'unexpected', found: found === '' ? null : found };
  if (found === '') return { ...field, state: 'missing', found: null };
  return {
    ...field,
    state: sameValue(field.field, field.value, found) ? 'same' : 'different',
    found: field.field.endsWith('accessKeyId') ? `…${found.slice(-4)}` : found,
  };
};

/** Each field against what SquareOS holds. */
export const compareFields = (fields: readonly Field[], held: Held): readonly FieldComparison[] =>
  fields.map((field) => compared(field, held(field)));
