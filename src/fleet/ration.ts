// SES's reads are few: which tenants are read anew tonight, and what stands in for the others.
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { RunDocument } from '../core/record.ts';
import { fingerprint } from './fingerprint.ts';
import type { TenantMemory } from './state.ts';

/** Facts of SES's own about one tenant. What holds for a whole account is asked once a night, and never carried. */
const CARRIED: readonly string[] = [
  'ses.identity',
  'ses.identities',
  'ses.configurationSet',
  'ses.eventDestinations',
  'ses.feedbackTopics',
  'ses.secondRoute',
  'ses.suppressedRecipient',
  'ses.recipientIdentity',
  'ses.trackingIdentity',
  'ses.dedicatedIps',
  'ses.tenant',
  'ses.recommendations',
  'ses.globalEndpoint',
  'ses.templates',
];

const NIGHTS = 7;
const DAY_MS = 24 * 3_600_000;

export type Observations = { readonly [key: string]: Observation<JsonValue> };

/** Stable: the same tenant has the same night of the week. */
const turnOf = (key: string): number => Number.parseInt(fingerprint('turn', key).slice(0, 8), 16) % NIGHTS;

const dayOf = (at: string): number => Math.floor(Date.parse(at) / DAY_MS);

export interface RationQuestion {
  readonly key: string;
  readonly profileDigest: string;
  readonly memory: TenantMemory | null;
  /** ISO 8601, when the night began. */
  readonly at: string;
}

/** Why a tenant is read anew whatever SES's list says; null: only a change there would. */
export const dueForReading = ({ key, profileDigest, memory, at }: RationQuestion): string | null => {
  if (memory?.sesReadAt == null || memory.sesFacts === null) return 'never read';
  if (memory.profileDigest !== profileDigest) return 'the profile changed';
  if (memory.sesTrouble) return 'not in order';
  if (dayOf(at) - dayOf(memory.sesReadAt) >= NIGHTS) return 'a week old';
  return turnOf(key) === dayOf(at) % NIGHTS ? 'its night of the week' : null;
};

/** What a later night may take over: what SES said, and never what it did not say. */
export const carriedFrom = (document: RunDocument): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(document.observations).filter(
        ([key, { state }]) => CARRIED.includes(key) && (state === 'observed' || state === 'absent' || state === 'skipped'),
      ),
    ),
  );

export const carriedOf = (memory: TenantMemory): Observations => JSON.parse(memory.sesFacts ?? '{}') as Observations;

const NOT_IN_ORDER = new Set(['fail', 'pending', 'inconclusive']);

/** Whether something that rests on SES's own answers is not in order, or one of them did not come. */
export const restsOnTrouble = ({ findings, observations }: RunDocument): boolean =>
  findings.some(
    ({ status, observations: keys, openUntilSent }) =>
      NOT_IN_ORDER.has(status) && openUntilSent !== true && keys.some((key) => CARRIED.includes(key)),
  ) ||
  CARRIED.some((key) => {
    const state = observations[key]?.state;
    return state === 'denied' || state === 'failed' || state === 'unreachable';
  });
