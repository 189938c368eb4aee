// Decides what becomes of an accepted message: which events, in which order (facts: SES mailbox simulator, suppression list).
import type { AcceptedMessage } from '../aws/message.ts';
import type { RegionSpec } from '../aws/spec.ts';
import type { EventSpec, SendResult } from '../scenario/types.ts';

/** As a configuration set's event destination spells them. */
export type EventKind =
  | 'SEND'
  | 'DELIVERY'
  | 'BOUNCE'
  | 'COMPLAINT'
  | 'REJECT'
  | 'RENDERING_FAILURE'
  | 'DELIVERY_DELAY'
  | 'OPEN'
  | 'CLICK'
  | 'SUBSCRIPTION';

export interface PlannedEvent {
  readonly kind: EventKind;
  /** Recipients it is about. */
  readonly recipients: readonly string[];
  readonly bounceType?: string;
  readonly bounceSubType?: string;
  /** Where the scenario says it otherwise than usual. */
  readonly status?: string;
  readonly diagnostic?: string;
  readonly complaintSubType?: string;
  readonly feedbackType?: string;
  /** SES takes the open or click for a machine's. */
  readonly machine?: boolean;
  readonly delayType?: string;
}

interface Fate {
  readonly result: SendResult;
  /** null: what goes with the result. */
  readonly subType: string | null;
}

const SIMULATED: { readonly [local: string]: Fate } = {
  success: { result: 'deliver', subType: '' },
  bounce: { result: 'bounce', subType: 'General' },
  complaint: { result: 'complaint', subType: '' },
  ooto: { result: 'deliver', subType: '' },
  suppressionlist: { result: 'bounce', subType: 'Suppressed' },
};

const fateOf = (recipient: string, message: AcceptedMessage, region: RegionSpec, spec: EventSpec): Fate => {
  const [local = '', domain = ''] = recipient.toLowerCase().split('@');
  const simulated = domain === 'simulator.amazonses.com' ? SIMULATED[local.split('+')[0] ?? ''] : undefined;
  if (simulated !== undefined) return simulated;
  const set = message.configurationSet === null ? undefined : region.configurationSets[message.configurationSet];
  const reasons = set?.suppressedReasons ?? region.accountSuppressedReasons;
  const listed = region.suppressed.find((item) => item.address.toLowerCase() === recipient.toLowerCase());
  if (listed !== undefined && reasons.includes(listed.reason)) return { result: 'bounce', subType: 'OnAccountSuppressionList' };
  return { result: spec.result, subType: spec.bounceSubType };
};

const forFate = ({ result, subType }: Fate, recipients: readonly string[]): PlannedEvent[] => {
  switch (result) {
    case 'deliver':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY', recipients },
      ];
    case 'scanned':
      return [
        { kind: 'SEND', recipients },
        { kind: 'OPEN', recipients, machine: true },
        { kind: 'CLICK', recipients, machine: true },
        { kind: 'DELIVERY', recipients },
      ];
    case 'bounce':
      return [
        { kind: 'SEND', recipients },
        { kind: 'BOUNCE', recipients, bounceType: 'Permanent', bounceSubType: subType ?? 'General' },
      ];
    case 'soft-bounce':
      return [
        { kind: 'SEND', recipients },
        { kind: 'BOUNCE', recipients, bounceType: 'Transient', bounceSubType: subType ?? 'MailboxFull' },
      ];
    case 'auto-reply':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY', recipients },
        { kind: 'BOUNCE', recipients, bounceType: 'Transient', bounceSubType: subType ?? 'General' },
      ];
    case 'complaint':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY', recipients },
        { kind: 'COMPLAINT', recipients },
      ];
    case 'reject':
      return [
        { kind: 'SEND', recipients },
        { kind: 'REJECT', recipients },
      ];
    case 'rendering-failure':
      return [{ kind: 'RENDERING_FAILURE', recipients }];
    case 'delay':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY_DELAY', recipients },
      ];
    case 'delay-then-deliver':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY_DELAY', recipients },
        { kind: 'DELIVERY', recipients },
      ];
    case 'deliver-then-bounce':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY', recipients },
        { kind: 'BOUNCE', recipients, bounceType: 'Permanent', bounceSubType: subType ?? 'General' },
      ];
    case 'read':
      return [
        { kind: 'SEND', recipients },
        { kind: 'DELIVERY', recipients },
        { kind: 'OPEN', recipients },
        { kind: 'CLICK', recipients },
      ];
    case 'send-only':
      return [{ kind: 'SEND', recipients }];
    case 'never':
      return [];
  }
};

const wordsOf = ({
  status,
  diagnostic,
  bounceType,
  complaintSubType,
  feedbackType,
  delayType,
}: EventSpec): Partial<PlannedEvent> => ({
  ...(bounceType === null ? {} : { bounceType }),
  ...(status === null ? {} : { status }),
  ...(diagnostic === null ? {} : { diagnostic }),
  ...(complaintSubType === null ? {} : { complaintSubType }),
  feedbackType,
  delayType,
});

/** Events of a message in the order in which SES publishes them; one Send for all recipients, the rest per fate. */
export const planEvents = (message: AcceptedMessage, region: RegionSpec, spec: EventSpec): PlannedEvent[] => {
  if (message.trouble === 'virus') return forFate({ result: 'reject', subType: '' }, message.destination);
  if (message.trouble === 'rendering') return forFate({ result: 'rendering-failure', subType: '' }, message.destination);
  const groups = new Map<string, { readonly fate: Fate; readonly recipients: string[] }>();
  for (const recipient of message.destination) {
    const fate = fateOf(recipient, message, region, spec);
    const key = `${fate.result} ${fate.subType}`;
    const group = groups.get(key) ?? { fate, recipients: [] };
    group.recipients.push(recipient);
    groups.set(key, group);
  }
  const events = [...groups.values()].flatMap(({ fate, recipients }) => forFate(fate, recipients));
  // Of an address on the suppression list SES tells an old complaint, and delivers nothing.
  const unsent = spec.complaintSubType === 'OnAccountSuppressionList';
  const told = events.filter((event) => event.kind !== 'SEND' && !(unsent && event.kind === 'DELIVERY'));
  const rest = told.map((event) => ({ ...event, ...wordsOf(spec) }));
  return events.some((event) => event.kind === 'SEND') ? [{ kind: 'SEND', recipients: message.destination }, ...rest] : rest;
};
