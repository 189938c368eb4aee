// The events that certify asks for, as the API names them and as the payload does (SES Developer Guide, event publishing).

/** EventType of the API → `eventType` of the JSON. Only these two spellings differ by more than case. */
export const REQUIRED_EVENT_TYPES: Readonly<Record<string, string>> = {
  DELIVERY: 'Delivery',
  BOUNCE: 'Bounce',
  COMPLAINT: 'Complaint',
  REJECT: 'Reject',
  RENDERING_FAILURE: 'Rendering Failure',
  DELIVERY_DELAY: 'DeliveryDelay',
};

/** Where SES supports it, says the runbook: its absence alone warns. */
export const OPTIONAL_EVENT_TYPE = 'DELIVERY_DELAY';

export const missingEventTypes = (published: readonly string[]): readonly string[] =>
  Object.keys(REQUIRED_EVENT_TYPES).filter((type) => !published.includes(type));

/** `RENDERING_FAILURE` → `rendering failure`, as sentences for people name an event. */
export const eventWords = (type: string): string => type.toLowerCase().replaceAll('_', ' ');
