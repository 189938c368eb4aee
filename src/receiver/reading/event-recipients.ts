// Whom an SES event is about: one row a recipient.
import type { EventCause } from '../../core/live.ts';
import { bareAddress, list, object, text } from './event-fields.ts';
import type { Json } from './event-fields.ts';

const LIST_OF: { readonly [detail: string]: string } = {
  bounce: 'bouncedRecipients',
  complaint: 'complainedRecipients',
  deliveryDelay: 'delayedRecipients',
  delivery: 'recipients',
};

const addresses = (items: readonly unknown[]): readonly string[] => {
  const found = items.map((item) => bareAddress(typeof item === 'string' ? item : object(item)?.['emailAddress']));
  return [...new Set(found.filter((address) => address !== null))];
};

/**
 * Bounce, Complaint, Delivery and DeliveryDelay name theirs; the other events are about everyone in `mail.destination`.
 * Where the list is missing, a single destination stands for it; several would be a guess, so nobody is named.
 */
export const eventRecipients = (detailName: string, detail: Json, mail: Json | null): readonly string[] => {
  const destination = addresses(list(mail?.['destination']));
  const key = LIST_OF[detailName];
  if (key === undefined) return destination;
  const named = addresses(list(detail[key]));
  if (named.length > 0) return named;
  return destination.length === 1 ? destination : [];
};

/** What a Bounce or DeliveryDelay says of each recipient. */
export const causesIn = (
  detailName: string,
  detail: Json,
): { readonly [recipient: string]: Pick<EventCause, 'status' | 'diagnostic'> } =>
  Object.fromEntries(
    list(detail[LIST_OF[detailName] ?? '']).flatMap((item) => {
      const told = object(item);
      const address = bareAddress(told?.['emailAddress']);
      return address === null ? [] : [[address, { status: text(told, 'status'), diagnostic: text(told, 'diagnosticCode') }]];
    }),
  );
