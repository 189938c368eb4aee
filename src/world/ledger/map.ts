// A platform's own ledger answer → LedgerView, by the profile's `callback.ledger.map`: our field → JSON pointer in its answer.
import { type CallbackEvent, isCallbackEvent, type LedgerEvent, type LedgerView } from '../../core/live.ts';
import type { LedgerMap } from '../../core/profile.ts';
import { adapterEvent } from '../../mail/smtp/adapter-words.ts';
import { oneLine } from '../../masking/neutral.ts';
import { valueAt } from '../../text/json-pointer.ts';

/**
 * Keys of the map, each with what stands for it when left out (this receiver's own answer):
 * `attempt.nonce` `/attempt/nonce`, and so on for every field of LedgerView; `events` `/events`, and inside one event
 * `event.event` `/event`, `event.subtype` `/subtype` …; words of the platform as `status.DELIVERED: delivered`.
 */
export interface Answer {
  readonly json: unknown;
  readonly map: LedgerMap;
}

const mapped = (map: LedgerMap, field: string, fallback: string): string =>
  Object.hasOwn(map, field) ? (map[field] ?? fallback) : fallback;

const text = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? oneLine(value).slice(0, 998) : null;
};

const yesOrNo = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** Field of a section, such as `attempt.status`, by default at `/attempt/status`. */
const field = ({ json, map }: Answer, name: string): unknown => valueAt(json, mapped(map, name, `/${name.replaceAll('.', '/')}`));

const word = (map: LedgerMap, value: string): string => mapped(map, `status.${value}`, value);

const eventWord = (map: LedgerMap, value: string | null, bounceType: string | null): CallbackEvent | null => {
  if (value === null) return null;
  const spelt = word(map, value);
  return isCallbackEvent(spelt) ? spelt : adapterEvent(spelt, bounceType, null);
};

/** null for an event whose word nobody mapped: it cannot prove anything. */
const readEvent = (json: unknown, map: LedgerMap): LedgerEvent | null => {
  const get = (name: string): unknown => valueAt(json, mapped(map, `event.${name}`, `/${name}`));
  const event = eventWord(map, text(get('event')), text(get('bounceType')));
  const eventAt = text(get('eventAt'));
  if (event === null || eventAt === null) return null;
  return {
    event,
    providerMessageId: text(get('providerMessageId')),
    subtype: text(get('subtype')),
    eventAt,
    receivedAt: text(get('receivedAt')) ?? eventAt,
    sourceId: text(get('sourceId')),
    signatureVersion: text(get('signatureVersion')),
    certificateFingerprint: text(get('certificateFingerprint')),
    signingCertUrl: text(get('signingCertUrl')),
    configurationSet: text(get('configurationSet')),
    smtpResponse: text(get('smtpResponse')),
    status: text(get('status')),
    diagnostic: text(get('diagnostic')),
    feedbackType: text(get('feedbackType')),
    recipientMatches: yesOrNo(get('recipientMatches')),
    nonceTag: text(get('nonceTag')),
  };
};

const readEvents = ({ json, map }: Answer): LedgerView['events'] => {
  const items = valueAt(json, mapped(map, 'events', '/events'));
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => readEvent(item, map)).filter((event) => event !== null);
};

const readAttempt = (answer: Answer): LedgerView['attempt'] => {
  const status = text(field(answer, 'attempt.status'));
  if (status === null) return null;
  const updatedAt = text(field(answer, 'attempt.updatedAt')) ?? '';
  return {
    nonce: text(field(answer, 'attempt.nonce')) ?? '',
    providerMessageId: text(field(answer, 'attempt.providerMessageId')),
    status: word(answer.map, status),
    registeredAt: text(field(answer, 'attempt.registeredAt')) ?? updatedAt,
    updatedAt,
  };
};

const readMessage = (answer: Answer): LedgerView['message'] => {
  const status = text(field(answer, 'message.status'));
  if (status === null) return null;
  const providerMessageId = text(field(answer, 'message.providerMessageId'));
  return { providerMessageId, status: word(answer.map, status), updatedAt: text(field(answer, 'message.updatedAt')) ?? '' };
};

const readCampaign = (answer: Answer): LedgerView['campaign'] => {
  const status = text(field(answer, 'campaign.status'));
  const campaignId = text(field(answer, 'campaign.campaignId'));
  if (status === null || campaignId === null) return null;
  return { campaignId, status: word(answer.map, status), updatedAt: text(field(answer, 'campaign.updatedAt')) ?? '' };
};

const count = (answer: Answer, name: string): number | null => {
  const value = field(answer, name);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
};

/** Words of the contract with a count; anything else in their place is not passed on. */
const readRefused = (value: unknown): { readonly [reason: string]: number } =>
  typeof value !== 'object' || value === null
    ? {}
    : Object.fromEntries(
        Object.entries(value).filter(
          (pair): pair is [string, number] => /^[A-Za-z-]{1,40}$/.test(pair[0]) && Number.isSafeInteger(pair[1]),
        ),
      );

const readStrays = (answer: Answer): Pick<LedgerView, 'strays'> => {
  const unmatched = count(answer, 'strays.unmatched') ?? 0;
  const refused = readRefused(field(answer, 'strays.refused'));
  return unmatched === 0 && Object.keys(refused).length === 0 ? {} : { strays: { unmatched, refused } };
};

const readReadiness = (answer: Answer): Pick<LedgerView, 'readiness'> => {
  const ready = yesOrNo(field(answer, 'readiness.ready'));
  return ready === null ? {} : { readiness: { ready, detail: text(field(answer, 'readiness.detail')) } };
};

/** Of everybody else; left out where the platform does not tell. */
const others = (answer: Answer, section: string): { readonly others?: number } => {
  const found = count(answer, `${section}.others`);
  return found === null ? {} : { others: found };
};

/** null when the answer tells neither outbox nor dead letters: then it is not a ledger's answer, or the map is wrong. */
export const readView = (answer: Answer): LedgerView | null => {
  const pending = count(answer, 'outbox.pending');
  const unresolved = count(answer, 'deadLetters.unresolved');
  if (pending === null || unresolved === null) return null;
  return {
    attempt: readAttempt(answer),
    message: readMessage(answer),
    campaign: readCampaign(answer),
    events: readEvents(answer),
    outbox: { pending, ...others(answer, 'outbox') },
    deadLetters: { unresolved, ...others(answer, 'deadLetters') },
    ...readReadiness(answer),
    ...readStrays(answer),
  };
};

/** `{name}` in a path is replaced; a query parameter that stays empty is left out. */
export const fillPath = (template: string, values: { readonly [name: string]: string | undefined }): string => {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const [path = '', query] = filled.split('?', 2);
  const kept = (query ?? '').split('&').filter((pair) => pair !== '' && !pair.endsWith('='));
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
};
