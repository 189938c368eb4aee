// The order of states: a late or repeated event never moves a delivery backwards.
import type { CallbackEvent } from '../../core/live.ts';
import type { DeliveryStatus } from '../../core/live.ts';

/** Complaint, Permanent, Reject > Delivery > Transient > Delay > Send. A total order, so that arrival order does not matter. */
const RANK: { readonly [S in DeliveryStatus]: number } = {
  complained: 100,
  bounced: 90,
  rejected: 80,
  'rendering-failed': 70,
  delivered: 60,
  'soft-bounced': 50,
  deferred: 40,
  sent: 30,
  queued: 20,
  registered: 10,
};

const STATUS_OF: { readonly [E in CallbackEvent]: DeliveryStatus | null } = {
  complaint: 'complained',
  'bounce-permanent': 'bounced',
  reject: 'rejected',
  'rendering-failure': 'rendering-failed',
  delivery: 'delivered',
  'bounce-transient': 'soft-bounced',
  'delivery-delay': 'deferred',
  send: 'sent',
  queued: 'queued',
  // Engagement says nothing about the delivery's state.
  open: null,
  click: null,
  subscription: null,
};

export const isDeliveryStatus = (text: string): text is DeliveryStatus => Object.hasOwn(RANK, text);

/** The status after the event; the same one when the event is not news. */
export const statusAfter = (current: DeliveryStatus, event: CallbackEvent): DeliveryStatus => {
  const next = STATUS_OF[event];
  return next !== null && RANK[next] > RANK[current] ? next : current;
};
