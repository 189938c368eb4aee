// A platform whose ledger tells its events otherwise than they came, or leaves things out: the receiver's answers are rewritten.
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { fill, holdWords, isObject } from '../scenario/fill.ts';

/** What an event tells in one field: what it should, something else, or nothing. */
const TOLD = ['own', 'other', 'none'] as const;
type Told = (typeof TOLD)[number];
const READY = ['ready', 'not-ready', 'untold'] as const;

export interface LedgerSpec {
  /** The provider's message id of each event. */
  readonly id: Told;
  /** The run's mark. */
  readonly tag: Told;
  readonly recipient: Told;
  readonly set: Told;
  /** What readiness says; `untold`: there is no such endpoint. */
  readonly readiness: (typeof READY)[number];
  /** Entries that wait in the outbox beside what the receiver counts: of this message, and of others. */
  readonly pending: number;
  readonly othersPending: number;
  /** Unresolved dead letters of others. */
  readonly othersDead: number;
}

export const HONEST: LedgerSpec = {
  id: 'own',
  tag: 'own',
  recipient: 'own',
  set: 'own',
  readiness: 'ready',
  pending: 0,
  othersPending: 0,
  othersDead: 0,
};

/** Throws ScenarioError naming the place. */
export const readLedger = (given: unknown, place: string): LedgerSpec =>
  holdWords(fill(HONEST, given, place), { id: TOLD, tag: TOLD, recipient: TOLD, set: TOLD, readiness: READY }, place);

const VIEW = /^\/engagement\/email\/ledger\?/;
const READINESS = '/engagement/email/readiness';

const told = (word: Told, own: JsonValue | undefined, other: JsonValue): JsonValue =>
  word === 'own' ? (own ?? null) : word === 'other' ? other : null;

const eventAs = (event: JsonObject, spec: LedgerSpec): JsonObject => ({
  ...event,
  providerMessageId: told(spec.id, event['providerMessageId'], '0109-another-message-000000'),
  nonceTag: told(spec.tag, event['nonceTag'], 'certify-000000000000000000000000'),
  recipientMatches: told(spec.recipient, event['recipientMatches'], false),
  configurationSet: told(spec.set, event['configurationSet'], 'another-set'),
});

const plus = (section: JsonValue | undefined, more: { readonly [key: string]: number }): JsonObject => {
  const counted = isObject(section) ? section : {};
  return { ...counted, ...Object.fromEntries(Object.entries(more).map(([key, n]) => [key, Number(counted[key] ?? 0) + n])) };
};

const viewAs = (view: JsonObject, spec: LedgerSpec): JsonObject => ({
  ...view,
  events: (Array.isArray(view['events']) ? view['events'] : []).map((event) => (isObject(event) ? eventAs(event, spec) : event)),
  outbox: plus(view['outbox'], { pending: spec.pending, others: spec.othersPending }),
  deadLetters: plus(view['deadLetters'], { others: spec.othersDead }),
});

/** Whether the answer to this request is told anew. */
export const isRetold = (method: string | undefined, url: string): boolean =>
  method === 'GET' && (VIEW.test(url) || url === READINESS);

/** The receiver's answer, as this platform gives it. */
export const retold = (
  url: string,
  status: number,
  body: string,
  spec: LedgerSpec,
): { readonly status: number; readonly body: string } => {
  if (url === READINESS && spec.readiness !== 'ready') {
    return spec.readiness === 'untold'
      ? { status: 200, body: '{}' }
      : { status: 200, body: JSON.stringify({ ready: false, detail: 'the provider was switched off' }) };
  }
  if (status !== 200 || !VIEW.test(url)) return { status, body };
  return { status, body: JSON.stringify(viewAs(JSON.parse(body) as JsonObject, spec)) };
};
