// A run as its journal tells it: what is done in which order, what is written before what, and what is never done twice.
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import { AbortError, ObservationError } from '../../src/core/errors.ts';
import type { GivenAttestation, JournalEntry, NewEntry } from '../../src/core/journal.ts';
import type { LedgerView, SendOutcome } from '../../src/core/live.ts';
import type { AttemptToSend } from '../../src/core/ports/ledger.ts';
import type { OutgoingMessage } from '../../src/core/ports/smtp.ts';
import type { SesEnvelope, Writes } from '../../src/core/ports/writes.ts';
import type { Question, Step } from '../../src/core/runbook.ts';
import type { RunContext } from '../../src/run/context.ts';
import { memorySession } from '../../src/run/journal.ts';
import { walk } from '../../src/run/walk.ts';
import { event, view as viewOf } from '../checks/live/builders.ts';
import { ledgerOf, readsWith, sleepingClock } from '../fakes/reads.ts';
import { changed, load, SES, SMTP } from '../profile/source.ts';
import { contextOf, NOW, observeStep, runbookOf, waitStep } from './context.ts';
import { keepWalk } from './kept-walk.ts';

const NONCE = 'certify-0';
const check = (
  id: string,
  status: 'pass' | 'fail' | 'pending' | 'inconclusive',
  severity: 'blocker' | 'warning' = 'blocker',
): AnyCheck =>
  ({
    id,
    title: id,
    severity,
    why: '',
    owner: 'AWS admin',
    references: [],
    needs: [],
    reasons: {},
    evaluate: () => ({ status, reason: status === 'pass' ? 'ok' : 'x', remedy: [] }),
  }) as unknown as AnyCheck;

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  text: `${id}?`,
  accept: ['yes'],
  ifNot: 'Mend it.',
  shows: [],
  ...more,
});
const step = (kind: 'send' | 'record', id: string = kind): Step => ({ ...observeStep(id, []), kind });
const attest = (id: string, more: Partial<Question> = {}): Step => ({
  ...observeStep(id, []),
  kind: 'attest',
  question: question(id, more),
});
const gate = (...ids: readonly string[]): Step => ({ ...observeStep('gate', ids), gatesSend: true });

const FULL = [gate('good'), step('send'), waitStep('wait', 60), observeStep('negatives', ['webhook-negatives']), step('record')];

const PROVIDER_SENDS = changed(SES, 'via: squareos ', 'via: provider ');
const accepted = (id: string | null = 'id-1'): SendOutcome => ({
  kind: 'accepted',
  receipt: { providerMessageId: id, requestId: null, sentAt: NOW, via: 'provider' },
});
const refused = (temporary: boolean): SendOutcome => ({ kind: 'refused', code: 'X', message: 'to ops@example.com', temporary });
const DELIVERED = viewOf({ events: [event()] });

interface World {
  readonly steps?: readonly Step[];
  readonly profile?: string;
  readonly checks?: readonly AnyCheck[];
  readonly outcomes?: readonly SendOutcome[];
  readonly views?: readonly LedgerView[];
  readonly register?: (attempt: AttemptToSend) => Promise<void>;
  readonly before?: readonly NewEntry[];
  readonly people?: Partial<RunContext['people']>;
  readonly over?: Partial<RunContext>;
}

const lineOf = (entry: JournalEntry): string | null => {
  switch (entry.type) {
    case 'observed':
      return entry.key.startsWith('run.') || entry.key.startsWith('profile.')
        ? null
        : `observed ${entry.key} ${entry.observation.state}`;
    case 'send-intended':
      return `intended ${entry.purpose} ${entry.attempt} ${entry.nonce}`;
    case 'send-ended':
      return `ended ${entry.purpose} ${entry.attempt} ${entry.outcome.kind}`;
    case 'send-withheld':
      return `withheld ${entry.purpose} ${entry.reason} ${entry.because.join(',')}`.trim();
    case 'attested':
      return `attested ${entry.attestation.id} ${entry.attestation.answer}`;
    case 'step-done':
      return `done ${entry.step}`;
    case 'log':
      return `log ${entry.line.event}`;
    case 'receipt-found':
      return `receipt ${entry.receipt.providerMessageId}`;
    case 'wait-ended':
      return `wait ${entry.reason}`;
    case 'rehearsal-ended':
      return `rehearsal ${entry.purpose} ${entry.event}`;
    case 'negative-intended':
    case 'negative-ended':
      return null;
    default:
      return entry.type;
  }
};

const walked = async (world: World) => {
  const {
    steps = FULL,
    profile = PROVIDER_SENDS,
    checks = [check('good', 'pass')],
    outcomes = [accepted()],
    views = [DELIVERED],
    before = [],
  } = world;
  const entries: JournalEntry[] = [];
  const acts: string[] = [];
  const sent: { readonly message: OutgoingMessage; readonly envelope: SesEnvelope | null }[] = [];
  const attempts: AttemptToSend[] = [];
  const triggers: unknown[] = [];
  const clock = sleepingClock(NOW);
  const written = (): string => entries.map(({ type }) => type).at(-1) ?? 'nothing';
  const next = (): SendOutcome => outcomes[Math.min(sent.length + triggers.length - 1, outcomes.length - 1)]!;
  const writes: Writes = {
    ses: {
      send: async (message, envelope) => {
        acts.push(`sent after ${written()}`);
        sent.push({ message, envelope });
        return next();
      },
    },
    smtp: {
      send: async (message) => {
        sent.push({ message, envelope: null });
        return { outcome: next() } as Awaited<ReturnType<Writes['smtp']['send']>>;
      },
    },
    platform: {
      trigger: async (...given) => {
        triggers.push(given);
        return next();
      },
    },
    ledger: {
      register: async (attempt) => {
        await world.register?.(attempt);
        attempts.push(attempt);
      },
    },
  };
  const ledger = ledgerOf(...views);
  const asked: string[] = [];
  const shown: string[] = [];
  const base = contextOf();
  const ctx = contextOf({
    loaded: load(profile),
    runbook: runbookOf(...steps),
    checks: new Map([...base.checks, ...checks.map((one) => [one.id, one] as const)]),
    reads: readsWith({
      clock,
      ledger,
      webhook: {
        look: () => Promise.reject(new Error('x')),
        post: async () => ({ status: 403, reason: 'signature', error: null, durationMs: 1 }),
      },
    }),
    writes,
    mask: (value) => JSON.parse(JSON.stringify(value).replaceAll('ops@example.com', 'o***@example.com')) as typeof value,
    timing: { waitMs: null, retryMs: 30_000, rowsGraceMs: 0 },
    ...world.over,
    people: {
      ...base.people,
      ask: async (one, put) => {
        asked.push(one.id);
        return (await world.people?.ask?.(one, put)) ?? null;
      },
      onStep: (one, findings) =>
        void shown.push(`${one.id}: ${findings.map(({ check: id, status }) => `${id} ${status}`).join(', ')}`),
      ...(world.people?.sendByHand === undefined ? {} : { sendByHand: world.people.sendByHand }),
      ...(world.people?.providerMessageId === undefined ? {} : { providerMessageId: world.people.providerMessageId }),
    },
  });
  const session = memorySession({ clock, gate: () => undefined, onEntry: (entry) => void entries.push(entry) });
  const started: NewEntry = {
    type: 'run-started',
    runId: 'r',
    command: 'ses',
    tenant: 'main-gym',
    provider: 'SES',
    nonce: NONCE,
    profileDigest: 'p',
    runbookDigest: 'd',
    operator: 'o',
    certify: '0.0.0',
    pid: 1,
  };
  for (const entry of [started, ...before]) await session.append(entry);
  const from = entries.length;
  const told = async () =>
    entries
      .slice(from)
      .map(lineOf)
      .filter((line) => line !== null);
  const putOff = await walk(ctx, session).catch((error: unknown) => ({ error }));
  keepWalk({ entries: entries.slice(from), acts, sent, attempts, triggers, asked, shown, slept: clock.elapsed() });
  return {
    putOff,
    lines: await told(),
    entries,
    acts,
    sent,
    attempts,
    triggers,
    asked,
    shown,
    state: session.state(),
    slept: clock.elapsed(),
  };
};

describe('a run that sends', () => {
  it('hears of a complaint that came after the wait, before it forges one', async () => {
    const complained = viewOf({ ...DELIVERED, events: [event(), event({ event: 'complaint' })] });
    const { lines, state } = await walked({ views: [DELIVERED, complained] });
    expect(lines.slice(lines.indexOf('done wait'))).toEqual([
      'done wait',
      'wait decided',
      'observed live.callback observed',
      'observed live.rows observed',
      'negatives-done',
      'observed webhook.negatives observed',
      'done negatives',
    ]);
    expect(state.observations.get('live.callback')).toMatchObject({ value: { deciding: { event: 'complaint' } } });
  });

  it('goes from gate to record: registered, intended, sent, ended, awaited, held against forgeries', async () => {
    const { lines, acts, sent, attempts, putOff, shown } = await walked({});
    expect(lines).toEqual([
      'done gate',
      `intended live 1 ${NONCE}`,
      'ended live 1 accepted',
      'log email_sent',
      'observed live.receipt observed',
      'done send',
      'callback-seen',
      'wait decided',
      'observed live.receipt observed',
      'observed live.callback observed',
      'observed live.rows observed',
      'observed live.rehearsals skipped',
      'observed live.templates skipped',
      'done wait',
      'negatives-done',
      'observed webhook.negatives observed',
      'done negatives',
    ]);
    expect(acts).toEqual(['sent after send-intended']);
    expect(sent).toHaveLength(1);
    // Registered before the send without an id, and again with the one that the send gave.
    expect(attempts.map(({ providerMessageId }) => providerMessageId)).toEqual([null, 'id-1']);
    expect(attempts[0]).toMatchObject({
      nonce: NONCE,
      recipient: 'ops@example.com',
      channel: 'ses',
      join: 'exact',
      messageId: `${NONCE}@example.com`,
    });
    expect(putOff).toEqual([]);
    expect(shown[0]).toBe('gate: good pass');
  });

  it('sends as the profile says, with its set, its mark and who asked for it', async () => {
    const { sent } = await walked({});
    const { message, envelope } = sent[0]!;
    expect(envelope).toEqual({ configurationSet: 'squareos-main', tenant: null, identityArn: null });
    expect(message).toMatchObject({
      from: 'billing@example.com',
      to: 'ops@example.com',
      replyTo: 'help@example.com',
      nonce: NONCE,
      subject: `SquareOS email certification of main-gym (${NONCE})`,
    });
    expect(message.text).toContain('A. Owner (TICKET-1)');
    expect(message.text).toContain(`Run: ${NONCE}\nWebsite: https://gym.example.com\n`);
  });

  it('stores what a party said without the recipient', async () => {
    const { entries } = await walked({ outcomes: [refused(false)] });
    expect(JSON.stringify(entries.find(({ type }) => type === 'send-ended'))).toContain('to o***@example.com');
    const replied: SendOutcome = {
      ...accepted(),
      receipt: { providerMessageId: 'id-1', requestId: null, sentAt: NOW, via: 'provider', reply: '250 ops@example.com' },
    } as SendOutcome;
    const { state } = await walked({ outcomes: [replied] });
    expect(state.sends.live?.receipt?.reply).toBe('250 o***@example.com');
  });

  it('writes a line for the log: how it ended, of which message, to whom in part, and the code of a refusal', async () => {
    const lines = async (outcome: SendOutcome) =>
      (await walked({ outcomes: [outcome] })).entries.flatMap((entry) => (entry.type === 'log' ? [entry.line] : []));
    const about = { to: 'o***@example.com', template_name: 'certify-live', duration_ms: 0 };
    expect(await lines(accepted())).toEqual([{ event: 'email_sent', message_id: 'id-1', ...about }]);
    expect(await lines(refused(false))).toEqual([{ event: 'email_send_failed', message_id: null, code: 'X', ...about }]);
  });

  it('is registered for its campaign, by what it is known by', async () => {
    const { attempts } = await walked({ profile: changed(PROVIDER_SENDS, 'campaign: null', 'campaign: c-1') });
    expect(attempts.map(({ campaignId }) => campaignId)).toEqual(['c-1', 'c-1']);
    expect((await walked({})).attempts[0]?.campaignId).toBeNull();
    const receipt = {
      providerMessageId: null,
      requestId: null,
      sentAt: NOW,
      via: 'provider',
      join: 'message-id',
      messageId: 'm@x',
    } as const;
    const joined = await walked({ outcomes: [{ kind: 'accepted', receipt }] });
    expect(joined.attempts[1]).toMatchObject({ providerMessageId: 'm@x', messageId: 'm@x', join: 'message-id' });
  });

  it('tries once more after a temporary refusal, having waited, and never a third time', async () => {
    const twice = await walked({ outcomes: [refused(true), accepted()] });
    expect(twice.lines.filter((line) => line.includes('live'))).toContain(`intended live 2 ${NONCE}`);
    expect(twice.slept).toBeGreaterThanOrEqual(30_000);
    const never = await walked({ outcomes: [refused(true)] });
    expect(never.sent).toHaveLength(2);
    expect(never.lines).toContain('log email_send_failed');
    expect(never.lines).toContain('observed live.callback skipped');
    expect(never.lines).not.toContain('wait decided');
    expect(never.lines).toContain('observed webhook.negatives skipped');
  });

  it.each<[string, SendOutcome]>([
    ['a definite refusal', refused(false)],
    ['an end that nobody knows', { kind: 'ambiguous', code: 'ETIMEDOUT', message: 'm' }],
  ])('never sends again after %s', async (_, outcome) => {
    expect((await walked({ outcomes: [outcome] })).sent).toHaveLength(1);
  });

  it('waits after an ambiguous end, by its mark, and judges the negatives by no row of its own', async () => {
    const { lines, state } = await walked({ outcomes: [{ kind: 'ambiguous', code: 'X', message: 'm' }] });
    expect(lines).toContain('wait timeout');
    expect(state.negatives?.every(({ result }) => result === 'inconclusive')).toBe(true);
  });

  it.each<[string, World, string]>([
    ['a gate that failed', { checks: [check('good', 'fail')] }, 'withheld live gate good'],
    ['one that is pending', { checks: [check('good', 'pending')] }, 'withheld live gate good'],
    ['one that could not be judged', { checks: [check('good', 'inconclusive')] }, 'withheld live gate good'],
    [
      'a ledger that does not take the attempt',
      { register: () => Promise.reject(new ObservationError({ state: 'unreachable', code: 'X', message: 'no answer' })) },
      'withheld live ledger-not-writable no answer',
    ],
    [
      'a recipient that the platform suppresses',
      {
        register: () =>
          Promise.reject(new ObservationError({ state: 'failed', code: 'EMAIL_SUPPRESSED', message: 'suppressed' })),
      },
      'withheld live suppressed suppressed',
    ],
    [
      'development',
      { profile: changed(PROVIDER_SENDS, 'environment: production', 'environment: development') },
      'withheld live development',
    ],
  ])('is withheld by %s, and nothing is intended', async (_, world, line) => {
    const { lines, sent } = await walked(world);
    expect(lines).toContain(line);
    expect(sent).toEqual([]);
    expect(lines.some((one) => one.startsWith('intended'))).toBe(false);
    expect(lines.includes('log email_logged')).toBe(line.endsWith('development'));
    expect(lines).toContain('observed live.callback skipped');
  });

  it.each<[string, World]>([
    ['a warning', { checks: [check('good', 'fail', 'warning')] }],
    [
      'a step that is no gate',
      { steps: [{ ...gate('good'), gatesSend: false }, ...FULL.slice(1)], checks: [check('good', 'fail')] },
    ],
  ])('is not withheld by %s', async (_, world) => {
    expect((await walked(world)).sent).toHaveLength(1);
  });

  it('does not hide a fault of its own as a ledger that is silent', async () => {
    const { putOff } = await walked({ register: () => Promise.reject(new TypeError('a fault')) });
    expect(putOff).toMatchObject({ error: { message: 'a fault' } });
  });
});

describe('a message that the platform sends', () => {
  it('is asked of a person, registered by nobody here, and known by the id of its row', async () => {
    const byHand: unknown[] = [];
    const { attempts, sent, state, lines } = await walked({
      profile: SES,
      people: { sendByHand: async (...given) => void byHand.push(given) },
    });
    expect(byHand).toEqual([[NONCE, 'ops@example.com']]);
    expect(attempts).toEqual([]);
    expect(sent).toEqual([]);
    expect(lines).toContain('receipt id-1');
    expect(state.sends.live?.receipt).toMatchObject({ via: 'squareos', providerMessageId: 'id-1' });
  });

  it('is triggered with the run as key, with what its body names filled in', async () => {
    const body =
      '{path: /send, body: {to: "{recipient}", list: ["{from} {nonce}", 7], deep: {about: "{subject}", kind: "[{template}]"}, on: true, none: null}}';
    const { triggers } = await walked({ profile: changed(SES, 'trigger: person ', `trigger: ${body} `) });
    expect(triggers).toEqual([
      [
        '/send',
        {
          nonce: NONCE,
          recipient: 'ops@example.com',
          to: 'ops@example.com',
          list: [`billing@example.com ${NONCE}`, 7],
          deep: { about: `SquareOS email certification of main-gym (${NONCE})`, kind: '[]' },
          on: true,
          none: null,
        },
        'r',
      ],
    ]);
  });
});

describe('messages beside the live one', () => {
  it('go to the simulator with a mark of their own, and are awaited after it', async () => {
    const profile = changed(PROVIDER_SENDS, 'rehearse: []', 'rehearse: [bounce, complaint]');
    const { lines, sent } = await walked({ profile });
    expect(sent.map(({ message }) => message.to)).toEqual([
      'ops@example.com',
      'bounce+certify-b@simulator.amazonses.com',
      'complaint+certify-c@simulator.amazonses.com',
    ]);
    expect(lines.filter((line) => line.startsWith('rehearsal'))).toEqual([
      'rehearsal rehearse-bounce delivery',
      'rehearsal rehearse-complaint delivery',
    ]);
    expect(lines).toContain('observed live.rehearsals observed');
  });

  it('are certify’s own also where the platform sends the live one', async () => {
    const { sent } = await walked({
      profile: changed(SES, 'rehearse: []', 'rehearse: [bounce]'),
      people: { sendByHand: async () => undefined },
    });
    expect(sent.map(({ message }) => message.to)).toEqual(['bounce+certify-b@simulator.amazonses.com']);
  });

  it('of a template are rendered by SES with its data, where the profile says so', async () => {
    const profile = changed(PROVIDER_SENDS, 'invoice: tpl_1', 'invoice: {ses: gym-invoice, data: {name: Ada}}');
    const resumed: NewEntry = { type: 'run-resumed', operator: 'o', pid: 1, templates: ['invoice', 'trial'] };
    const { sent, lines } = await walked({ profile, before: [resumed] });
    expect(sent.map(({ message }) => [message.to, message.nonce, message.template ?? null])).toEqual([
      ['ops@example.com', 'certify-0', null],
      ['ops@example.com', 'certify-1', { name: 'gym-invoice', data: { name: 'Ada' } }],
      ['ops@example.com', 'certify-4', null],
    ]);
    expect(lines).toContain('observed live.templates observed');
    expect(lines.filter((line) => line.startsWith('rehearsal'))).toEqual([
      'rehearsal template-invoice delivery',
      'rehearsal template-trial delivery',
    ]);
  });

  it('are withheld with it', async () => {
    const { lines } = await walked({
      profile: changed(PROVIDER_SENDS, 'rehearse: []', 'rehearse: [bounce]'),
      checks: [check('good', 'fail')],
    });
    expect(lines).toContain('withheld rehearse-bounce gate good');
  });
});

const SENT: readonly NewEntry[] = [
  { type: 'step-done', step: 'gate' },
  { type: 'send-intended', purpose: 'live', attempt: 1, nonce: NONCE },
];
const ENDED: NewEntry = { type: 'send-ended', purpose: 'live', attempt: 1, outcome: accepted() };

describe('a run that goes on', () => {
  it('never sends what was intended', async () => {
    const { sent, lines, state } = await walked({ before: SENT });
    expect(sent).toEqual([]);
    expect(state.observations.get('live.receipt')).toMatchObject({
      value: { outcome: { kind: 'ambiguous', code: 'interrupted' }, registeredBefore: true },
    });
    expect(lines).toContain('done send');
  });

  it('waits for what was sent, and does not wait twice', async () => {
    expect((await walked({ before: [...SENT, ENDED] })).lines).toContain('wait decided');
    const over: NewEntry = { type: 'wait-ended', reason: 'timeout', view: null, waitedMs: 60_000 };
    const { lines, state } = await walked({ before: [...SENT, ENDED, over] });
    expect(lines.filter((line) => line.startsWith('wait'))).toEqual([]);
    expect(state.observations.get('live.rows')).toMatchObject({ state: 'unreachable', code: 'no-view' });
    expect(state.observations.get('live.callback')).toMatchObject({ value: { timedOut: true, deciding: null, events: [] } });
  });

  it('repeats no forgery whose answer is known, and tells it after a death at any point', async () => {
    const test = { id: 'token-wrong', title: 'a wrong token', result: 'rejected', status: 401, detail: 'kept' } as const;
    const posted: readonly NewEntry[] = [...SENT, ENDED, { type: 'negative-intended', id: test.id }];
    const known = await walked({ before: [...posted, { type: 'negative-ended', test }] });
    expect(known.entries.filter((entry) => entry.type === 'negative-intended' && entry.id === test.id)).toHaveLength(1);
    expect(known.state.observations.get('webhook.negatives')).toMatchObject({ value: { tests: expect.arrayContaining([test]) } });
    const lost = await walked({ before: posted });
    expect(lost.entries.filter((entry) => entry.type === 'negative-intended' && entry.id === test.id)).toHaveLength(2);
    const over = await walked({ before: [...posted, { type: 'negatives-done', tests: [test] }] });
    expect(over.lines).not.toContain('negatives-done');
    expect(over.state.observations.get('webhook.negatives')).toMatchObject({ value: { tests: [test] } });
  });

  it('is over once it ended', async () => {
    const { lines } = await walked({ before: [{ type: 'run-ended', exitCode: 0 }] });
    expect(lines).toEqual([]);
  });
});

const given = (id: string, answer: string, more: Partial<GivenAttestation> = {}): GivenAttestation => ({
  id,
  digest: 'sha256:x',
  answer,
  by: 'Ann',
  at: NOW,
  reference: 'T',
  message: null,
  ...more,
});

describe('a question', () => {
  const ASKED = [attest('kept'), step('record')];

  it('is asked once, and its answer is written down', async () => {
    const { lines, asked } = await walked({
      steps: ASKED,
      people: { ask: async (_, { digest }) => given('kept', 'yes', { digest }) },
    });
    expect(asked).toEqual(['kept']);
    expect(lines).toEqual(['attested kept yes', 'done kept']);
  });

  it('stays open where nobody is there, and the run goes on', async () => {
    const { lines, putOff, shown } = await walked({ steps: ASKED });
    expect(lines).toEqual(['done kept']);
    expect(putOff).toEqual([]);
    expect(shown).toEqual(['kept: attestation-kept inconclusive']);
  });

  it('is passed over where somebody puts it off, and keeps the message back where it gates it', async () => {
    const later = { ask: async () => 'later' as const };
    const free = await walked({ steps: [attest('kept'), gate('good'), step('record')], people: later });
    expect(free.lines).toEqual(['done gate']);
    expect(free.putOff).toEqual(['kept']);
    const gating = { ...attest('kept'), gatesSend: true } as Step;
    const held = await walked({ steps: [gating, step('send'), step('record')], people: later });
    expect(held.lines).toEqual([]);
    expect(held.sent).toEqual([]);
    expect(held.putOff).toEqual(['kept']);
  });

  it('is answered by the profile, without asking', async () => {
    const profile = changed(
      PROVIDER_SENDS,
      'attestations: []',
      'attestations: [{id: kept, answer: "yes", by: Ann, at: 2026-11-19, reference: T}]',
    );
    const { lines, asked } = await walked({ steps: ASKED, profile });
    expect(asked).toEqual([]);
    expect(lines).toEqual(['attested kept yes', 'done kept']);
  });

  it('is left out while what it is asked for passes', async () => {
    const steps = [attest('kept', { when: { notPassing: ['good', 'other'] } }), step('record')];
    const asking = async (...checks: readonly AnyCheck[]) => (await walked({ steps, checks })).asked;
    expect(await asking(check('good', 'pass'), check('other', 'pass'))).toEqual([]);
    expect(await asking(check('good', 'pass'), check('other', 'inconclusive'))).toEqual(['kept']);
  });

  it('of the message is not asked before there is one', async () => {
    const steps = [attest('arrived', { subject: 'message' }), step('record')];
    const { asked, putOff } = await walked({ steps });
    expect(asked).toEqual([]);
    expect(putOff).toEqual(['arrived']);
  });

  it('of the message asks first for the id that its receipt does not name', async () => {
    const steps = [step('send'), attest('arrived', { subject: 'message' }), step('record')];
    const profile = changed(
      SES,
      'ledger: {baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}',
      'ledger: {attest: true}',
    );
    const people: World['people'] = {
      sendByHand: async () => undefined,
      providerMessageId: async () => 'id-7',
      ask: async (_, { digest, message }) => given('arrived', 'yes', { digest, message }),
    };
    const { lines, state } = await walked({ steps, profile, people });
    expect(lines.slice(-5)).toEqual([
      'done send',
      'receipt id-7',
      'observed live.receipt observed',
      'attested arrived yes',
      'done arrived',
    ]);
    expect(state.attestations[0]?.message).toBe('id-7');
    const none = await walked({ steps, profile, people: { ...people, providerMessageId: async () => null } });
    expect(none.putOff).toEqual(['arrived']);
    // Asked and answered once, though the clock was set back by an hour after the message.
    const at = new Date(Date.parse(NOW) - 3_600_000).toISOString();
    const back = await walked({
      steps,
      profile,
      people: { ...people, ask: async (_, { digest, message }) => given('arrived', 'yes', { digest, message, at }) },
    });
    expect(back.asked).toEqual(['arrived']);
    expect(back.state.attestations[0]?.at).toBe(NOW);
  });
});

describe('where a person attests the rows', () => {
  const profile = changed(
    PROVIDER_SENDS,
    'ledger: {baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}',
    'ledger: {attest: true}',
  );

  it('nothing is registered or awaited, and forgeries are judged by their answers', async () => {
    const { attempts, lines, state, sent } = await walked({ profile });
    expect(sent).toHaveLength(1);
    expect(attempts).toEqual([]);
    expect(lines.some((line) => line.startsWith('wait'))).toBe(false);
    expect(lines).toContain('observed live.callback skipped');
    expect(state.observations.get('webhook.negatives')).toMatchObject({ value: { byAnswers: true, positiveControl: false } });
  });

  it('which a read ledger does not say', async () => {
    const { state } = await walked({});
    const told = state.observations.get('webhook.negatives');
    expect(told).toMatchObject({ value: { positiveControl: true } });
    expect(JSON.stringify(told)).not.toContain('byAnswers');
  });
});

describe('a relay', () => {
  it('is handed the message over SMTP, and rehearses nothing', async () => {
    const profile = changed(
      SMTP,
      'ledger: {attest: true}',
      'ledger: {baseUrl: https://api.squareos.example, token: "env:T", map: {}}',
    );
    const viaProvider = changed(profile, 'live:\n', 'live:\n  via: provider\n');
    const { sent, attempts } = await walked({ profile: viaProvider });
    expect(sent.map(({ envelope }) => envelope)).toEqual([null]);
    expect(attempts[0]).toMatchObject({ channel: 'smtp' });
  });
});

describe('a run that is interrupted', () => {
  it('says so in its journal, and how to go on', async () => {
    const controller = new AbortController();
    const { putOff, lines } = await walked({
      over: { signal: controller.signal },
      steps: [attest('kept'), step('record')],
      people: {
        ask: async () => {
          controller.abort();
          return null;
        },
      },
    });
    const { error } = putOff as { readonly error: AbortError };
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ exitCode: 130, fix: 'Go on with: `certify ses gym.yaml --resume`' });
    expect(lines.at(-1)).toBe('interrupted');
  });

  it('as a person who leaves a question does', async () => {
    const left = new AbortError({ code: 'left', message: 'm', fix: 'f', exitCode: 130 });
    const { putOff, lines } = await walked({ steps: [attest('kept')], people: { ask: () => Promise.reject(left) } });
    expect(putOff).toMatchObject({ error: { code: 'interrupted' } });
    expect(lines.at(-1)).toBe('interrupted');
  });

  it('which another end is not', async () => {
    const ended = new AbortError({ code: 'other', message: 'm', fix: 'f', exitCode: 4 });
    const { putOff, lines } = await walked({ steps: [attest('kept')], people: { ask: () => Promise.reject(ended) } });
    expect(putOff).toMatchObject({ error: { code: 'other' } });
    expect(lines).not.toContain('interrupted');
  });
});
