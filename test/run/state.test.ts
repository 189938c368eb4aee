import { describe, expect, it } from 'vitest';
import type { JournalEntry, NewEntry } from '../../src/core/journal.ts';
import type { Receipt } from '../../src/core/live.ts';
import type { Step } from '../../src/core/runbook.ts';
import { asked } from '../../src/run/attestations.ts';
import { templateFact } from '../../src/run/live-facts.ts';
import { mayArrive, nextStep, type NextInput } from '../../src/run/next-step.ts';
import { foldAll, type RunState } from '../../src/run/state.ts';

const common = {
  title: 't',
  owner: 'AWS admin',
  instructions: [],
  records: [],
  covers: [],
  watchOuts: [],
  references: [],
  remedy: [],
  cause: null,
  gatesSend: false,
  checks: [],
} as const;
const steps: readonly Step[] = [
  { ...common, id: 'look', kind: 'observe', gatesSend: true, checks: ['a'] },
  { ...common, id: 'ask', kind: 'attest', question: { id: 'q', text: 'Really?', accept: ['yes'], ifNot: 'Do it.', shows: [] } },
  { ...common, id: 'send', kind: 'send' },
  { ...common, id: 'wait', kind: 'await-callback', timeout: 60 },
  { ...common, id: 'forge', kind: 'observe', checks: ['webhook-negatives'] },
  { ...common, id: 'write', kind: 'record' },
];
const runbook = {
  id: 'ses',
  version: '1',
  provider: 'SES',
  title: 't',
  purpose: 'p',
  audience: [],
  whereToFind: [],
  beforeYouStart: [],
  steps,
  covers: [],
  watchOuts: [],
  severities: [],
  references: [],
  remedy: [],
  cause: null,
  digest: 'd',
} as const;

const started: NewEntry = {
  type: 'run-started',
  runId: 'r',
  command: 'ses',
  tenant: 't',
  provider: 'SES',
  nonce: 'n',
  profileDigest: 'p',
  runbookDigest: 'd',
  operator: 'o',
  certify: '1',
  pid: 1,
};
const receipt: Receipt = { providerMessageId: 'id', requestId: null, sentAt: 's', via: 'provider' };
const done = (...ids: readonly string[]): readonly NewEntry[] => ids.map((step) => ({ type: 'step-done', step }));
const { digest } = asked(runbook, (steps[1] as Step & { kind: 'attest' }).question, new Map());
const attested: NewEntry & { readonly type: 'attested' } = {
  type: 'attested',
  step: 'ask',
  attestation: { id: 'q', digest, answer: 'yes', by: 'b', at: 'a', reference: 'r', message: null },
};
const intended: NewEntry & { readonly type: 'send-intended' } = {
  type: 'send-intended',
  purpose: 'live',
  attempt: 1,
  nonce: 'n',
};
const accepted: NewEntry & { readonly type: 'send-ended' } = {
  type: 'send-ended',
  purpose: 'live',
  attempt: 1,
  outcome: { kind: 'accepted', receipt },
};
const refused = (temporary: boolean, attempt: 1 | 2 = 1): NewEntry => ({
  type: 'send-ended',
  purpose: 'live',
  attempt,
  outcome: { kind: 'refused', code: '451', message: 'm', temporary },
});
const ended: NewEntry = { type: 'wait-ended', reason: 'decided', view: null, waitedMs: 5 };

const stateAfter = (...entries: readonly NewEntry[]): RunState => {
  const whole = [started, ...entries].map(
    (entry, index): JournalEntry => ({ ...entry, seq: index + 1, at: `2026-11-20T10:00:${String(index).padStart(2, '0')}.000Z` }),
  );
  const state = foldAll(whole);
  if (state === null) throw new Error('no state');
  return state;
};

const next = (state: RunState, change: Partial<NextInput> = {}) =>
  nextStep({
    runbook,
    state,
    findings: () => [],
    isAsked: () => true,
    development: false,
    purposes: ['live'],
    ledgerAttested: false,
    putOff: new Set(),
    ...change,
  });

const upToSend = [...done('look'), attested, ...done('ask')];
const blocker = {
  check: 'a',
  step: 'look',
  title: '',
  severity: 'blocker',
  owner: 'AWS admin',
  references: [],
  remedy: [],
  cause: null,
  observations: [],
  reason: 'x',
} as const;

describe('what comes next', () => {
  it('shows the steps in the runbook’s order', () => {
    expect(next(stateAfter())).toMatchObject({ do: 'finish', step: { id: 'look' } });
    expect(next(stateAfter(...done('look')))).toMatchObject({ do: 'ask', step: { id: 'ask' } });
  });

  it('passes over a question that is not asked', () => {
    expect(next(stateAfter(...done('look')), { isAsked: () => false })).toMatchObject({ do: 'finish', step: { id: 'ask' } });
  });

  it('asks again when the answer was to other values, also after the message went out', () => {
    const stale: NewEntry = { ...attested, attestation: { ...attested.attestation, digest: 'of other values' } };
    for (const more of [[], [intended, accepted, ...done('send')]]) {
      const state = stateAfter(...done('look'), stale, ...done('ask'), ...more);
      expect(next(state)).toMatchObject({ do: 'ask', step: { id: 'ask' } });
      expect(next(state, { putOff: new Set(['ask']) })).not.toMatchObject({ do: 'ask' });
    }
  });

  it('sends once the gates are open', () => {
    expect(next(stateAfter(...upToSend))).toMatchObject({ do: 'send', attempt: 1 });
  });

  it.each(['fail', 'pending', 'inconclusive'] as const)('withholds the message while a gate is %s', (status) => {
    const findings = (step: Step) => (step.id === 'look' ? [{ ...blocker, status }] : []);
    expect(next(stateAfter(...upToSend), { findings })).toMatchObject({ do: 'withhold', reason: 'gate', because: ['a'] });
  });

  it('does not let a blocker of a step that gates nothing hold the message back', () => {
    const findings = (step: Step) => (step.id === 'forge' ? [{ ...blocker, status: 'fail' as const }] : []);
    expect(next(stateAfter(...upToSend), { findings })).toMatchObject({ do: 'send' });
  });

  it('lets an accepted limitation open the gate', () => {
    const findings = (step: Step) => (step.id === 'look' ? [{ ...blocker, status: 'fail' as const, limitation: 'T-1' }] : []);
    expect(next(stateAfter(...upToSend), { findings })).toMatchObject({ do: 'send' });
  });

  it('logs instead of sending in development', () => {
    expect(next(stateAfter(...upToSend), { development: true })).toMatchObject({ do: 'withhold', reason: 'development' });
  });

  it('never sends again after an intent without an outcome', () => {
    const state = stateAfter(...upToSend, intended);
    expect(next(state)).toMatchObject({ do: 'finish', step: { id: 'send' } });
    expect(mayArrive(state)).toBe(true);
  });

  it('sends the message of a template after the live one, and never again after its intent', () => {
    const purposes = ['live', 'template-invoice'] as const;
    const live = [...upToSend, intended, accepted];
    expect(next(stateAfter(...live), { purposes })).toMatchObject({ do: 'send', purpose: 'template-invoice', attempt: 1 });
    const killed = stateAfter(...live, { ...intended, purpose: 'template-invoice' });
    expect(next(killed, { purposes })).toMatchObject({ do: 'finish', step: { id: 'send' } });
    expect(templateFact(killed, purposes)).toMatchObject({ value: [{ template: 'invoice', sent: 'unknown', event: null }] });
    const taken = stateAfter(
      ...live,
      { ...intended, purpose: 'template-invoice' },
      { ...accepted, purpose: 'template-invoice' },
      ...done('send'),
      ended,
    );
    expect(next(taken, { purposes })).toMatchObject({ do: 'await-rehearsal', purpose: 'template-invoice' });
  });

  it('remembers the templates that were asked for in any life of the run', () => {
    const state = foldAll([
      { ...started, templates: ['invoice'], seq: 1, at: 'a' },
      { type: 'run-resumed', operator: 'o', pid: 2, templates: ['renewal', 'invoice'], seq: 2, at: 'a' },
      { type: 'run-resumed', operator: 'o', pid: 3, seq: 3, at: 'a' },
    ] as readonly JournalEntry[]);
    expect(state?.templates).toEqual(['invoice', 'renewal']);
  });

  it('tries a temporary refusal once more, and only once', () => {
    const once = stateAfter(...upToSend, intended, refused(true));
    expect(next(once)).toMatchObject({ do: 'send', attempt: 2 });
    const twice = stateAfter(...upToSend, intended, refused(true), { ...intended, attempt: 2 }, refused(true, 2));
    expect(next(twice)).toMatchObject({ do: 'finish', step: { id: 'send' } });
  });

  it('does not try a final refusal again, nor wait for its callback', () => {
    const state = stateAfter(...upToSend, intended, refused(false));
    expect(next(state)).toMatchObject({ do: 'finish', step: { id: 'send' } });
    expect(next(stateAfter(...upToSend, intended, refused(false), ...done('send')))).toMatchObject({
      do: 'finish',
      step: { id: 'wait' },
    });
  });

  it('never retries an ambiguous end', () => {
    const ambiguous: NewEntry = {
      type: 'send-ended',
      purpose: 'live',
      attempt: 1,
      outcome: { kind: 'ambiguous', code: 'T', message: 'm' },
    };
    expect(next(stateAfter(...upToSend, intended, ambiguous))).toMatchObject({ do: 'finish', step: { id: 'send' } });
  });

  it('waits once, tests the webhook once, and writes the record last', () => {
    const sent = [...upToSend, intended, accepted, ...done('send')];
    expect(next(stateAfter(...sent))).toMatchObject({ do: 'await' });
    expect(next(stateAfter(...sent, ended))).toMatchObject({ do: 'finish', step: { id: 'wait' } });
    expect(next(stateAfter(...sent, ended, ...done('wait')))).toMatchObject({ do: 'negatives' });
    const tested: NewEntry = { type: 'negatives-done', tests: [] };
    expect(next(stateAfter(...sent, ended, ...done('wait'), tested))).toMatchObject({ do: 'finish', step: { id: 'forge' } });
    expect(next(stateAfter(...sent, ended, ...done('wait'), tested, ...done('forge')))).toMatchObject({ do: 'record' });
  });

  it('does not wait where a person attests the rows, and judges forgeries by the answers', () => {
    const sent = [...upToSend, intended, accepted, ...done('send')];
    expect(next(stateAfter(...sent), { ledgerAttested: true })).toMatchObject({ do: 'finish', step: { id: 'wait' } });
    expect(next(stateAfter(...sent, ...done('wait')), { ledgerAttested: true })).toMatchObject({
      do: 'negatives',
      step: { id: 'forge' },
    });
  });

  it('passes over a question that was put off, and asks it again in a resume', () => {
    const state = stateAfter(...done('look'));
    expect(next(state)).toMatchObject({ do: 'ask', step: { id: 'ask' } });
    expect(next(state, { putOff: new Set(['ask']) })).toMatchObject({ do: 'send' });
  });

  it('stops before the send while a question that gates it is put off, so that a resume can still send', () => {
    const held = { ...blocker, status: 'inconclusive', step: 'ask' } as const;
    const state = stateAfter(...done('look'));
    expect(next(state, { putOff: new Set(['ask']), findings: () => [held] })).toEqual({ do: 'pause' });
    expect(next(stateAfter(...upToSend), { findings: () => [held] })).toMatchObject({ do: 'withhold' });
  });

  it('does nothing more once the run has ended', () => {
    expect(next(stateAfter({ type: 'run-ended', exitCode: 0 }))).toEqual({ do: 'end' });
  });
});
