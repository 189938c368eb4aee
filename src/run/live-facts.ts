// The live proof as observations, from the state of the run.
import type { LedgerView } from '../core/live.ts';
import { isSimulated, SIMULATED, type SendPurpose, templateOf } from '../core/journal.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { decidingEvent, type Expected, idOf } from '../core/proof.ts';
import type { Facts } from '../facts/index.ts';
import { mayArrive } from './next-step.ts';
import { sendState, type RunState } from './state.ts';

const observed = (value: unknown, state: RunState): Observation<JsonValue> => ({
  state: 'observed',
  value: value as JsonValue,
  at: state.lastAt,
  durationMs: 0,
});

export const receiptFact = (state: RunState, registeredBefore: boolean): Observation<JsonValue> => {
  const send = sendState(state, 'live');
  const fact: Facts['live.receipt'] = {
    nonce: state.nonce,
    purpose: 'live',
    withheld: send.withheld,
    // An intent whose outcome was never written (the process was killed there) may have been accepted.
    outcome:
      send.outcome ??
      (send.intended > 0
        ? { kind: 'ambiguous', code: 'interrupted', message: 'The process ended between the intent and its outcome.' }
        : null),
    receipt: send.receipt,
    registeredBefore,
  };
  return observed(fact, state);
};

/** Nothing can be read: either nothing went out (the receipt's own finding says why), or a person attests what came back. */
export const nothingToRead = (state: RunState): Observation<JsonValue> => {
  const message = mayArrive(state)
    ? 'The profile names no ledger that can be read: a person attests what came back.'
    : 'No live message went out, so nothing can come back.';
  return { state: 'skipped', code: 'not-applicable', message, at: state.lastAt, durationMs: 0 };
};

/** `live.callback` and `live.rows` once the wait is over, or once it is clear that nothing can come. */
export const callbackFacts = (
  state: RunState,
  configurationSet: Expected['configurationSet'],
): { readonly callback: Observation<JsonValue>; readonly rows: Observation<JsonValue> } => {
  if (!mayArrive(state) || state.wait === null) return { callback: nothingToRead(state), rows: nothingToRead(state) };
  const view: LedgerView | null = state.wait.view;
  const fact: Facts['live.callback'] = {
    waitedMs: state.wait.waitedMs,
    timedOut: state.wait.reason === 'timeout',
    deciding: view === null ? null : decidingEvent(view.events, { message: sendState(state, 'live').receipt, configurationSet }),
    events: view?.events ?? [],
  };
  const rows: Observation<JsonValue> =
    view === null
      ? {
          state: 'unreachable',
          code: 'no-view',
          message: 'The ledger did not answer while the run waited.',
          at: state.lastAt,
          durationMs: 0,
        }
      : observed(view, state);
  return { callback: observed(fact, state), rows };
};

/** How its wait ended. */
const endOf = (state: RunState, purpose: SendPurpose): Pick<Facts['live.templates'][number], 'event' | 'unread'> => {
  const end = state.rehearsals[purpose];
  return { event: end?.event ?? null, ...(end?.unread === true ? { unread: true } : {}) };
};

/** What became of the simulator's messages; not applicable where the profile rehearses nothing. */
export const rehearsalFact = (state: RunState, purposes: readonly SendPurpose[]): Observation<JsonValue> => {
  const asked = purposes.filter(isSimulated).filter((purpose) => purpose !== 'pulse');
  if (asked.length === 0) {
    const message = 'The profile rehearses nothing (live.rehearse).';
    return { state: 'skipped', code: 'not-applicable', message, at: state.lastAt, durationMs: 0 };
  }
  const fact: Facts['live.rehearsals'] = asked.map((purpose) => {
    const { withheld, outcome } = sendState(state, purpose);
    return {
      purpose: SIMULATED[purpose],
      sent: withheld === null && outcome?.kind === 'accepted',
      why: outcome !== null && outcome.kind !== 'accepted' ? outcome.message : (withheld?.reason ?? null),
      ...endOf(state, purpose),
    };
  });
  return observed(fact, state);
};

/** What became of the messages of templates; not applicable where none was asked for. */
export const templateFact = (state: RunState, purposes: readonly SendPurpose[]): Observation<JsonValue> => {
  const fact: Facts['live.templates'] = purposes.flatMap((purpose) => {
    const template = templateOf(purpose);
    if (template === null) return [];
    const { intended, withheld, outcome, receipt } = sendState(state, purpose);
    const isTaken = withheld === null && outcome?.kind === 'accepted';
    const isOpen = withheld === null && intended > 0 && (outcome === null || outcome.kind === 'ambiguous');
    const why = withheld?.reason ?? (outcome === null || outcome.kind === 'accepted' ? null : outcome.message);
    return {
      template,
      sent: isTaken ? 'yes' : isOpen ? 'unknown' : 'no',
      why,
      messageId: receipt === null ? null : idOf(receipt),
      ...endOf(state, purpose),
    };
  });
  if (fact.length > 0) return observed(fact, state);
  const message = 'No message of a template was asked for (--template).';
  return { state: 'skipped', code: 'not-applicable', message, at: state.lastAt, durationMs: 0 };
};
