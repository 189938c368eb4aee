// Reads single values out of an answer whose types nobody guarantees: the value, or null when it is missing or of another type.
import type { JsonObject } from '../core/json.ts';

/** Of a value that `JSON.parse` or the SDK gave: neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** undefined where the text is no JSON. A byte order mark before it, as some editors and shells write, is passed over (RFC 8259 §8.1). */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
};

/** As a file holds it: some editors put a byte order mark before it, which a reader may pass over (RFC 8259 section 8.1). */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

export const textOr = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const boolOr = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
export const numberOr = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
export const textsOr = (value: unknown): readonly string[] | null =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : null;

/** ISO 8601; the SDK makes Dates of timestamps. */
export const timeOr = (value: unknown): string | null =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null;

/** SNS attributes are strings: `"true"`, `"3"`. */
export const attributeBool = (value: string | undefined): boolean | null => {
  const text = value?.toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : null;
};
export const attributeNumber = (value: string | undefined): number | null =>
  value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
