// Which checks a look asks: of a domain, of a message, and of a tenant without sending.
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import type { Step } from '../../src/core/runbook.ts';
import { dnsRunbook } from '../../src/run/dns-runbook.ts';
import { messageRunbook } from '../../src/run/message-runbook.ts';
import { lookOnly, readOnlyRunbook } from '../../src/run/read-only.ts';
import { rejudge } from '../../src/run/rejudge.ts';
import { contextOf, observeStep, runbookOf, sessionOf, waitStep } from './context.ts';

const needing = (id: string, ...needs: readonly string[]): AnyCheck => ({ id, needs }) as unknown as AnyCheck;
const CHECKS = [
  needing('zone', 'dns.dmarc'),
  needing('zone-and-profile', 'dns.dmarc', 'profile.tenant', 'run.clock'),
  needing('zone-and-ses', 'dns.dmarc', 'ses.account'),
  needing('profile', 'profile.tenant'),
  needing('message', 'message.header'),
  needing('mailbox', 'live.inbox'),
  needing('receipt', 'live.receipt'),
  needing('forgeries', 'webhook.negatives'),
  needing('account', 'ses.account'),
];
const idsOf = (steps: readonly Step[]) => steps.flatMap((step) => step.checks);

describe('a look at a domain', () => {
  it('asks what DNS alone can answer', () => {
    expect(idsOf(dnsRunbook(CHECKS).steps)).toEqual(['zone', 'zone-and-profile']);
  });

  it('takes a domain that is not there or that nobody serves, and a DMARC question without an answer, for blockers', () => {
    expect(dnsRunbook(CHECKS).severities.map(({ check, status, severity }) => [check, status, severity])).toEqual([
      ['sender-domain-receives', undefined, 'blocker'],
      ['name-servers', 'fail', 'blocker'],
      ['dmarc-record', 'inconclusive', 'blocker'],
    ]);
  });
});

describe('a look at a message', () => {
  it('asks what a message shows, and where it lies if it was found in a mailbox', () => {
    expect(idsOf(messageRunbook(CHECKS).steps)).toEqual(['message']);
    expect(idsOf(messageRunbook(CHECKS, true).steps)).toEqual(['message', 'mailbox']);
  });

  it('takes the receiver’s own refusal for a blocker in every environment', () => {
    expect(messageRunbook([]).severities).toEqual(
      (['production', 'staging', 'development'] as const).map((environment) => ({
        check: 'inbox-results',
        status: 'fail',
        environment,
        severity: 'blocker',
      })),
    );
  });
});

describe('a look at a tenant', () => {
  const map = new Map(CHECKS.map((check) => [check.id, check]));
  const runbook = runbookOf(
    observeStep('aws', ['account', 'receipt', 'unknown']),
    {
      ...observeStep('kept', ['profile']),
      kind: 'attest',
      question: { id: 'q', text: 'q?', accept: ['yes'], ifNot: '', shows: [] },
    },
    { ...observeStep('send', ['account']), kind: 'send' },
    { ...waitStep('wait', 1), checks: ['account'] },
    observeStep('forged', ['forgeries']),
    observeStep('arrived', ['mailbox']),
    { ...observeStep('record', ['account']), kind: 'record' },
  );
  const stepsOf = (...more: readonly [keep?: (check: AnyCheck) => boolean, webhook?: boolean]) =>
    readOnlyRunbook(runbook, map, ...more).steps.map(({ id, kind, checks: ids }) => `${id} ${kind}: ${ids.join(',')}`);

  it('observes what needs no message of its own, and asks nobody', () => {
    expect(stepsOf()).toEqual(['aws observe: account', 'kept observe: profile', 'arrived observe: mailbox']);
  });

  it('forges callbacks where it is asked to', () => {
    expect(stepsOf(undefined, true)).toContain('forged observe: forgeries');
  });

  it('leaves out what is not wanted, and steps without anything left', () => {
    expect(stepsOf(({ id }) => id === 'account')).toEqual(['aws observe: account']);
  });

  it('is of real checks too', () => {
    expect(idsOf(dnsRunbook(checks).steps)).toContain('dmarc-record');
    expect(idsOf(messageRunbook(checks).steps)).toContain('inbox-aligned');
  });
});

const told = (id: string, status: 'pass' | 'fail'): AnyCheck =>
  ({
    id,
    title: id,
    severity: 'blocker',
    why: '',
    owner: 'AWS admin',
    references: [],
    needs: ['profile.tenant'],
    reasons: {},
    evaluate: () => ({ status, reason: 'ok', remedy: [] }),
  }) as unknown as AnyCheck;

describe('a look', () => {
  const own = new Map([told('a', 'pass'), told('b', 'fail')].map((check) => [check.id, check]));
  const runbook = runbookOf(observeStep('one', ['a']), observeStep('two', ['b', 'gone']));
  const looked = async (unwatched: boolean) => {
    const shown: string[] = [];
    const base = contextOf();
    const onStep = (step: Step, findings: readonly { readonly check: string; readonly status: string }[]) =>
      void shown.push(`${step.id}: ${findings.map(({ check, status }) => `${check} ${status}`).join(', ')}`);
    const ctx = contextOf({ runbook, checks: own, unwatched, people: { ...base.people, onStep } });
    const session = await sessionOf(ctx);
    await lookOnly(ctx, session);
    return { shown, state: session.state() };
  };

  it('shows each step with what it found, and nothing of the others', async () => {
    const { shown, state } = await looked(false);
    expect(shown).toEqual(['one: a pass', 'two: b fail']);
    expect(state.stepsDone).toEqual(['one', 'two']);
    expect(state.observations.get('run.purpose')).toMatchObject({ value: { live: false } });
  });

  it('that nobody watches shows none, and does the same', async () => {
    const { shown, state } = await looked(true);
    expect(shown).toEqual([]);
    expect(state.stepsDone).toEqual(['one', 'two']);
    expect(state.observations.get('profile.tenant')?.state).toBe('observed');
  });
});

describe('a record judged again', () => {
  const attest = {
    ...observeStep('kept', []),
    kind: 'attest',
    question: { id: 'q', text: 'q?', accept: ['yes'], ifNot: '', shows: [] },
  } as Step;
  const limitation = { check: 'b', reason: 'r', ticket: 'T-1', approvedBy: 's', expires: '2026-12-01', state: 'used' };
  const again = (command: string, limitations: readonly object[] = [], environment = 'production') =>
    rejudge(
      {
        environment,
        observations: { 'profile.tenant': { state: 'observed', value: {}, at: '', durationMs: 0 } },
        attestations: [],
        limitations,
        run: { command, startedAt: '2026-11-20T10:00:00.000Z' },
      } as never,
      {
        checks: new Map([['b', told('b', 'fail')]]),
        runbook: {
          ...runbookOf(observeStep('one', ['b']), attest),
          severities: [{ check: 'b', environment: 'staging', severity: 'warning', reason: 'r' }],
        },
        failOnWarning: false,
      },
    ).map(({ check, status, severity, limitation: by }) =>
      [check, status, severity, ...(by === undefined ? [] : [by])].join(' '),
    );

  it('has its questions where its command put them', () => {
    expect(again('ses')).toEqual(['b fail blocker', 'attestation-q inconclusive blocker']);
    expect(again('smtp')).toEqual(again('ses'));
    expect(again('check')).toEqual(['b fail blocker']);
  });

  it('keeps its limitations and its environment', () => {
    expect(again('check', [limitation])).toEqual(['b fail blocker T-1']);
    expect(again('check', [], 'staging')).toEqual(['b fail warning']);
  });
});
