// Narrowing of JSON from outside, for the SES event parsers.
import type { CallbackEvent } from '../../core/live.ts';
import { oneLine } from '../../masking/neutral.ts';
import { isObject, textOr } from '../../text/unknown-json.ts';

export type Json = { readonly [key: string]: unknown };

export const object = (value: unknown): Json | null => (isObject(value) ? value : null);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const text = (json: Json | null, key: string): string | null => textOr(json?.[key]);

/** `2026-11-20T10:00:00.000Z`; also the older `2016-01-27 14:59:38 +0000`. null when no zone is told or it is no time. */
const SHAPE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d:?\d\d)$/;

/** A time that is written so already, of a day that every month has: nearly all that SES and SNS write. */
const NORMAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Normalised to UTC with milliseconds, so that times compare as text. */
export const isoTime = (value: string | null): string | null => {
  if (value !== null && NORMAL.test(value)) return value;
  const [, date, time, zone] = SHAPE.exec(value?.trim() ?? '') ?? [];
  if (date === undefined || time === undefined || zone === undefined) return null;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** `"Name <User@Example.com>"` → `user@example.com`; null when there is no address in it. */
export const bareAddress = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const inner = /<([^<>]+)>\s*$/.exec(value)?.[1] ?? value;
  const address = inner.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(address) || /^".+"@[^\s@]+$/.test(address) ? address : null;
};

/** Types of a feedback report that are no complaint: the reader takes one back (RFC 6430), or a check of the message failed (RFC 6591). */
const NO_COMPLAINT = new Set(['not-spam', 'auth-failure']);

/** What a report says by its own type, which is read before it is called a complaint. */
export const reportEvent = (feedbackType: string | null): CallbackEvent =>
  feedbackType !== null && NO_COMPLAINT.has(feedbackType.trim().toLowerCase()) ? 'feedback' : 'complaint';

/** Words of a server as they are kept: neutralised, on one line, capped. */
export const spoken = (words: string | null, cap = 512): string | null => (words === null ? null : oneLine(words).slice(0, cap));
