// What is known of one make of mail relay: whose host it is, what it answers after the final dot, and what tells of a delivery.
import type { Join } from '../../core/live.ts';

/** How what became of a message can be learned: a webhook, or a log that an adapter reads. */
export interface Reports {
  /** Where the events come from. */
  readonly from: string;
  /** Field of the event that becomes `providerMessageId`. */
  readonly id: string;
  /** Its words → those of the adapter’s contract. Without one that means `delivered`, it cannot report a delivery. */
  readonly events: { readonly [theirs: string]: string };
  readonly timestamp: string;
  readonly error: string | null;
}

export interface Relay {
  /** Value of `smtp.relay` in the profile. */
  readonly key: string;
  readonly label: string;
  /** Host names it is known by; null for software that anyone runs. */
  readonly hosts: RegExp | null;
  /** Its greeting. */
  readonly banner: RegExp | null;
  /** With a group `id`, over one line of the reply without its code; null: it gives no id. */
  readonly reply: RegExp | null;
  /** How a callback’s id is compared. The Message-ID joins too, whatever stands here; `message-id`: nothing else comes back. */
  readonly join: Join;
  /** null: nothing of it tells what became of a message. */
  readonly reports: Reports | null;
  /** False: by the vendor’s pages or one sample only; check the join with one live message. */
  readonly proven: boolean;
  /** Where these facts were read. */
  readonly source: string;
}

type Given = Partial<Omit<Relay, 'key' | 'label' | 'source'>>;

export const relay = (key: string, label: string, source: string, rest: Given): Relay => ({
  key,
  label,
  hosts: null,
  banner: null,
  reply: null,
  join: 'exact',
  reports: null,
  proven: true,
  ...rest,
  source,
});

/** Events that the vendor posts. */
export const webhook = (id: string, events: Reports['events'], timestamp: string, error: string | null = null): Reports => ({
  from: 'its webhook',
  id,
  events,
  timestamp,
  error,
});

/** Events that an adapter reads from a log. */
export const logOf = (from: string, id: string, events: Reports['events']): Reports => ({
  from,
  id,
  events,
  timestamp: 'time of the log line, with its zone',
  error: 'the remote reply in the log line',
});

export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** A token that cannot be a word of the sentence. */
export const withDigit = (token: string): string => `(?=[^\\s<>]*\\d)${token}`;

/** Greedy, so that the last `queued as` of a chain of relays counts. */
export const queuedAs = (token: string): RegExp => new RegExp(`^.*\\bqueued as <?(?<id>${token})>?(?:\\s|[,.;)]|$)`, 'i');

export const reportsDelivery = ({ reports }: Relay): boolean =>
  reports !== null && Object.values(reports.events).includes('delivered');
