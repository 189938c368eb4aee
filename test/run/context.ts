// A run's context and session for tests of the engine: real profile and runbook shapes, ports by name, everything in memory.
import type { NewEntry } from '../../src/core/journal.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import type { Runbook, Step } from '../../src/core/runbook.ts';
import { checks } from '../../src/checks/index.ts';
import { targetOf } from '../../src/profile/target.ts';
import type { RunContext } from '../../src/run/context.ts';
import { memorySession, type OpenSession } from '../../src/run/journal.ts';
import { readsWith, sleepingClock } from '../fakes/reads.ts';
import { load, SES } from '../profile/source.ts';

export const NOW = '2026-11-20T10:00:00.000Z';

const STEP = {
  title: 't',
  owner: 'AWS admin',
  covers: [],
  instructions: [],
  records: [],
  watchOuts: [],
  references: [],
} as const;

export const observeStep = (id: string, ids: readonly string[]): Step => ({
  ...STEP,
  id,
  kind: 'observe',
  gatesSend: false,
  checks: ids,
});

export const waitStep = (id: string, timeout: number): Step => ({
  ...STEP,
  id,
  kind: 'await-callback',
  gatesSend: false,
  checks: [],
  timeout,
});

export const runbookOf = (...steps: readonly Step[]): Runbook => ({
  id: 'ses',
  version: '2',
  provider: 'SES',
  title: 't',
  purpose: 'p',
  audience: [],
  whereToFind: [],
  covers: [],
  beforeYouStart: [],
  steps,
  watchOuts: [],
  severities: [],
  references: [],
  digest: 'd',
});

export const contextOf = (over: Partial<RunContext> & { readonly ports?: Partial<Reads> } = {}): RunContext => {
  const loaded = load(SES);
  const { ports, ...rest } = over;
  return {
    command: 'ses',
    invocation: 'certify ses gym.yaml',
    certify: '0.0.0',
    subject: targetOf(loaded).subject,
    loaded,
    runbook: runbookOf(),
    checks: new Map(checks.map((check) => [check.id, check])),
    probes: {},
    reads: readsWith({ clock: sleepingClock(NOW), ...ports }),
    writes: null,
    mode: 'live',
    failOnWarning: false,
    beforehand: { 'run.neighbours': { sharing: [] }, 'run.marks': null, 'run.sheet': null, 'run.otherProvider': null },
    history: { openSends: [], unread: [] },
    rerunOf: null,
    part: null,
    mask: (value) => value,
    people: {
      ask: async () => null,
      sendByHand: async () => undefined,
      providerMessageId: async () => null,
      onEntry: () => undefined,
      onStep: () => undefined,
      onWaiting: () => undefined,
    },
    timing: { waitMs: null, retryMs: 0, rowsGraceMs: 10_000 },
    signal: new AbortController().signal,
    ...rest,
  };
};

const STARTED: NewEntry = {
  type: 'run-started',
  runId: 'r',
  command: 'ses',
  tenant: 'main-gym',
  provider: 'SES',
  nonce: 'certify-n',
  profileDigest: 'p',
  runbookDigest: 'd',
  operator: 'o',
  certify: '0.0.0',
  pid: 1,
};

/** A run that has begun, with these entries behind it. */
export const sessionOf = async (ctx: RunContext, ...entries: readonly NewEntry[]): Promise<OpenSession> => {
  const session = memorySession({ clock: ctx.reads.clock, gate: () => undefined, onEntry: () => undefined });
  for (const entry of [STARTED, ...entries]) await session.append(entry);
  return session;
};
