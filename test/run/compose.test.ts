import { describe, expect, it } from 'vitest';
import type { Severity } from '../../src/core/finding.ts';
import type { Environment } from '../../src/core/profile.ts';
import { composeDocument } from '../../src/run/compose.ts';
import type { NewEntry } from '../../src/core/journal.ts';
import type { Step } from '../../src/core/runbook.ts';
import { changed, load, SES } from '../profile/source.ts';
import { contextOf, NOW, observeStep, runbookOf, sessionOf } from './context.ts';

interface Lowered {
  readonly check: string;
  readonly severity: Severity;
  readonly environment?: Environment;
}

const coreOmitted = async (named: readonly string[], lowered?: Lowered) => {
  const severities = lowered === undefined ? [] : [{ environment: 'production' as const, ...lowered, reason: 'r' }];
  const ctx = contextOf({ runbook: { ...runbookOf(observeStep('look', named)), severities } });
  const session = await sessionOf(ctx);
  return composeDocument(ctx, session.state(), null).run.runbook?.coreOmitted ?? [];
};

describe('the core checks of a document', () => {
  it('that the runbook leaves out are named', async () => {
    expect(await coreOmitted(['fake-mode-off'])).toContain('opt-in-recorded');
    expect(await coreOmitted(['fake-mode-off', 'opt-in-recorded'])).not.toContain('opt-in-recorded');
  });

  it.each(['warning', 'info'] as const)('that the runbook lowers to %s are named too', async (severity) => {
    expect(await coreOmitted(['fake-mode-off'], { check: 'fake-mode-off', severity })).toContain('fake-mode-off');
  });

  it('that stay blockers, or are lowered elsewhere, are not', async () => {
    expect(await coreOmitted(['fake-mode-off'], { check: 'fake-mode-off', severity: 'blocker' })).not.toContain('fake-mode-off');
    const elsewhere = { check: 'fake-mode-off', severity: 'warning', environment: 'staging' } as const;
    expect(await coreOmitted(['fake-mode-off'], elsewhere)).not.toContain('fake-mode-off');
    expect(await coreOmitted(['fake-mode-off'])).not.toContain('fake-mode-off');
  });

  it('of the other provider are not missed', async () => {
    const omitted = await coreOmitted([]);
    expect(omitted.filter((id) => id.startsWith('smtp-'))).toEqual([]);
  });
});

describe('what a certificate rests on', () => {
  const why = async (profile: string) => {
    const ctx = contextOf({ loaded: load(profile), writes: {} as never, runbook: runbookOf() });
    return composeDocument({ ...ctx, checks: new Map() }, (await sessionOf(ctx)).state(), null).decision;
  };
  const ATTESTED = changed(
    SES,
    '{baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}',
    '{attest: true}',
  );
  const EMBEDDED = changed(
    SES,
    '{baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}',
    '{embedded: true, listen: "127.0.0.1:8025"}',
  );
  const OWN = changed(SES, 'via: squareos ', 'via: provider ');

  it.each([
    ['nothing', SES, 'CERTIFIED', /^A live message was accepted/],
    [
      'certify’s own send',
      OWN,
      'CERTIFIED_WITH_LIMITATIONS',
      /^Proven, with limitations: certify sent the message itself \(live\.via: provider\), so the platform’s own sending is not proven\.$/,
    ],
    [
      'one region of a global endpoint',
      changed(OWN, 'region: ap-south-1', 'region: ap-south-1\n  globalEndpoint: gyms'),
      'CERTIFIED_WITH_LIMITATIONS',
      /through ap-south-1 alone, not through the global endpoint gyms/,
    ],
    [
      'nothing of a global endpoint that the platform sends through',
      changed(SES, 'region: ap-south-1', 'region: ap-south-1\n  globalEndpoint: gyms'),
      'CERTIFIED',
      /./,
    ],
    ['rows that a person attested', ATTESTED, 'CERTIFIED_WITH_LIMITATIONS', /attested by a person, not read/],
    ['rows of the embedded ledger', EMBEDDED, 'CERTIFIED_WITH_LIMITATIONS', /embedded ledger, not the platform’s/],
  ])('%s', async (_, profile, outcome, says) => {
    const decision = await why(profile);
    expect(decision).toMatchObject({ outcome });
    expect(decision.why).toMatch(says);
  });

  it('core checks that are left out', async () => {
    const ctx = contextOf({ writes: {} as never, runbook: runbookOf() });
    const { decision } = composeDocument(ctx, (await sessionOf(ctx)).state(), null);
    expect(decision.why).toMatch(/core checks are left out or lowered: [a-z-]+, /);
  });
});

describe('a recorded step', () => {
  const steps: readonly Step[] = [
    observeStep('seen', ['fake-mode-off']),
    { ...observeStep('kept', []), kind: 'attest', question: { id: 'q', text: 'q?', accept: ['yes'], ifNot: '', shows: [] } },
    { ...observeStep('send', []), kind: 'send' },
    observeStep('later', ['opt-in-recorded']),
    { ...observeStep('record', []), kind: 'record' },
  ];
  const recorded = async (...entries: readonly NewEntry[]) => {
    const ctx = contextOf({ runbook: runbookOf(...steps) });
    const document = composeDocument(ctx, (await sessionOf(ctx, ...entries)).state(), null);
    return document.steps.map(({ id, state, findings, attestation }) =>
      [id, state, ...findings, ...(attestation === null ? [] : [attestation])].join(' '),
    );
  };
  const given = { id: 'q', digest: 'd', answer: 'yes', by: 'Ann', at: NOW, reference: 'T', message: null };

  it('says how far it came, what it found and what was answered', async () => {
    expect(
      await recorded(
        { type: 'step-done', step: 'seen' },
        { type: 'attested', step: 'kept', attestation: given },
        { type: 'step-done', step: 'kept' },
        { type: 'send-withheld', purpose: 'live', reason: 'gate', because: [] },
        { type: 'step-done', step: 'send' },
      ),
    ).toEqual(['seen done fake-mode-off', 'kept done q', 'send withheld', 'later not-reached opt-in-recorded', 'record done']);
  });

  it('of a message that was sent is done', async () => {
    expect((await recorded({ type: 'step-done', step: 'send' })).slice(1, 3)).toEqual(['kept not-reached', 'send done']);
  });
});

it('a document has its observations in the order of their names, and names all core checks of its provider', async () => {
  const ctx = contextOf();
  const observation = { state: 'observed', value: {}, at: NOW, durationMs: 0 } as const;
  const entries = ['sns.topic', 'dns.spf', 'ses.account'].map((key) => ({ type: 'observed', key, observation }) as const);
  const { observations, run } = composeDocument(ctx, (await sessionOf(ctx, ...entries)).state(), null);
  expect(Object.keys(observations)).toEqual(['dns.spf', 'ses.account', 'sns.topic']);
  expect(run.runbook?.coreChecks).toContain('fake-mode-off');
});

it('a look without a profile rests on nothing, and records no sheet', async () => {
  const ctx = { ...contextOf(), loaded: null };
  const document = composeDocument(ctx, (await sessionOf(contextOf())).state(), null);
  expect(document.extraction).toBeNull();
  expect(document.decision.next.action).toContain('certify init');
});
